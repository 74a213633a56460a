"""Corrections of figures that count already: kept as they were asked for, never changed.

What was declared and decided stays as it was. A correction stands beside it, and from the day on
which a reviewer accepts it the ledger counts its amounts. ``registry.corrections`` asks and decides.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application, new_public_id
from registry.applications.workflow import (
    CORRECTION_TRANSITIONS,
    REGISTERED,
    CorrectionAction,
    CorrectionStatus,
    Status,
)
from registry.audit import keep_append_only
from registry.extensions import Base, RowId, UtcDateTime, db, enum_column


class Correction(Base):
    """The four amounts as they should have been, fen; ``serial`` counts from 1 within an
    application, so that of two at once one is refused."""

    __tablename__ = "correction"
    __table_args__ = (UniqueConstraint("application_id", "serial"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    serial: Mapped[int]
    output_value: Mapped[int] = mapped_column(BigInteger)
    sales_revenue: Mapped[int] = mapped_column(BigInteger)
    export_value: Mapped[int] = mapped_column(BigInteger)
    profit: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    application: Mapped[Application] = relationship()
    asked_by: Mapped[User] = relationship()
    answer: Mapped["CorrectionAnswer | None"] = relationship(back_populates="correction")

    @property
    def status(self) -> CorrectionStatus:
        """Where it stands, by its answer."""
        if self.answer is None:
            return CorrectionStatus.WAITING
        return CORRECTION_TRANSITIONS[self.answer.action].target

    @property
    def amounts(self) -> dict[str, int]:
        """Name → fen."""
        return {name: getattr(self, name) for name in AMOUNTS}


class CorrectionAnswer(Base):
    """The one answer: accepted, refused, or taken back; the enterprise reads the reason."""

    __tablename__ = "correction_answer"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"), unique=True)
    action: Mapped[CorrectionAction] = mapped_column(
        enum_column(CorrectionAction, "correction_action")
    )
    reason: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    correction: Mapped[Correction] = relationship(back_populates="answer")
    answered_by: Mapped[User] = relationship()


for _model in (Correction, CorrectionAnswer):
    keep_append_only(_model)


def corrections_of(application_id: int) -> Sequence[Correction]:
    """All corrections of an application with their answers, in their order."""
    return db.session.scalars(
        select(Correction)
        .where(Correction.application_id == application_id)
        .options(joinedload(Correction.answer))
        .order_by(Correction.serial)
    ).all()


def counting(application: Application, corrections: Sequence[Correction]) -> Mapping[str, int]:
    """The amounts that count after these corrections: of the last one accepted, or as declared."""
    accepted = [each for each in corrections if each.status is CorrectionStatus.ACCEPTED]
    if accepted:
        return accepted[-1].amounts
    return {name: getattr(application, name) or 0 for name in AMOUNTS}


def counted_amounts(application: Application) -> Mapping[str, int | None]:
    """What a later year is held against: the amounts of the last correction accepted, or without one
    those declared, with None where none was."""
    corrections = corrections_of(application.id)
    if any(each.status is CorrectionStatus.ACCEPTED for each in corrections):
        return counting(application, corrections)
    return {name: getattr(application, name) for name in AMOUNTS}


def may_be_corrected(application: Application, corrections: Sequence[Correction]) -> bool:
    """Whether its enterprise can ask for a correction now."""
    waits = any(each.status is CorrectionStatus.WAITING for each in corrections)
    counts = application.status in REGISTERED - {Status.PUBLIC_NOTICE}
    return counts and not waits
