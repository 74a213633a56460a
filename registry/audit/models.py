"""The entries of the trail, and the chain that holds them in their order."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.audit.guards import keep_append_only
from registry.extensions import Base, RowId, UtcDateTime


class AuditEntry(Base):
    """One act, written in the transaction of the act itself."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index(None, "subject_type", "subject_id"),
        Index(None, "at", "id"),
        Index(None, "actor_id", "at", "id"),
        Index(None, "verb", "at", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    verb: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(RowId)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class AuditLink(Base):
    """An entry's place in the chain and its hash, written just before the commit of the act.

    ``sequence`` runs from 1 without gap, in the order of the commits.
    """

    __tablename__ = "audit_link"

    sequence: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    sha256: Mapped[str] = mapped_column(String(64))


for _model in (AuditEntry, AuditLink):
    keep_append_only(_model)
