"""Totals of a data year as known on a day, computed from the ledger alone.

Registered and certified exclude each other at any moment; together is both. The figure of a day is
the sum of what the registry knew and counted by the end of it: a later revocation, backdated or
not, leaves it as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, distinct, func, or_, select
from sqlalchemy.orm import aliased

from registry.applications.ledger import LedgerEntry, Stage
from registry.applications.models import PatentLink
from registry.codes.models import Region
from registry.config import setting
from registry.extensions import db
from registry.programme.models import Benchmark, Target
from registry.statistics.breakdowns import Breakdown, Key, column, joined, keys, places
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Indicator, Over, Unit

Figures = dict[str, int]
"""Indicator id → value; amounts are whole fen."""

# SUM over BIGINT ends at 2^63 on SQLite. An amount is split into hundred-millions and rest, both
# far below that, the two are summed apart and put together in Python, whose integers do not end.
_SPLIT = 10**8


@dataclass(frozen=True, slots=True)
class Cell:
    """The figures of one row: registered only, certified, and both together."""

    registered: Figures
    certified: Figures
    together: Figures


@dataclass(frozen=True, slots=True)
class Row:
    """One group of a breakdown, with a key for each dimension asked for."""

    keys: tuple[Key, ...]
    cell: Cell


@dataclass(frozen=True, slots=True)
class Progress:
    """The way to a target of the plan: amounts in fen, ``together`` is what is measured."""

    indicator: str
    region_code: str
    region_name: str
    year: int
    value: int
    reference: str
    registered: int
    certified: int

    @property
    def together(self) -> int:
        """Registered and certified, as the plan's wording joins them."""
        return self.registered + self.certified

    @property
    def missing(self) -> int:
        """What is still missing; nothing once the target is reached."""
        return max(0, self.value - self.together)

    @property
    def share(self) -> str:
        """Percent with one decimal, cut and not rounded: 100.0 is shown only when it is true."""
        tenths = max(0, self.together) * 1000 // self.value
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a data year as of a day.

    ``progress`` is None where the plan sets no target; ``example`` says that benchmarks which are
    example data of the operator take part in deciding what is certified.
    """

    data_year: int
    as_of: date
    by: tuple[Breakdown, ...]
    total: Cell
    rows: tuple[Row, ...]
    progress: Progress | None
    example: bool


def totals(data_year: int, as_of: date, by: tuple[Breakdown, ...] = ()) -> Totals:
    """The totals, and the rows of a breakdown, in the order of their codes."""
    facts = _facts(data_year, as_of)
    whole = _cells(facts, ()).get((), _no_cell())
    return Totals(
        data_year=data_year,
        as_of=as_of,
        by=by,
        total=whole,
        rows=_rows(facts, by) if by else (),
        progress=_progress(data_year, facts[Over.ENTRIES]),
        example=_decided_by_examples(data_year),
    )


def newest_data_year() -> int | None:
    """The last data year of which anything has been counted."""
    return db.session.scalars(select(func.max(LedgerEntry.data_year))).one()


def _facts(data_year: int, as_of: date) -> dict[Over, Subquery]:
    known = (LedgerEntry.data_year == data_year, LedgerEntry.on_day <= as_of)
    dimensions = (
        LedgerEntry.stage,
        LedgerEntry.region_code,
        LedgerEntry.class_code,
        LedgerEntry.size,
    )
    counted = (LedgerEntry.application_id, LedgerEntry.enterprise_id)
    entries = select(LedgerEntry).where(*known).subquery()
    standing = (
        select(*dimensions, *counted)
        .where(*known)
        .group_by(*dimensions, *counted)
        .having(func.sum(LedgerEntry.sign) > 0)
        .subquery()
    )
    links = (
        select(standing, PatentLink.patent_id)
        .join(PatentLink, PatentLink.application_id == standing.c.application_id)
        .subquery()
    )
    return {Over.ENTRIES: entries, Over.APPLICATIONS: standing, Over.LINKS: links}


def _rows(facts: dict[Over, Subquery], by: tuple[Breakdown, ...]) -> tuple[Row, ...]:
    cells = _cells(facts, by)
    names = [
        keys(breakdown, (codes[place] for codes in cells)) for place, breakdown in enumerate(by)
    ]
    return tuple(
        Row(tuple(named[code] for named, code in zip(names, codes, strict=True)), cells[codes])
        for codes in sorted(cells, key=lambda codes: places(by, codes))
    )


def _cells(facts: dict[Over, Subquery], by: tuple[Breakdown, ...]) -> dict[tuple[str, ...], Cell]:
    """Codes of the breakdowns → figures. A group all of whose figures came to nothing is left out."""
    cells: dict[tuple[str, ...], Cell] = {}
    for over, subquery in facts.items():
        measured = [i for i in all_indicators() if i.over is over]
        for codes, stage, figures in _measure(subquery, by, measured):
            if any(figures.values()):
                _part(cells.setdefault(codes, _no_cell()), stage).update(figures)
    return cells


def _no_cell() -> Cell:
    nothing = {indicator.id: 0 for indicator in all_indicators()}
    return Cell(dict(nothing), dict(nothing), dict(nothing))


def _part(cell: Cell, stage: Stage | None) -> Figures:
    if stage is None:
        return cell.together
    return cell.certified if stage is Stage.CERTIFIED else cell.registered


def _measure(
    facts: Subquery, by: tuple[Breakdown, ...], measured: list[Indicator]
) -> Iterator[tuple[tuple[str, ...], Stage | None, Figures]]:
    """Codes, stage (None: together) and figures. Together is asked for by itself: things that
    stand in both stages are counted once."""
    columns = [part for indicator in measured for part in _aggregates(indicator, facts)]
    groups = [column(breakdown, facts) for breakdown in by]
    for stages in ([facts.c.stage], []):
        query = select(*groups, *stages, *columns).select_from(joined(facts, by))
        for found in db.session.execute(query.group_by(*groups, *stages)):
            codes = tuple(str(code) for code in found[: len(by)])
            stage = found[len(by)] if stages else None
            yield codes, stage, _figures(measured, iter(found[len(by) + len(stages) :]))


def _aggregates(indicator: Indicator, facts: Subquery) -> list[ColumnElement[Any]]:
    measured = facts.c[indicator.column]
    if indicator.unit is Unit.COUNT:
        return [func.count(distinct(measured))]
    return [func.sum(measured // _SPLIT), func.sum(measured % _SPLIT)]


def _figures(measured: list[Indicator], found: Iterator[Any]) -> Figures:
    return {
        indicator.id: (
            int(next(found) or 0)
            if indicator.unit is Unit.COUNT
            else int(next(found) or 0) * _SPLIT + int(next(found) or 0)
        )
        for indicator in measured
    }


def _progress(data_year: int, entries: Subquery) -> Progress | None:
    """Against the target that comes next: the first whose year is not before the data year."""
    target = db.session.scalars(
        select(Target)
        .where(Target.indicator == "output_value", Target.region_code == setting("REGION"))
        .where(Target.year >= data_year)
        .order_by(Target.year)
        .limit(1)
    ).one_or_none()
    if target is None:
        return None
    reached = _output_within(target.region_code, entries)
    return Progress(
        indicator=target.indicator,
        region_code=target.region_code,
        region_name=db.session.get_one(Region, target.region_code).name,
        year=target.year,
        value=target.value,
        reference=target.reference,
        registered=reached.get(Stage.REGISTERED, 0),
        certified=reached.get(Stage.CERTIFIED, 0),
    )


def _output_within(region_code: str, entries: Subquery) -> dict[Stage, int]:
    above = aliased(Region)
    at_or_below = (Region.code, Region.parent_code, above.parent_code)
    within = (
        select(Region.code)
        .outerjoin(above, above.code == Region.parent_code)
        .where(or_(*(code == region_code for code in at_or_below)))
    )
    amount = entries.c.output_value
    found = db.session.execute(
        select(entries.c.stage, func.sum(amount // _SPLIT), func.sum(amount % _SPLIT))
        .where(entries.c.region_code.in_(within))
        .group_by(entries.c.stage)
    )
    return {stage: int(high) * _SPLIT + int(low) for stage, high, low in found}


def _decided_by_examples(data_year: int) -> bool:
    example = select(Benchmark.id).where(
        Benchmark.round_year == data_year + 1, Benchmark.is_example
    )
    return db.session.scalars(example.limit(1)).first() is not None
