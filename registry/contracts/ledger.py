"""The ledger of contracts: signed amounts, written in the transaction of the decision.

A total of a year as known on a day is a plain sum over the entries with ``on_day`` up to that day.
A contract counts in the year in which it was signed, where its grantor sits: technology contracts
are registered by the side that licenses or transfers, at its place.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from registry import clock
from registry.contracts.models import ContractEntry, TechnologyContract
from registry.contracts.workflow import ContractKind, Side
from registry.extensions import db

# SUM over BIGINT ends at 2^63 on SQLite: hundred-millions and rest are summed apart.
_SPLIT = 10**8


@dataclass(frozen=True, slots=True)
class Counted:
    """What counts of one kind in one region: the amount in fen, and how many contracts."""

    kind: ContractKind
    region_code: str
    amount: int
    contracts: int


def count(contract: TechnologyContract) -> None:
    """Count the contract from today on, as it is confirmed."""
    _append(contract, 1, _place(contract), "confirm")


def take_back(contract: TechnologyContract, reason: str) -> None:
    """Count it no longer, where it was counted. LookupError when it does not count."""
    last = db.session.scalars(
        select(ContractEntry)
        .where(ContractEntry.contract_id == contract.id)
        .order_by(ContractEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.sign < 0:
        raise LookupError(f"contract {contract.id} does not count")
    _append(contract, -1, last.region_code, reason)


def counted(year: int, as_of: date) -> tuple[Counted, ...]:
    """What counts of a year as known on a day, by region and kind; nothing is left out but zero."""
    amount = ContractEntry.amount
    found = db.session.execute(
        select(
            ContractEntry.region_code,
            ContractEntry.kind,
            func.sum(amount // _SPLIT),
            func.sum(amount % _SPLIT),
            func.sum(ContractEntry.sign),
        )
        .where(ContractEntry.year == year, ContractEntry.on_day <= as_of)
        .group_by(ContractEntry.region_code, ContractEntry.kind)
        .order_by(ContractEntry.region_code, ContractEntry.kind)
    )
    return tuple(
        Counted(kind, region, int(high) * _SPLIT + int(low), int(contracts))
        for region, kind, high, low, contracts in found
        if contracts
    )


def _place(contract: TechnologyContract) -> str:
    grantors = [p.enterprise for p in contract.parties if p.side is Side.GRANTOR and p.enterprise]
    return (grantors[0] if grantors else contract.enterprise).region_code


def _append(contract: TechnologyContract, sign: int, region_code: str, reason: str) -> None:
    today = clock.today()
    entry = ContractEntry(
        contract_id=contract.id,
        year=contract.signed_on.year,
        effective_on=contract.signed_on,
        known_on=today,
        on_day=max(contract.signed_on, today),
        kind=contract.kind,
        sign=sign,
        region_code=region_code,
        amount=sign * contract.amount,
        reason=reason,
    )
    db.session.add(entry)
    db.session.flush()
