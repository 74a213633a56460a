"""The history of an application; the work list has a file of its own."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.audit import AuditEntry
from registry.extensions import db
from registry.reviews.models import Decision


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
