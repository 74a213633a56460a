"""Releases as they are kept: prepared by one person, published by another, never changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.audit import keep_append_only
from registry.extensions import Base, RowId, UtcDateTime, enum_column
from registry.statistics.disclosure.reasons import Reason
from registry.statistics.releases.content import ReleaseStatus, Side


class Release(Base):
    """Figures of a data year as of a day, frozen when they were prepared.

    ``last_entry_id`` is the ledger's position then. ``rule`` are the values of the disclosure rule,
    ``after`` the ids of the releases of the year that were out and that the hidden cells allow for.
    ``content_sha256`` is over all cells, ``facts_sha256`` over the ledger entries behind each.
    """

    __tablename__ = "release"
    __table_args__ = (CheckConstraint("as_of >= '1985-01-01'", name="as_of"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    data_year: Mapped[int] = mapped_column(index=True)
    as_of: Mapped[date]
    status: Mapped[ReleaseStatus] = mapped_column(enum_column(ReleaseStatus, "release_status"))
    tables: Mapped[list[str]] = mapped_column(JSON)
    indicators: Mapped[list[str]] = mapped_column(JSON)
    rule: Mapped[dict[str, str]] = mapped_column(JSON)
    is_example: Mapped[bool]
    after: Mapped[list[int]] = mapped_column(JSON)
    last_entry_id: Mapped[int] = mapped_column(RowId)
    content_sha256: Mapped[str] = mapped_column(String(64))
    facts_sha256: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    prepared_by: Mapped[User] = relationship(lazy="joined")
    publication: Mapped["Publication | None"] = relationship(lazy="joined", viewonly=True)


class ReleaseCell(Base):
    """All figures of one group in one stage, by indicator id; ``codes`` and ``by`` with commas.

    ``reason`` is None for a cell that the public sees. ``facts_sha256`` is over the ids of the
    ledger entries behind the figures, ``contributors`` how many enterprises these are of.
    """

    __tablename__ = "release_cell"
    __table_args__ = (Index(None, "release_id", "by", "codes", "side", unique=True),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    by: Mapped[str] = mapped_column(String(80))
    codes: Mapped[str] = mapped_column(String(120))
    side: Mapped[Side] = mapped_column(enum_column(Side, "release_side"))
    keys: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    figures: Mapped[dict[str, int]] = mapped_column(JSON)
    contributors: Mapped[int]
    reason: Mapped[Reason | None] = mapped_column(enum_column(Reason, "release_reason"))
    facts_sha256: Mapped[str] = mapped_column(String(64))


class Publication(Base):
    """That a release is out: since when, by whom, and its number in the data year, from 1."""

    __tablename__ = "release_publication"
    __table_args__ = (UniqueConstraint("data_year", "serial"), UniqueConstraint("release_id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    data_year: Mapped[int]
    serial: Mapped[int]
    published_on: Mapped[date]
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    published_by: Mapped[User] = relationship(lazy="joined")

    @property
    def number(self) -> str:
        """As people cite it: ``2024-1``."""
        return f"{self.data_year}-{self.serial}"


for _model in (Release, ReleaseCell, Publication):
    keep_append_only(_model)
