"""Patents as the registry knows them, and what each source said of their status, by day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.extensions import Base, RowId, UtcDateTime, enum_column
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


class StatusStatement(Base):
    """What one source said of a patent's status as of a day; statements are added, not changed."""

    __tablename__ = "status_statement"
    __table_args__ = (Index(None, "patent_id", "as_of"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"))
    status: Mapped[PatentStatus] = mapped_column(enum_column(PatentStatus, "patent_status"))
    ended_on: Mapped[date | None]
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

    patent: Mapped[Patent] = relationship(back_populates="statements")
