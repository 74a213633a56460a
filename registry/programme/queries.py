"""Rounds and benchmarks, looked up."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from registry.extensions import db, writing
from registry.programme.models import Benchmark, Round, Target


def all_rounds() -> Sequence[Round]:
    """Every round, the newest first."""
    return db.session.scalars(select(Round).order_by(Round.year.desc())).all()


def lock_round(year: int, *, to_change: bool = False) -> None:
    """In a unit of work: read the round again, which nobody changes until the end of it.

    Any number may hold it so at once, and nobody with them who holds it ``to_change``. Whoever
    takes the trail as well takes it after the round.
    """
    if writing.get():
        asked = select(Round).where(Round.year == year)
        locked = asked.with_for_update(read=not to_change, key_share=to_change)
        db.session.execute(locked.execution_options(populate_existing=True)).all()


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
