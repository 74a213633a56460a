"""The rows of the code lists; each is in force from a day, perhaps until one, with a successor."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.extensions import Base, RowId, enum_column


class RegionLevel(StrEnum):
    """Levels of GB/T 2260."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class ClassLevel(StrEnum):
    """Levels of the patent-intensive classes that are known: 7 major, 31 middle."""

    MAJOR = "major"
    MIDDLE = "middle"


class IndustryLevel(StrEnum):
    """Levels of GB/T 4754: a letter, two, three and four digits."""

    SECTION = "section"
    DIVISION = "division"
    GROUP = "group"
    CLASS = "class"


class Region(Base):
    """One administrative division."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[RegionLevel] = mapped_column(enum_column(RegionLevel, "region_level"))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))


class IndustryClass(Base):
    """One class of the patent-intensive industries."""

    __tablename__ = "industry_class"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(120))
    level: Mapped[ClassLevel] = mapped_column(enum_column(ClassLevel, "class_level"))
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("industry_class.code"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(ForeignKey("industry_class.code"))


class NationalIndustry(Base):
    """One row of the national classification of industries, GB/T 4754, as the operator loaded it.

    An edition may give a code of an earlier one another meaning, so that only code and day
    together name a row: of one code at most one row is in force on a day. ``successor_code`` is
    the code that follows when the row ends, None where there is no single one. ``edition`` is
    the table that the row came with.
    """

    __tablename__ = "national_industry"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="days"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    code: Mapped[str] = mapped_column(String(4))
    name: Mapped[str] = mapped_column(String(120))
    level: Mapped[IndustryLevel] = mapped_column(enum_column(IndustryLevel, "industry_level"))
    edition: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(4))
