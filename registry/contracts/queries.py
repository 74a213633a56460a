"""Contracts, looked up and listed; every list is made with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry.contracts.models import ContractPatent, TechnologyContract
from registry.contracts.workflow import ContractStatus
from registry.errors import NotFound
from registry.extensions import db
from registry.permissions import Actor, Permission

PER_PAGE = 40
# Records that say nothing of a contract any more.
_GONE = (ContractStatus.REFUSED, ContractStatus.WITHDRAWN, ContractStatus.REPLACED)


@dataclass(frozen=True, slots=True)
class ContractList:
    """One page, and how many there are of each status in the whole list."""

    rows: Sequence[TechnologyContract]
    counts: dict[ContractStatus, int]
    total: int


def for_actor(actor: Actor, public_id: str) -> TechnologyContract:
    """The contract of an address, for who recorded it and for staff; NotFound for others."""
    found = db.session.scalars(
        _with_parts().where(TechnologyContract.public_id == public_id)
    ).one_or_none()
    if found is None or not (
        actor.owns(found.enterprise_id) or actor.may(Permission.READ_APPLICATIONS)
    ):
        raise NotFound("There is no contract {id}.", id=public_id)
    return found


def own_contracts(enterprise_id: int, page: int) -> ContractList:
    """What an enterprise has recorded, the newest first; ``page`` counts from 1."""
    return _listed(TechnologyContract.enterprise_id == enterprise_id, None, page, newest=True)


def work_list(status: ContractStatus, page: int) -> ContractList:
    """All contracts in a status: those that wait, the longest waiting first."""
    everything = TechnologyContract.id > 0
    return _listed(everything, status, page, newest=status is not ContractStatus.WAITING)


def the_same(contract: TechnologyContract) -> TechnologyContract | None:
    """The contract that counts already and is the same: patents, day, amount and parties.

    What a correction replaces is not another one."""
    return db.session.scalars(
        select(TechnologyContract)
        .where(TechnologyContract.identity == contract.identity)
        .where(TechnologyContract.status == ContractStatus.CONFIRMED)
        .where(TechnologyContract.id.not_in((contract.id, contract.replaces_id or 0)))
    ).one_or_none()


def alike(contract: TechnologyContract) -> Sequence[TechnologyContract]:
    """Other records on one of its patents with the same day or amount: perhaps the same contract,
    told a little differently."""
    numbers = [(each.office, each.number) for each in contract.patents]
    on_them = select(ContractPatent.contract_id).where(
        or_(*((ContractPatent.office == o) & (ContractPatent.number == n) for o, n in numbers))
    )
    return db.session.scalars(
        _with_parts()
        .where(TechnologyContract.id.in_(on_them))
        .where(TechnologyContract.id.not_in((contract.id, contract.replaces_id or 0)))
        .where(TechnologyContract.status.not_in(_GONE))
        .where(
            or_(
                TechnologyContract.signed_on == contract.signed_on,
                TechnologyContract.amount == contract.amount,
            )
        )
        .order_by(TechnologyContract.id)
        .limit(PER_PAGE)
    ).all()


def waiting_correction(contract: TechnologyContract) -> TechnologyContract | None:
    """The correction of a contract that waits for a reviewer."""
    return db.session.scalars(
        select(TechnologyContract)
        .where(TechnologyContract.replaces_id == contract.id)
        .where(TechnologyContract.status == ContractStatus.WAITING)
    ).one_or_none()


def _with_parts() -> Select[TechnologyContract]:
    return select(TechnologyContract).options(
        joinedload(TechnologyContract.enterprise),
        selectinload(TechnologyContract.parties),
        selectinload(TechnologyContract.patents),
    )


def _listed(
    wanted: ColumnElement[bool], status: ContractStatus | None, page: int, *, newest: bool
) -> ContractList:
    counts: dict[ContractStatus, int] = {
        each: count
        for each, count in db.session.execute(
            select(TechnologyContract.status, func.count())
            .where(wanted)
            .group_by(TechnologyContract.status)
        )
    }
    order = TechnologyContract.id.desc() if newest else TechnologyContract.id
    chosen = _with_parts().where(wanted).order_by(order)
    if status is not None:
        chosen = chosen.where(TechnologyContract.status == status)
    rows = db.session.scalars(chosen.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    total = sum(counts.values()) if status is None else counts.get(status, 0)
    return ContractList(rows, counts, total)
