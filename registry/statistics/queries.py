"""Totals of a data year as known on a day, computed from the ledger alone.

Registered and certified exclude each other at any moment; together is both. The figure of a day is
the sum of what the registry knew and counted by the end of it: a later revocation, backdated or
not, leaves it as it was.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial

from sqlalchemy import Subquery, func, select

from registry.applications.ledger import LedgerEntry, Stage
from registry.codes.models import Region
from registry.config import setting
from registry.extensions import db
from registry.programme.models import Benchmark, Target
from registry.statistics.breakdowns import Breakdown, Key, places
from registry.statistics.bridging import Codes, keys_in, unbridged
from registry.statistics.catalogue import all_ratios
from registry.statistics.counting import (
    SPLIT,
    Cell,
    Figures,
    cells_of,
    facts_of,
    no_cell,
)
from registry.statistics.disclosure.reasons import Reason
from registry.statistics.filters import EVERYWHERE, Where, within
from registry.statistics.indicator import Indicator, Over, Ratio
from registry.statistics.releases.reading import MAGNITUDES
from registry.statistics.snapshot.service import Standing, standing
from registry.statistics.windows import Ask, Window, window_of
from registry.statistics.withheld import Group, are_released, rule_in_force, withheld

__all__ = [
    "Cell",
    "Ask",
    "Codes",
    "Figures",
    "Progress",
    "Row",
    "Totals",
    "newest_data_year",
    "rows_in_order",
    "totals",
    "totals_by_sql",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One group of a breakdown, with a key for each dimension asked for."""

    keys: tuple[Key, ...]
    cell: Cell

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the keys: the group."""
        return tuple(key.code for key in self.keys)


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
    example data of the operator take part in deciding what is certified. ``withheld`` are the
    groups of a page that no release would show, where releases have such rows.
    """

    data_year: int
    as_of: date
    by: tuple[Breakdown, ...]
    total: Cell
    rows: tuple[Row, ...]
    progress: Progress | None
    example: bool
    codes: Codes = Codes.OF_DAY
    where: Where = EVERYWHERE
    unbridged: tuple[Key, ...] = ()
    window: Window | None = None
    withheld: Mapping[Group, Reason] = field(default_factory=dict)

    @property
    def ratios(self) -> tuple[Ratio, ...]:
        """The quotients that mean something here: told by the breakdown, and not narrowed to a
        kind of patent that the breakdown could not be by."""
        given = {*self.by, *((Breakdown.KIND,) if self.where.kinds else ())}
        return tuple(ratio for ratio in all_ratios() if given <= set(ratio.breakdowns))


def totals(
    data_year: int,
    as_of: date,
    by: tuple[Breakdown, ...] = (),
    codes: Codes = Codes.OF_DAY,
    where: Where = EVERYWHERE,
    ask: Ask | None = None,
) -> Totals:
    """The totals, and the rows of a breakdown in the order of their codes; with ``ask`` one page
    of them in an order of its own. From the snapshot where it is there and fits, else by SQL."""
    held = standing(data_year, as_of) if codes is Codes.OF_DAY and not where else None
    told = held.told(by) if held else None
    if held is None or told is None:
        return totals_by_sql(data_year, as_of, by, codes, where, ask)
    order = told.in_order(ask.figure, ask.descending) if ask else told.in_order(None, False)
    first = (ask.page - 1) * ask.per_page if ask else 0
    shown = order[first : first + ask.per_page] if ask else order
    groups = tuple(told.groups(shown))
    named = keys_in(by, groups, codes, data_year)
    whole = told.cells() if not by else held.cells(()) or {}
    return Totals(
        data_year=data_year,
        as_of=as_of,
        by=by,
        total=whole.get((), no_cell()),
        rows=tuple(Row(named[each], cell) for each, cell in zip(groups, told.some(shown)))
        if by
        else (),
        progress=_progress(data_year, held.output_within),
        example=_decided_by_examples(data_year),
        window=Window(ask, groups, len(order)) if by and ask else None,
        withheld=(_of_columns(held, by, groups) if ask and groups and are_released(by) else {}),
    )


def totals_by_sql(
    data_year: int,
    as_of: date,
    by: tuple[Breakdown, ...] = (),
    codes: Codes = Codes.OF_DAY,
    where: Where = EVERYWHERE,
    ask: Ask | None = None,
) -> Totals:
    """The totals as the database adds them up: the reference for every faster way."""
    facts = facts_of(data_year, as_of, codes, by, where)
    whole = cells_of(facts, ()).get((), no_cell())
    window = window_of(facts, by, ask) if by and ask else None
    cells = cells_of(facts, by, only=window.groups if window else None) if by else {}
    groups = [each for each in window.groups if each in cells] if window else in_order(cells, by)
    named = keys_in(by, cells, codes, data_year)
    return Totals(
        data_year=data_year,
        as_of=as_of,
        by=by,
        total=whole,
        rows=tuple(Row(named[each], cells[each]) for each in groups),
        # The target is set for everything: a part of it is not measured against it.
        progress=None if where else _progress(data_year, partial(_output_in, facts[Over.ENTRIES])),
        example=_decided_by_examples(data_year),
        codes=codes,
        where=where,
        unbridged=unbridged(facts[Over.APPLICATIONS], codes, data_year),
        window=window,
        withheld=(
            withheld(facts[Over.ENTRIES], by, groups, rule_in_force())
            if groups and window and are_released(by)
            else {}
        ),
    )


def _of_columns(
    held: Standing, by: tuple[Breakdown, ...], groups: tuple[Group, ...]
) -> Mapping[Group, Reason]:
    rule = rule_in_force()
    found = held.withheld(by, groups, rule, MAGNITUDES)
    if found is not None:
        return found
    entries = facts_of(held.data_year, held.as_of, Codes.OF_DAY, by)[Over.ENTRIES]
    return withheld(entries, by, groups, rule)


def newest_data_year() -> int | None:
    """The last data year of which anything has been counted."""
    return db.session.scalars(select(func.max(LedgerEntry.data_year))).one()


def rows_in_order(
    rows: tuple[Row, ...], figure: Indicator | Ratio | None, descending: bool
) -> tuple[Row, ...]:
    """All rows, given by their codes, in the order of a figure of both stages together; those
    without it last. The exact order that a page of them is cut from."""
    if figure is None:
        return rows[::-1] if descending else rows

    def value(row: Row) -> Fraction | int | None:
        together = row.cell.together
        return together[figure.id] if isinstance(figure, Indicator) else figure.of(together)

    known = [(value(row), row) for row in rows]
    having = [(told, row) for told, row in known if told is not None]
    ordered = sorted(having, key=lambda pair: pair[0], reverse=descending)
    return (*(row for _, row in ordered), *(row for told, row in known if told is None))


def in_order(groups: Iterable[tuple[str, ...]], by: tuple[Breakdown, ...]) -> list[tuple[str, ...]]:
    """Groups in the order in which rows stand."""
    return sorted(groups, key=lambda codes: places(by, codes))


Reached = Callable[[str], dict[Stage, int]]
"""Code of a region → the output value in it, fen, of each stage."""


def _progress(data_year: int, reached_in: Reached) -> Progress | None:
    """Against the target that comes next: the first whose year is not before the data year."""
    found = db.session.execute(
        select(Target, Region.name)
        .join(Region, Region.code == Target.region_code)
        .where(Target.indicator == "output_value", Target.region_code == setting("REGION"))
        .where(Target.year >= data_year)
        .order_by(Target.year)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    target, name = found
    reached = reached_in(target.region_code)
    return Progress(
        indicator=target.indicator,
        region_code=target.region_code,
        region_name=name,
        year=target.year,
        value=target.value,
        reference=target.reference,
        registered=reached.get(Stage.REGISTERED, 0),
        certified=reached.get(Stage.CERTIFIED, 0),
    )


def _output_in(entries: Subquery, region: str) -> dict[Stage, int]:
    amount, inside = entries.c.output_value, select(Region.code).where(within((region,)))
    found = db.session.execute(
        select(entries.c.stage, func.sum(amount // SPLIT), func.sum(amount % SPLIT))
        .where(entries.c.region_code.in_(inside))
        .group_by(entries.c.stage)
    )
    return {stage: int(high) * SPLIT + int(low) for stage, high, low in found}


def _decided_by_examples(data_year: int) -> bool:
    example = select(Benchmark.id).where(
        Benchmark.round_year == data_year + 1, Benchmark.is_example
    )
    return db.session.scalars(example.limit(1)).first() is not None
