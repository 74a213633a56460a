"""A correction asked for, accepted, refused, taken back; the ledger gets the difference."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import audit, clock
from registry.applications import ledger
from registry.applications.conditions import CONDITIONS, Attempt
from registry.applications.corrections import (
    Correction,
    CorrectionAnswer,
    corrections_of,
    counting,
)
from registry.applications.models import Application
from registry.applications.objections import lock
from registry.applications.telling import tell_enterprise
from registry.applications.workflow import (
    CORRECTION_TRANSITIONS,
    CorrectionAction,
    CorrectionStatus,
)
from registry.certification.models import Certificate
from registry.errors import BadInput, Conflict, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, check

LONGEST_REASON = 4000


def ask(
    actor: Actor, application: Application, amounts: Mapping[str, int], reason: str
) -> Correction:
    """Ask for other amounts (fen, all of ``ledger.AMOUNTS``) than those that count.

    Conflict while another correction waits; BadInput for the amounts that count already.
    """
    _refuse_long(reason)
    _hold(application)
    check_ask(actor, application, reason)
    known = corrections_of(application.id)
    if dict(amounts) == dict(counting(application, known)):
        problem = N_("These are the amounts that count already.")
        expected = N_("Change the amount that is to be corrected.")
        raise BadInput([FieldProblem("output_value", "", problem, expected)])
    correction = Correction(
        application_id=application.id,
        application=application,
        serial=len(known) + 1,
        **amounts,
        reason=reason.strip(),
        asked_at=clock.now(),
        asked_by_id=actor.user_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(correction)
    except IntegrityError as error:
        raise _waits() from error
    about = {"application": application.id, **amounts, "reason": correction.reason}
    audit.record(actor, CorrectionAction.ASK.value, "correction", correction.id, **about)
    return correction


def check_ask(actor: Actor, application: Application, reason: str = "-") -> None:
    """Refused, Conflict or BadInput unless a correction may be asked for now."""
    _check(Attempt(application, actor, reason=reason), CorrectionAction.ASK)
    if any(each.status is CorrectionStatus.WAITING for each in corrections_of(application.id)):
        raise _waits()


def _waits() -> Conflict:
    return Conflict("A correction of this application waits for a decision already.")


def accept(actor: Actor, correction: Correction, reason: str = "") -> None:
    """Count the corrected amounts from today on: the old ones are taken back, the new ones added.

    Conflict where nothing of the application counts any more.
    """
    _answer(actor, correction, CorrectionAction.ACCEPT, reason)
    application = correction.application
    if ledger.standing_stage(application) is None:
        raise Conflict("Nothing of this application counts any more.")
    ledger.correct(application, correction.amounts, "correct", clock.today())
    tell_enterprise(application, "correction.accept", reason.strip())


def refuse(actor: Actor, correction: Correction, reason: str) -> None:
    """Leave what counts as it is; the enterprise reads the reason."""
    _answer(actor, correction, CorrectionAction.REFUSE, reason)
    tell_enterprise(correction.application, "correction.refuse", reason.strip())


def withdraw(actor: Actor, correction: Correction) -> None:
    """The enterprise takes it back before it is decided."""
    _answer(actor, correction, CorrectionAction.WITHDRAW, "")


def _answer(actor: Actor, correction: Correction, action: CorrectionAction, reason: str) -> None:
    _refuse_long(reason)
    _hold(correction.application)
    _check(Attempt(correction.application, actor, reason=reason), action)
    answered = CorrectionAnswer(
        correction_id=correction.id,
        action=action,
        reason=reason.strip(),
        answered_at=clock.now(),
        answered_by_id=actor.user_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(answered)
    except IntegrityError as error:
        raise Conflict("This correction has been decided meanwhile; look at it again.") from error
    audit.record(actor, action.value, "correction", correction.id, reason=answered.reason)


def _check(attempt: Attempt, action: CorrectionAction) -> None:
    row = CORRECTION_TRANSITIONS[action]
    check(attempt.actor, row.permission)
    for condition in row.conditions:
        CONDITIONS[condition](attempt)


def _refuse_long(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        problem, expected = N_("This reason is too long."), N_("Write 1 to 4000 characters.")
        raise BadInput([FieldProblem("reason", reason[:40], problem, expected)])


def _hold(application: Application) -> None:
    """Wait until nobody else decides on the application or revokes its certificate."""
    lock(application.id)
    asked = select(Certificate.id).where(Certificate.application_id == application.id)
    db.session.execute(asked.with_for_update())
    db.session.refresh(application)
