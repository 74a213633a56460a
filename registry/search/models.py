"""What is searched: each row's text in the one form, the packed grams, and what is newer."""

from enum import StrEnum

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.extensions import Base, RowId, enum_column


class Kind(StrEnum):
    """What can be searched for; each kind counts its rows by itself."""

    ENTERPRISE = "enterprise"
    PRODUCT = "product"
    PATENT = "patent"


class SearchEntry(Base):
    """The text of one row as ``bigrams.document`` gives it; empty where there is nothing to find."""

    __tablename__ = "search_entry"

    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "search_kind"), primary_key=True)
    row_id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)


class SearchBlock(Base):
    """The packed grams of one bin (see ``postings``), as they were at the last fold."""

    __tablename__ = "search_block"

    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "search_kind"), primary_key=True)
    bin: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]


class SearchRecent(Base):
    """A row that was put in since the last fold: its text is read itself.

    ``replaced`` says that the blocks may still tell of a text that the row no longer has.
    """

    __tablename__ = "search_recent"
    __table_args__ = (Index(None, "kind", "row_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "search_kind"))
    row_id: Mapped[int] = mapped_column(RowId)
    replaced: Mapped[bool]
