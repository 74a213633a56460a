"""Rounds, benchmarks and targets: the operator's data, each with where it comes from."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.audit import keep_append_only
from registry.extensions import Base, RowId, UtcDateTime, enum_column


class Dimension(StrEnum):
    """The four dimensions in which a product reaches the benchmark of its class."""

    ECONOMIC_BENEFIT = "economic_benefit"
    PROTECTION_STRENGTH = "protection_strength"
    VALUE_CONTRIBUTION = "value_contribution"
    PATENT_DEPENDENCE = "patent_dependence"


class Round(Base):
    """A programme year 年度."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("opens_on <= filing_by", name="opens_before_deadline"),
        CheckConstraint("notice_days >= 0", name="notice_not_negative"),
    )

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens_on: Mapped[date]
    filing_by: Mapped[date]
    correction_by: Mapped[date | None]
    standard: Mapped[str] = mapped_column(String(120))
    notice_days: Mapped[int]
    validity_months: Mapped[int]
    status_max_age_days: Mapped[int | None]
    is_example: Mapped[bool]
    reference: Mapped[str] = mapped_column(String(400))

    @property
    def data_year(self) -> int:
        """The year whose figures are declared: the one before the round."""
        return self.year - 1


class Benchmark(Base):
    """What a product of a class must reach in one dimension, in a round."""

    __tablename__ = "benchmark"
    __table_args__ = (UniqueConstraint("round_year", "class_code", "dimension"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    round_year: Mapped[int] = mapped_column(ForeignKey("round.year"))
    class_code: Mapped[str] = mapped_column(ForeignKey("industry_class.code"))
    dimension: Mapped[Dimension] = mapped_column(enum_column(Dimension, "benchmark_dimension"))
    measure: Mapped[str] = mapped_column(String(60))
    # Decimal as text: exact on every database, compared as a fraction.
    threshold: Mapped[str] = mapped_column(String(32))
    unit: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(400))
    last_checked: Mapped[date]
    is_example: Mapped[bool]


class Target(Base):
    """What the plan wants an indicator to reach in a region by the end of a year; fen."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("indicator", "region_code", "year"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    year: Mapped[int]
    value: Mapped[int] = mapped_column(BigInteger)
    reference: Mapped[str] = mapped_column(String(400))


class Setting(StrEnum):
    """What of the programme is set, one version after the other."""

    ROUND = "round"
    BENCHMARKS = "benchmarks"
    TARGET = "target"


class ProgrammeVersion(Base):
    """A round, all benchmarks of a round, or a target as it was set once; none is ever changed.

    The newest one is what stands in ``round``, ``benchmark`` and ``target``. ``key`` is the year of
    the round, or indicator, region and year of the target. The first one of what came with the
    project was set by nobody.
    """

    __tablename__ = "programme_version"
    __table_args__ = (UniqueConstraint("setting", "key", "version"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    setting: Mapped[Setting] = mapped_column(enum_column(Setting, "programme_setting"))
    key: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    contents: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Over the canonical JSON of the contents; the entry of the trail says the same.
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reference: Mapped[str] = mapped_column(String(400))


keep_append_only(ProgrammeVersion)
