"""The rows of the code lists; each is in force from a day, perhaps until one, with a successor."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.extensions import Base, enum_column


class RegionLevel(StrEnum):
    """Levels of GB/T 2260."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class ClassLevel(StrEnum):
    """Levels of the patent-intensive classes that are known: 7 major, 31 middle."""

    MAJOR = "major"
    MIDDLE = "middle"


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
