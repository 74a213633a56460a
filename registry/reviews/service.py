"""The reviewers' decisions. Each moves the status, keeps the reason, and counts in the ledger."""

from datetime import timedelta

from registry import clock, numbering
from registry.applications import ledger
from registry.applications.conditions import Attempt
from registry.applications.models import Application, EvaluationRecord
from registry.applications.queries import evaluation_of, latest_evaluation
from registry.applications.service import Change, assess, move
from registry.applications.telling import tell_enterprise
from registry.applications.workflow import TRANSITIONS, Action
from registry.config import setting
from registry.errors import Conflict
from registry.extensions import db
from registry.permissions import Actor, check
from registry.reviews.models import Decision
from registry.reviews.reasons import Grounds


def return_(actor: Actor, application: Application, grounds: Grounds) -> Decision:
    """Give the application back for correction 补正."""
    decision = _decide(actor, application, Action.RETURN, grounds, returned_on=clock.today())
    until = application.round.correction_by or application.round.filing_by
    tell_enterprise(application, "application.return", grounds.reason, until=until)
    return decision


def reject(actor: Actor, application: Application, grounds: Grounds) -> Decision:
    """Do not register it 不予备案; the round is over for this product."""
    decision = _decide(actor, application, Action.REJECT, grounds)
    tell_enterprise(application, "application.reject", grounds.reason)
    return decision


def register(actor: Actor, application: Application, grounds: Grounds) -> Decision:
    """Register it 备案: a registration number is given, the declared output begins to count;
    ``certification`` gives the notice with it."""
    decision = _decide(
        actor,
        application,
        Action.REGISTER,
        grounds,
        examiner_id=actor.user_id,
        registered_on=clock.today(),
    )
    year = application.round_year
    serial = numbering.next_serial("registration", year)
    pattern = setting("REGISTRATION_PATTERN")
    application.registration_number = numbering.format_number(pattern, year, serial)
    ledger.add(application, ledger.Stage.REGISTERED, "register", clock.today())
    told = application.registration_number
    tell_enterprise(application, "application.register", grounds.reason, number=told)
    return decision


def announce(actor: Actor, application: Application, grounds: Grounds) -> Decision:
    """Put the intended certification under public notice 公示, resting on facts of today."""
    assess(application)
    last_day = clock.today() + timedelta(days=application.round.notice_days - 1)
    decision = _decide(actor, application, Action.ANNOUNCE, grounds, notice_until=last_day)
    tell_enterprise(application, "application.announce", grounds.reason, until=last_day)
    return decision


def certify(actor: Actor, application: Application, grounds: Grounds) -> Decision:
    """Certify it 认定, by a second person; ``certification`` issues the certificate."""
    decision = _decide(
        actor,
        application,
        Action.CERTIFY,
        grounds,
        certifier_id=actor.user_id,
        certified_on=clock.today(),
    )
    registered, certified = ledger.Stage.REGISTERED, ledger.Stage.CERTIFIED
    ledger.shift(application, registered, certified, "certify", clock.today())
    return decision


def refuse(actor: Actor, application: Application, grounds: Grounds) -> Decision:
    """Do not certify it 不予认定; it stays registered."""
    decision = _decide(actor, application, Action.REFUSE, grounds, refused_on=clock.today())
    tell_enterprise(application, "application.refuse", grounds.reason)
    return decision


def _decide(
    actor: Actor, application: Application, action: Action, grounds: Grounds, **changes: Change
) -> Decision:
    check(actor, TRANSITIONS[action].permission)
    record = _record_of(application)
    attempt = Attempt(
        application,
        actor,
        reason=grounds.reason,
        note=grounds.note,
        evaluation=evaluation_of(record),
    )
    move(attempt, action, **changes)
    decision = Decision(
        application_id=application.id,
        evaluation_id=record.id,
        evaluation=record,
        action=action,
        decided_by_id=actor.user_id,
        decided_at=clock.now(),
        reason_code=grounds.code,
        reason=grounds.reason,
        note=grounds.note,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _record_of(application: Application) -> EvaluationRecord:
    record = latest_evaluation(application.id)
    if record is None:
        raise Conflict("The rules have not been run on this application yet.")
    return record
