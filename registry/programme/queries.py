"""Rounds and benchmarks, looked up."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from registry.extensions import db
from registry.programme.models import Benchmark, Round, Target


def all_rounds() -> Sequence[Round]:
    """Every round, the newest first."""
    return db.session.scalars(select(Round).order_by(Round.year.desc())).all()


def open_rounds(on: date) -> Sequence[Round]:
    """The rounds that accept new filings on a day, the newest first."""
    return [r for r in all_rounds() if r.opens_on <= on <= r.filing_by]


def benchmarks_of(round_year: int, class_code: str) -> Sequence[Benchmark]:
    """What a class must reach in a round, one row for each dimension that has been set."""
    return db.session.scalars(
        select(Benchmark)
        .where(Benchmark.round_year == round_year, Benchmark.class_code == class_code)
        .order_by(Benchmark.dimension)
    ).all()


def target(indicator: str, region_code: str, year: int) -> Target | None:
    """The plan's target of an indicator for a region and year."""
    return db.session.scalars(
        select(Target).where(
            Target.indicator == indicator, Target.region_code == region_code, Target.year == year
        )
    ).one_or_none()
