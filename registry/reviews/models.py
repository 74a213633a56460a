"""What was decided, by whom, why, and on which evaluation; who works on what; the staff's notes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.models import Application, EvaluationRecord
from registry.applications.workflow import Action, Status
from registry.audit import keep_append_only
from registry.extensions import Base, RowId, UtcDateTime, enum_column


class Decision(Base):
    """One decision on an application; ``reason`` is for the applicant, ``note`` for the staff."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    action: Mapped[Action] = mapped_column(enum_column(Action, "decision_action"))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason_code: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)

    application: Mapped[Application] = relationship()
    evaluation: Mapped[EvaluationRecord] = relationship()
    decided_by: Mapped[User] = relationship()


class Assignment(Base):
    """Who works on an application. It holds in one stage: when the application goes on, the row
    stays, and nobody has it until somebody takes it. ``version`` counts every change."""

    __tablename__ = "assignment"
    __table_args__ = (Index(None, "reviewer_id", "stage"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    stage: Mapped[Status] = mapped_column(enum_column(Status, "assignment_stage"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int]
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)

    reviewer: Mapped[User | None] = relationship()


class Delegation(Base):
    """A reviewer is away from one day to another, both included, and another one stands in.
    ``ended_at`` is when it was ended early, None where it was not."""

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("from_on <= until_on", name="days"),
        CheckConstraint("reviewer_id <> to_id", name="another"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    to: Mapped[User] = relationship(foreign_keys=to_id)


class StaffNote(Base):
    """A note of the staff on an application; the applicant never sees it. The trail knows its
    hash and not its text."""

    __tablename__ = "staff_note"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text)

    by: Mapped[User] = relationship()


for _model in (Decision, StaffNote):
    keep_append_only(_model)
