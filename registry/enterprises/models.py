"""The enterprise."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.codes.models import Region
from registry.extensions import Base, RowId, enum_column


class Size(StrEnum):
    """Size of an enterprise as in the NBS division, and institutions beside it."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"
    INSTITUTION = "institution"


class Enterprise(Base):
    """Who applies. Figures keep the region and size of their day; here stands today's."""

    __tablename__ = "enterprise"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    size: Mapped[Size] = mapped_column(enum_column(Size, "enterprise_size"))

    region: Mapped[Region] = relationship()
