"""What is under public notice, and the objections, looked up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from registry import clock
from registry.applications.models import Application
from registry.applications.objections import Objection, ObjectionAnswer
from registry.applications.queries import with_parts
from registry.applications.workflow import Action, Status
from registry.errors import NotFound
from registry.extensions import db
from registry.reviews.models import Decision


@dataclass(frozen=True, slots=True)
class Notice:
    """An application under public notice, from its first to its last day."""

    application: Application
    first_day: date
    last_day: date

    def takes_objections(self, day: date) -> bool:
        """Whether the period is running on a day."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Notices:
    """One page of them, and how many there are."""

    rows: Sequence[Notice]
    total: int


def running_notices(today: date, page: int, per_page: int) -> Notices:
    """The notices whose period is running, those that end first first; three queries."""
    running = _under_notice(Application.notice_until >= today)
    applications = db.session.scalars(
        with_parts()
        .where(running)
        .order_by(Application.notice_until, Application.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Application).where(running)) or 0
    return Notices(_with_first_days(applications), total)


def notice_of_number(number: str) -> Notice:
    """The notice of a registration number, running or over and not decided yet; NotFound."""
    return _only(_under_notice(Application.registration_number == number), number)


def notice_of(application: Application) -> Notice:
    """The notice of an application; NotFound where it is under none."""
    return _only(_under_notice(Application.id == application.id), application.public_id)


def _only(wanted: ColumnElement[bool], named: str) -> Notice:
    found = _with_first_days(db.session.scalars(with_parts().where(wanted)).all())
    if not found:
        raise NotFound("There is no public notice {number}.", number=named)
    return found[0]


def _under_notice(wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(Application.status == Status.PUBLIC_NOTICE, wanted)


def _with_first_days(applications: Sequence[Application]) -> list[Notice]:
    announced = db.session.execute(
        select(Decision.application_id, func.max(Decision.decided_at))
        .where(Decision.application_id.in_([each.id for each in applications]))
        .where(Decision.action == Action.ANNOUNCE)
        .group_by(Decision.application_id)
    )
    first = {key: clock.day_of(at) for key, at in announced}
    return [
        Notice(each, first[each.id], each.notice_until)
        for each in applications
        if each.notice_until is not None
    ]


def objection_of(public_id: str) -> Objection:
    """The objection of an address; NotFound."""
    found = db.session.scalars(
        select(Objection)
        .where(Objection.public_id == public_id)
        .options(joinedload(Objection.answer), joinedload(Objection.application))
    ).one_or_none()
    if found is None:
        raise NotFound("There is no objection {id}.", id=public_id)
    return found


def open_objections(page: int, per_page: int) -> tuple[Sequence[Objection], int]:
    """A page of those that wait for an answer, the oldest first, and how many there are."""
    is_open = (
        ~select(ObjectionAnswer.id).where(ObjectionAnswer.objection_id == Objection.id).exists()
    )
    parts = joinedload(Objection.application)
    rows = db.session.scalars(
        select(Objection)
        .where(is_open)
        .options(parts.joinedload(Application.product), parts.joinedload(Application.enterprise))
        .order_by(Objection.received_on, Objection.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Objection).where(is_open)) or 0
    return rows, total
