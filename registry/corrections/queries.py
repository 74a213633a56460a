"""Corrections, looked up and listed."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.applications.corrections import Correction, CorrectionAnswer
from registry.applications.models import Application
from registry.applications.queries import may_read
from registry.errors import NotFound
from registry.extensions import db
from registry.permissions import Actor


def for_actor(actor: Actor, public_id: str) -> Correction:
    """The correction of an address, for its enterprise or for staff; NotFound for anybody else."""
    found = db.session.scalars(
        select(Correction)
        .where(Correction.public_id == public_id)
        .options(joinedload(Correction.answer), joinedload(Correction.application))
    ).one_or_none()
    if found is None or not may_read(actor, found.application):
        raise NotFound("There is no correction {id}.", id=public_id)
    return found


def waiting(page: int, per_page: int) -> tuple[Sequence[Correction], int]:
    """A page of those that wait for a decision, the oldest first, and how many there are."""
    is_open = (
        ~select(CorrectionAnswer.id).where(CorrectionAnswer.correction_id == Correction.id).exists()
    )
    parts = joinedload(Correction.application)
    rows = db.session.scalars(
        select(Correction)
        .where(is_open)
        .options(parts.joinedload(Application.product), parts.joinedload(Application.enterprise))
        .order_by(Correction.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(Correction).where(is_open)) or 0
    return rows, total
