"""The reviewers' work list and the history of an application."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.audit import AuditEntry
from registry.extensions import db
from registry.reviews.models import Decision


@dataclass(frozen=True, slots=True)
class WorkList:
    """One page of the applications that wait for a reviewer, and how many wait in each status."""

    rows: Sequence[Application]
    counts: dict[Status, int]
    total: int


_WAITING = or_(
    Application.status.in_((Status.SUBMITTED, Status.PUBLIC_NOTICE)),
    and_(
        Application.status == Status.REGISTERED,
        Application.seeks_certification,
        Application.refused_on.is_(None),
    ),
)


def work_list(status: Status | None, page: int, per_page: int = 40) -> WorkList:
    """What waits for a reviewer, the longest waiting first; ``page`` counts from 1."""
    counted = db.session.execute(
        select(Application.status, func.count()).where(_WAITING).group_by(Application.status)
    )
    counts = {row_status: count for row_status, count in counted}
    query = select(Application).where(_WAITING)
    if status is not None:
        query = query.where(Application.status == status)
    rows = db.session.scalars(
        query.options(
            joinedload(Application.product),
            joinedload(Application.enterprise),
            joinedload(Application.round),
        )
        .order_by(Application.submitted_at, Application.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    total = counts.get(status, 0) if status is not None else sum(counts.values())
    return WorkList(rows, counts, total)


def decisions_on(application_id: int) -> Sequence[Decision]:
    """The decisions on an application, in their order."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.application_id == application_id)
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id)
    ).all()


def trail_of(application_id: int) -> Sequence[AuditEntry]:
    """Everything that was done to an application, in its order."""
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == "application", AuditEntry.subject_id == application_id)
        .order_by(AuditEntry.id)
    ).all()


def earlier_record(application: Application) -> Application | None:
    """The product's record of the last earlier round in which it was registered."""
    return db.session.scalars(
        select(Application)
        .where(Application.product_id == application.product_id)
        .where(Application.round_year < application.round_year)
        .where(Application.registered_on.is_not(None), Application.status != Status.WITHDRAWN)
        .options(joinedload(Application.round))
        .order_by(Application.round_year.desc())
        .limit(1)
    ).one_or_none()
