"""Contracts recorded, decided, corrected: each act with its trail and ledger in one write."""

import hashlib
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from registry import audit, clock
from registry.contracts import ledger
from registry.contracts.models import ContractParty, ContractPatent, TechnologyContract
from registry.contracts.queries import the_same, waiting_correction
from registry.contracts.reading import ContractInput, PartyInput
from registry.contracts.workflow import CONTRACT_TRANSITIONS, ContractAction, ContractStatus
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, check

LONGEST_REASON = 4000
Change = int | str | datetime | None


def record(
    actor: Actor, given: ContractInput, replaces: TechnologyContract | None = None
) -> TechnologyContract:
    """Record a contract for the actor's enterprise; it waits for a reviewer.

    ``replaces`` is a confirmed contract that this one corrects. Raises Refused, Conflict.
    """
    check(actor, Permission.APPLY)
    if actor.user_id is None or not any(actor.owns(_id_of(each)) for each in given.parties):
        raise Refused("A contract is recorded for one of its parties.")
    if replaces is not None:
        _check_correction(actor, replaces)
    contract = TechnologyContract(
        enterprise_id=actor.enterprise_id,
        kind=given.kind,
        amount=given.amount,
        signed_on=given.signed_on,
        record_number=given.record_number,
        identity=identity_of(given),
        status=ContractStatus.WAITING,
        replaces_id=replaces.id if replaces else None,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
        parties=_parties(given),
        patents=_patents(given),
    )
    db.session.add(contract)
    db.session.flush()
    audit.record(
        actor, ContractAction.RECORD.value, "technology_contract", contract.id, **_told(contract)
    )
    return contract


def identity_of(given: ContractInput) -> str:
    """SHA-256 over patents, day, amount and parties in an order of their own: whoever records the
    contract, and in whatever order, the same."""
    parties = sorted(f"{each.side.value}:{each.key}" for each in given.parties)
    patents = sorted(f"{office}{number}" for office, number in given.patents)
    parts = [given.signed_on.isoformat(), str(given.amount), *patents, *parties]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def withdraw(actor: Actor, contract: TechnologyContract) -> None:
    """Take a record back before it is decided."""
    if not actor.owns(contract.enterprise_id):
        raise Refused("Only who recorded a contract can withdraw it.")
    _move(actor, contract, ContractAction.WITHDRAW)


def confirm(actor: Actor, contract: TechnologyContract) -> None:
    """Confirm a contract: it counts from today on, in place of what it corrects.

    Conflict where the same contract counts already: then it is to be matched.
    """
    other = the_same(contract)
    if other is not None:
        raise Conflict("The same contract is confirmed already; match this record with it.")
    replaced = contract.replaces
    if replaced is not None:
        _decide(actor, replaced, ContractAction.REPLACE)
        ledger.take_back(replaced, "replace")
    _decide(actor, contract, ContractAction.CONFIRM)
    ledger.count(contract)


def match(actor: Actor, contract: TechnologyContract) -> None:
    """Note that a record is another party's of a contract that counts already: counted once."""
    other = the_same(contract)
    if other is None:
        raise Conflict("No confirmed contract is the same as this one.")
    _decide(actor, contract, ContractAction.MATCH, same_as_id=other.id)


def refuse(actor: Actor, contract: TechnologyContract, reason: str) -> None:
    """Refuse a record; the enterprise reads the reason."""
    _decide(actor, contract, ContractAction.REFUSE, reason)


def cancel(actor: Actor, contract: TechnologyContract, reason: str) -> None:
    """Count a confirmed contract no longer: it was annulled, or should not have been confirmed."""
    _decide(actor, contract, ContractAction.CANCEL, reason)
    ledger.take_back(contract, "cancel")


def _id_of(party: PartyInput) -> int:
    return party.enterprise.id if party.enterprise else 0


def _check_correction(actor: Actor, replaces: TechnologyContract) -> None:
    if not actor.owns(replaces.enterprise_id):
        raise Refused("Only who recorded a contract can correct it.")
    if replaces.status is not ContractStatus.CONFIRMED:
        raise Conflict("Only a confirmed contract can be corrected.")
    if waiting_correction(replaces) is not None:
        raise Conflict("A correction of this contract waits for a reviewer already.")


def _parties(given: ContractInput) -> list[ContractParty]:
    return [
        ContractParty(
            position=position,
            side=each.side,
            name=each.name,
            credit_code=each.credit_code,
            enterprise_id=each.enterprise.id if each.enterprise else None,
        )
        for position, each in enumerate(given.parties, start=1)
    ]


def _patents(given: ContractInput) -> list[ContractPatent]:
    return [
        ContractPatent(position=position, office=office, number=number)
        for position, (office, number) in enumerate(given.patents, start=1)
    ]


def _decide(
    actor: Actor,
    contract: TechnologyContract,
    action: ContractAction,
    reason: str = "",
    **more: int,
) -> None:
    """A reviewer's decision; nobody decides on a contract of their own enterprise."""
    check(actor, CONTRACT_TRANSITIONS[action].permission)
    parties = [each.enterprise_id for each in contract.parties if each.enterprise_id]
    if any(actor.owns(each) for each in [contract.enterprise_id, *parties]):
        raise Refused("Nobody decides on a contract of their own enterprise.")
    if actor.user_id == contract.recorded_by_id:
        raise Refused("Nobody decides on a contract that they recorded.")
    said = _reason(reason, needed=CONTRACT_TRANSITIONS[action].needs_reason)
    decided: dict[str, Change] = {
        "decided_at": clock.now(),
        "decided_by_id": actor.user_id,
        "reason": said,
    }
    _move(actor, contract, action, said, **decided, **more)


def _reason(text: str, *, needed: bool) -> str:
    reason = text.strip()
    if needed and not reason:
        problem = N_("No reason is given.")
        expected = N_("Write what the enterprise is to read.")
        raise BadInput([FieldProblem("reason", "", problem, expected)])
    if len(reason) > LONGEST_REASON:
        problem, expected = N_("The reason is too long."), N_("Write at most 4000 characters.")
        raise BadInput([FieldProblem("reason", reason[:40], problem, expected)])
    return reason


def _move(
    actor: Actor,
    contract: TechnologyContract,
    action: ContractAction,
    words: str = "",
    **changes: Change,
) -> None:
    """One move of the table: the only place where a contract's status changes."""
    transition = CONTRACT_TRANSITIONS[action]
    check(actor, transition.permission)
    if contract.status is not transition.source:
        raise Conflict(
            "A contract that is {status} cannot be changed by “{action}”.",
            status=contract.status.value,
            action=action.value,
        )
    _take_version(contract, transition.source, changes | {"status": transition.target})
    audit.record(
        actor,
        action.value,
        "technology_contract",
        contract.id,
        before=transition.source.value,
        after=transition.target.value,
        reason=words,
        same_as=contract.same_as_id,
    )


def _take_version(
    contract: TechnologyContract, status: ContractStatus, changes: dict[str, Change]
) -> None:
    made = (
        update(TechnologyContract)
        .where(TechnologyContract.id == contract.id, TechnologyContract.status == status)
        .where(TechnologyContract.version == contract.version)
        .values(version=contract.version + 1, **changes)
        .returning(TechnologyContract.id)
        .execution_options(synchronize_session=False)
    )
    try:
        taken = db.session.execute(made).scalar()
    except IntegrityError as error:
        # Another record of the same contract was confirmed at this moment.
        raise Conflict(
            "The same contract is confirmed already; match this record with it."
        ) from error
    if taken is None:
        raise Conflict("Somebody else has changed this contract meanwhile; look at it again.")
    db.session.refresh(contract)


def _told(contract: TechnologyContract) -> dict[str, object]:
    """All that the record says, for the trail."""
    return {
        "enterprise": contract.enterprise_id,
        "kind": contract.kind.value,
        "amount": contract.amount,
        "signed_on": contract.signed_on.isoformat(),
        "record_number": contract.record_number,
        "identity": contract.identity,
        "replaces": contract.replaces_id,
        "parties": [
            [each.side.value, each.name, each.credit_code, each.enterprise_id]
            for each in contract.parties
        ],
        "patents": [[each.office, each.number] for each in contract.patents],
    }
