"""Objections to an intended certification, and their answers: kept as they came, never changed.

They stand below the workflow because certifying waits for them; ``registry.objections`` receives
and answers them. Who objects is a person: name and contact are for the staff alone, and the trail
has a hash of them.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.models import Application, new_public_id
from registry.audit import keep_append_only
from registry.extensions import Base, RowId, UtcDateTime, db, enum_column, writing


class Ground(StrEnum):
    """What an objection rests on."""

    PATENT_RIGHT = "patent_right"
    PATENT_STANDING = "patent_standing"
    PRODUCT = "product"
    DECLARATION = "declaration"
    OTHER = "other"


class AnswerKind(StrEnum):
    """How an objection was answered."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Objection(Base):
    """One objection. ``recorded_by`` is None when it came by the public form; ``content_sha256``
    is that of who objects, on what ground and with which words, so that none is kept twice."""

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("application_id", "content_sha256"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    name: Mapped[str] = mapped_column(String(100))
    contact: Mapped[str] = mapped_column(String(200))
    ground: Mapped[Ground] = mapped_column(enum_column(Ground, "objection_ground"))
    text: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(String(64))
    received_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    application: Mapped[Application] = relationship()
    recorded_by: Mapped[User | None] = relationship()
    answer: Mapped["ObjectionAnswer | None"] = relationship(back_populates="objection")


class ObjectionAnswer(Base):
    """The one answer to an objection; the enterprise reads the reason."""

    __tablename__ = "objection_answer"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), unique=True)
    kind: Mapped[AnswerKind] = mapped_column(enum_column(AnswerKind, "objection_answer_kind"))
    reason: Mapped[str] = mapped_column(Text)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    objection: Mapped[Objection] = relationship(back_populates="answer")
    answered_by: Mapped[User] = relationship()


for _model in (Objection, ObjectionAnswer):
    keep_append_only(_model)


def content_sha256(name: str, contact: str, ground: str, text: str) -> str:
    """The hash by which an objection is known in the trail, and known again."""
    return hashlib.sha256("\0".join((name, contact, ground, text)).encode()).hexdigest()


def lock(application_id: int) -> None:
    """In a unit of work: wait until nobody else receives an objection to it or decides on it."""
    if writing.get():
        asked = select(Application.id).where(Application.id == application_id)
        db.session.execute(asked.with_for_update())


def stands_against(application_id: int) -> bool:
    """Whether an objection is open or has been upheld."""
    lock(application_id)
    asked = (
        select(Objection.id)
        .outerjoin(Objection.answer)
        .where(Objection.application_id == application_id)
        .where(or_(ObjectionAnswer.id.is_(None), ObjectionAnswer.kind == AnswerKind.UPHELD))
    )
    return bool(db.session.scalar(select(asked.exists())))


def objections_to(application_id: int) -> Sequence[Objection]:
    """All objections to an application with their answers, in their order."""
    return db.session.scalars(
        select(Objection)
        .where(Objection.application_id == application_id)
        .options(joinedload(Objection.answer))
        .order_by(Objection.id)
    ).all()
