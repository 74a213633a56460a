"""The trail: who did what to which thing and when. Rows are added, never changed or removed."""

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, ExecutableDDLElement, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from registry import clock
from registry.extensions import Base, RowId, UtcDateTime, db
from registry.permissions import Actor


class AuditEntry(Base):
    """One act, written in the transaction of the act itself."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    verb: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(RowId)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    actor: Actor, verb: str, subject_type: str, subject_id: int, **details: object
) -> AuditEntry:
    """Add one row to the trail; ``details`` must be JSON and carry no secret."""
    entry = AuditEntry(
        at=clock.now(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        verb=verb,
        subject_type=subject_type,
        subject_id=subject_id,
        details=details,
    )
    db.session.add(entry)
    return entry


def append_only(table: str) -> dict[str, list[str]]:
    """The statements that make a table refuse UPDATE and DELETE, by dialect."""
    said = f"{table} is append-only"
    sqlite = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        for verb in ("update", "delete")
    ]
    postgresql = [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
    ]
    return {"sqlite": sqlite, "postgresql": postgresql}


def keep_append_only(model: type[Base]) -> None:
    """Have the triggers made with the table wherever it is made from the models."""
    for dialect, statements in append_only(model.__tablename__).items():
        for statement in statements:
            # SQLAlchemy has not annotated DDL's own constructor.
            ddl: ExecutableDDLElement = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(model.__table__, "after_create", ddl.execute_if(dialect=dialect))


keep_append_only(AuditEntry)
