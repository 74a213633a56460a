"""What was decided, by whom, why, and on which evaluation."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.models import Application, EvaluationRecord
from registry.applications.workflow import Action
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


keep_append_only(Decision)
