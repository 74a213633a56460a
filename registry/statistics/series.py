"""One figure over data years, all as known on one day: for charts and exports."""

from dataclasses import dataclass
from datetime import date

from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.bridging import Codes, keys_in
from registry.statistics.catalogue import all_indicators
from registry.statistics.counting import Cell, Figures, cells_of, facts_of, no_cell
from registry.statistics.filters import EVERYWHERE, Where
from registry.statistics.indicator import Indicator, Ratio, whole_fen
from registry.statistics.queries import in_order


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of one year; of a ratio what is shown of it, None where there is none."""

    registered: int | None
    certified: int | None
    together: int | None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One group; ``points`` one for each year, None where nothing of the group stood."""

    keys: tuple[Key, ...]
    points: tuple[Point | None, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Years × groups of one indicator or ratio. ``total`` is never the sum of rows, but counted."""

    indicator: str
    by: tuple[Breakdown, ...]
    years: tuple[int, ...]
    as_of: date
    codes: Codes
    total: tuple[Point, ...]
    rows: tuple[SeriesRow, ...]


def series(
    indicator: Indicator | Ratio,
    by: tuple[Breakdown, ...],
    years: tuple[int, ...],
    as_of: date,
    codes: Codes = Codes.OF_DAY,
    where: Where = EVERYWHERE,
) -> Series:
    """The figure in each data year. Raises ValueError for a breakdown that it does not allow."""
    if not set(by) <= set(indicator.breakdowns):
        raise ValueError(f"{indicator.id} is not told by {', '.join(by)}")
    needed = _needed(indicator)
    by_year = [facts_of(year, as_of, codes, by, where) for year in years]
    wholes = [cells_of(facts, (), needed).get((), no_cell()) for facts in by_year]
    tables = [cells_of(facts, by, needed) for facts in by_year] if by else []
    groups = {group for table in tables for group in table}
    named = keys_in(by, groups, codes, *(years or (as_of.year,)))
    rows = tuple(
        SeriesRow(
            named[group],
            tuple(_point(indicator, table[group]) if group in table else None for table in tables),
        )
        for group in in_order(named, by)
    )
    total = tuple(_point(indicator, whole) for whole in wholes)
    return Series(indicator.id, by, years, as_of, codes, total, rows)


def _needed(indicator: Indicator | Ratio) -> tuple[Indicator, ...]:
    if isinstance(indicator, Indicator):
        return (indicator,)
    ids = (indicator.numerator, indicator.denominator)
    return tuple(each for each in all_indicators() if each.id in ids)


def _point(indicator: Indicator | Ratio, cell: Cell) -> Point:
    parts = (cell.registered, cell.certified, cell.together)
    return Point(*(_value(indicator, figures) for figures in parts))


def _value(indicator: Indicator | Ratio, figures: Figures) -> int | None:
    if isinstance(indicator, Indicator):
        return figures[indicator.id]
    exact = indicator.of(figures)
    return None if exact is None else whole_fen(exact)
