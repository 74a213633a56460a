"""What one person, or the system that watches the patents, proposes and another one decides.

A revocation always comes this way, by two persons. A suspension or reinstatement that the system
proposes waits here for one reviewer; a reviewer's own is decided directly.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from registry import audit, clock
from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.certification import service
from registry.certification.models import Certificate, Proposal
from registry.certification.workflow import (
    CERTIFICATE_TRANSITIONS,
    CertificateAction,
    Outcome,
)
from registry.errors import BadInput, Conflict, FieldProblem, NotFound, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, check

# What an address may name can be greater than any key of a database.
_GREATEST = 2**63 - 1


def propose(
    actor: Actor,
    certificate: Certificate,
    action: CertificateAction,
    reason_code: str,
    reason: str,
    effective_on: date,
) -> Proposal:
    """Propose an action on a certificate; Conflict where the same one is open already.

    ``actor`` is a reviewer or SYSTEM; the system proposes no revocation, for two persons decide it.
    """
    if actor != SYSTEM:
        check(actor, CERTIFICATE_TRANSITIONS[action].permission)
        service.refuse_own(actor, certificate.application)
    elif CERTIFICATE_TRANSITIONS[action].by_two:
        raise Refused("Two persons decide this; the system cannot be one of them.")
    service.check_status(certificate, action)
    service.check_grounds(certificate, action, reason_code, reason, effective_on)
    if open_proposals(certificate, action):
        raise _proposed_already(certificate)
    return _add(actor, certificate, action, reason_code, reason.strip(), effective_on)


def _proposed_already(certificate: Certificate) -> Conflict:
    return Conflict("The same is proposed for {number} already.", number=certificate.number)


def _add(
    actor: Actor,
    certificate: Certificate,
    action: CertificateAction,
    reason_code: str,
    reason: str,
    effective_on: date,
) -> Proposal:
    proposal = Proposal(
        certificate_id=certificate.id,
        certificate=certificate,
        action=action,
        reason_code=reason_code,
        reason=reason,
        effective_on=effective_on,
        proposed_by_id=actor.user_id,
        proposed_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(proposal)
    except IntegrityError as error:
        # Somebody else has proposed it since we looked.
        raise _proposed_already(certificate) from error
    audit.record(
        actor,
        "propose",
        "proposal",
        proposal.id,
        certificate=certificate.number,
        action=action.value,
        reason_code=reason_code,
        reason=reason,
        effective_on=effective_on.isoformat(),
    )
    return proposal


def confirm(actor: Actor, proposal: Proposal, note: str = "") -> None:
    """Do what is proposed. Refused for who proposed it and for the enterprise's own; Conflict
    where it is not open any more or the certificate is no longer what it was."""
    service.check_change(actor, proposal.certificate, proposal.action)
    _refuse_proposer(actor, proposal)
    _end(actor, proposal, Outcome.CONFIRMED, note)
    service.change(
        actor,
        proposal.certificate,
        proposal.action,
        proposal.reason_code,
        proposal.reason,
        proposal.effective_on,
        proposal,
    )


def decline(actor: Actor, proposal: Proposal, note: str) -> None:
    """Do not do it; ``note`` says why, to the staff."""
    check(actor, CERTIFICATE_TRANSITIONS[proposal.action].permission)
    service.refuse_own(actor, proposal.certificate.application)
    _refuse_proposer(actor, proposal)
    if not note.strip():
        expected = N_("Write why, for the staff.")
        raise BadInput([FieldProblem("note", note, N_("There is no note."), expected)])
    _end(actor, proposal, Outcome.DECLINED, note)


def withdraw(actor: Actor, proposal: Proposal) -> None:
    """Take one's own proposal back; the system takes back what the system proposed."""
    if actor != SYSTEM:
        check(actor, CERTIFICATE_TRANSITIONS[proposal.action].permission)
    if actor.user_id != proposal.proposed_by_id:
        raise Refused("Only who proposed this may take it back.")
    _end(actor, proposal, Outcome.WITHDRAWN, "")


def _refuse_proposer(actor: Actor, proposal: Proposal) -> None:
    if actor.user_id == proposal.proposed_by_id:
        raise Refused("Another person than who proposed this decides on it.")


def _end(actor: Actor, proposal: Proposal, outcome: Outcome, note: str) -> None:
    ended = db.session.execute(
        update(Proposal)
        .where(Proposal.id == proposal.id, Proposal.outcome.is_(None))
        .values(
            outcome=outcome,
            decided_by_id=actor.user_id,
            decided_at=clock.now(),
            note=note.strip(),
        )
        .returning(Proposal.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if ended is None:
        raise Conflict("This proposal has been decided meanwhile; look at it again.")
    db.session.refresh(proposal)
    verb = {"confirmed": "confirm", "declined": "decline", "withdrawn": "withdraw"}[outcome.value]
    audit.record(actor, verb, "proposal", proposal.id, note=note.strip())


def of_id(proposal_id: int) -> Proposal:
    """The proposal; NotFound when there is none."""
    asked = _with_parts().where(Proposal.id == min(proposal_id, _GREATEST))
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound("There is no proposal {id}.", id=proposal_id)
    return found


def open_proposals(
    certificate: Certificate | None = None, action: CertificateAction | None = None
) -> Sequence[Proposal]:
    """What waits for a decision, the oldest first: all, of one certificate, of one action."""
    asked = _with_parts().where(Proposal.outcome.is_(None)).order_by(Proposal.id)
    if certificate is not None:
        asked = asked.where(Proposal.certificate_id == certificate.id)
    if action is not None:
        asked = asked.where(Proposal.action == action)
    return db.session.scalars(asked).all()


def page_of_open(page: int, per_page: int) -> tuple[Sequence[Proposal], int]:
    """A page of all that wait, the oldest first, and how many there are; ``page`` from 1."""
    asked = _with_parts().where(Proposal.outcome.is_(None)).order_by(Proposal.id)
    rows = db.session.scalars(asked.limit(per_page).offset((page - 1) * per_page)).all()
    return rows, count_open()


def count_open() -> int:
    """How many wait."""
    counted = select(func.count()).select_from(Proposal).where(Proposal.outcome.is_(None))
    return db.session.scalar(counted) or 0


def _with_parts() -> Select[Proposal]:
    application = joinedload(Proposal.certificate).joinedload(Certificate.application)
    return select(Proposal).options(
        application.joinedload(Application.product),
        application.joinedload(Application.enterprise),
        joinedload(Proposal.proposed_by),
    )
