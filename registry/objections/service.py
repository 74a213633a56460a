"""Objections received, from the public or on paper, and answered by a reviewer."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import audit, clock
from registry.applications.models import Application
from registry.applications.objections import (
    AnswerKind,
    Objection,
    ObjectionAnswer,
    content_sha256,
    lock,
)
from registry.applications.telling import tell_enterprise
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.objections.queries import Notice, notice_of
from registry.objections.reading import ObjectionInput
from registry.permissions import Actor, Permission, check

LONGEST_REASON = 4000


def receive(actor: Actor, application: Application, given: ObjectionInput) -> Objection:
    """Keep an objection that the public form brought; the same one again is kept once.

    Conflict once the period is over, NotFound once it is decided.
    """
    lock(application.id)
    notice = notice_of(application)
    if not notice.takes_objections(clock.today()):
        raise _too_late(notice)
    return _keep(actor, application, given, recorded_by_id=None)


def record(actor: Actor, application: Application, given: ObjectionInput) -> Objection:
    """Keep an objection that came on paper; the day of receipt is one of the notice's days."""
    check(actor, Permission.EXAMINE)
    refuse_own(actor, application)
    lock(application.id)
    notice = notice_of(application)
    last = min(notice.last_day, clock.today())
    if not notice.first_day <= given.received_on <= last:
        problem = N_("This day is not one of the public notice so far.")
        expected = N_("Write a day from {first} to {last}.")
        values = {"first": notice.first_day.isoformat(), "last": last.isoformat()}
        day = given.received_on.isoformat()
        raise BadInput([FieldProblem("received_on", day, problem, expected, values)])
    return _keep(actor, application, given, recorded_by_id=actor.user_id)


def _too_late(notice: Notice) -> Conflict:
    return Conflict("The period for objections ended on {day}.", day=notice.last_day)


def _keep(
    actor: Actor, application: Application, given: ObjectionInput, recorded_by_id: int | None
) -> Objection:
    sha256 = content_sha256(given.name, given.contact, given.ground.value, given.text)
    objection = Objection(
        application_id=application.id,
        name=given.name,
        contact=given.contact,
        ground=given.ground,
        text=given.text,
        content_sha256=sha256,
        received_on=given.received_on,
        recorded_at=clock.now(),
        recorded_by_id=recorded_by_id,
    )
    known = _known(application.id, sha256)
    if known is not None:
        return known
    try:
        with db.session.begin_nested():
            db.session.add(objection)
    except IntegrityError:
        # The same was sent twice at once.
        raise Conflict("This objection has been received already.") from None
    details = {"application": application.id, "sha256": sha256}
    day = given.received_on
    audit.record(
        actor, "receive", "objection", objection.id, **details, received_on=day.isoformat()
    )
    tell_enterprise(application, "objection.receive", since=day)
    return objection


def _known(application_id: int, sha256: str) -> Objection | None:
    return db.session.scalars(
        select(Objection).where(
            Objection.application_id == application_id, Objection.content_sha256 == sha256
        )
    ).one_or_none()


def answer(actor: Actor, objection: Objection, kind: AnswerKind, reason: str) -> ObjectionAnswer:
    """Uphold or dismiss it, once; the enterprise is told with the reason."""
    check(actor, Permission.EXAMINE)
    refuse_own(actor, objection.application)
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        problem = N_("There is no reason.") if not reason else N_("This reason is too long.")
        expected = N_("Write 1 to 4000 characters.")
        raise BadInput([FieldProblem("reason", reason[:40], problem, expected)])
    answered = ObjectionAnswer(
        objection_id=objection.id,
        kind=kind,
        reason=reason,
        answered_by_id=actor.user_id,
        answered_at=clock.now(),
    )
    lock(objection.application_id)
    try:
        with db.session.begin_nested():
            db.session.add(answered)
    except IntegrityError:
        raise Conflict("This objection has been answered already.") from None
    audit.record(actor, kind.value, "objection", objection.id, reason=reason)
    tell_enterprise(objection.application, f"objection.{kind.value}", reason)
    return answered


def refuse_own(actor: Actor, application: Application) -> None:
    """Refused for somebody of the enterprise that applies: who objects is not theirs to know."""
    if actor.owns(application.enterprise_id):
        raise Refused("Objections are not for the enterprise that applies.")
