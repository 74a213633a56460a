"""Patents as the registry knows them, and what each source said of them, by day.

A patent's own row is its newest description. All else is added and never changed: each look into
a source (``PatentFetch``), each legal event it told of, each status it stated, each document it
tied to the patent. What was known on a day is what had been added by then.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.audit import keep_append_only
from registry.extensions import Base, RowId, UtcDateTime, enum_column
from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.status import PatentStatus


class Patent(Base):
    """One right (or application for one), by office and canonical number (WIPO ST.3, ST.16)."""

    __tablename__ = "patent"
    __table_args__ = (UniqueConstraint("office", "number"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    office: Mapped[str] = mapped_column(String(2))
    number: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(500))
    # As given: several names are separated by semicolons.
    patentee: Mapped[str] = mapped_column(String(500))
    filed_on: Mapped[date | None]
    granted_on: Mapped[date | None]

    statements: Mapped[list["StatusStatement"]] = relationship(
        back_populates="patent", order_by="StatusStatement.id", lazy="raise"
    )


class PatentFetch(Base):
    """One look into a source that told something new: where, when, and the hash of what it gave.

    ``document`` is the file's name, or the number that was asked for.
    """

    __tablename__ = "patent_fetch"
    __table_args__ = (UniqueConstraint("source", "document", "sha256", "fetched_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StatusStatement(Base):
    """What one source said of a patent's status as of a day; statements are added, not changed.

    ``status`` None: the source lists events only, and had announced no others by that day.
    ``fetch_id`` None: there was no file or answer, only somebody's word.
    """

    __tablename__ = "status_statement"
    __table_args__ = (Index(None, "patent_id", "as_of"), Index(None, "recorded_at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"))
    fetch_id: Mapped[int | None] = mapped_column(ForeignKey("patent_fetch.id"))
    status: Mapped[PatentStatus | None] = mapped_column(enum_column(PatentStatus, "patent_status"))
    ended_on: Mapped[date | None]
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    patent: Mapped[Patent] = relationship(back_populates="statements")


class LegalEventRow(Base):
    """One legal event that a source told of: ``events.LegalEvent`` as it is kept.

    ``content`` is the SHA-256 of what was told (see ``registry.patents.storing``): the same event
    told again by the same source is one row. ``known_on`` is the registry's day of ``recorded_at``.
    """

    __tablename__ = "legal_event"
    __table_args__ = (
        UniqueConstraint("patent_id", "content"),
        Index(None, "patent_id", "known_on"),
        Index(None, "recorded_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"))
    fetch_id: Mapped[int] = mapped_column(ForeignKey("patent_fetch.id"))
    effect: Mapped[Effect] = mapped_column(enum_column(Effect, "effect"))
    code: Mapped[str] = mapped_column(String(100))
    action: Mapped[Action] = mapped_column(enum_column(Action, "action"))
    announced_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    known_on: Mapped[date]
    holder: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(100))
    days: Mapped[int]
    content: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PatentPublication(Base):
    """A published document (``CN112990638A``) that a source says is one of this patent.

    Two sources may tie one document to two patents; then both ties are kept, and shown.
    """

    __tablename__ = "patent_publication"
    __table_args__ = (UniqueConstraint("number", "patent_id"), Index(None, "patent_id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"))
    fetch_id: Mapped[int] = mapped_column(ForeignKey("patent_fetch.id"))


class PatentReading(Base):
    """How far a file has been read, by the hash of its bytes; moves with each batch stored."""

    __tablename__ = "patent_reading"
    __table_args__ = (UniqueConstraint("source", "sha256"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    records_read: Mapped[int]
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


for _model in (PatentFetch, StatusStatement, LegalEventRow, PatentPublication):
    keep_append_only(_model)
