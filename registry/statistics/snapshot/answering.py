"""Figures of a breakdown from the snapshot: the same cells that ``counting`` gets by SQL."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

import numpy as np

from registry.patents.number_types import Kind
from registry.statistics.breakdowns import BASES, NO_PATENT, Breakdown, places
from registry.statistics.counting import Cell, no_cell
from registry.statistics.indicator import Indicator, Over, Ratio
from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import ALL, SIDES, TOGETHER, Day, Only
from registry.statistics.snapshot.groups import TOLD, Codes, Grouping, Ladder, grouping
from registry.statistics.snapshot.measure import Measured, Wanted, measure
from registry.statistics.snapshot.stays import AMOUNTS
from registry.statistics.snapshot.year import KINDS, NO_KIND, Year

_KINDS = tuple(kind.value for kind in Kind)


def can_tell(by: tuple[Breakdown, ...], chosen: tuple[Indicator, ...]) -> bool:
    """Whether the columns have what is asked for; an indicator or breakdown that is newer than
    they are is left to SQL."""
    return set(by) <= TOLD and all(_is_told(each) for each in chosen)


def _is_told(indicator: Indicator) -> bool:
    if indicator.over is Over.ENTRIES:
        return indicator.column in AMOUNTS and indicator.only is None
    if indicator.over is Over.APPLICATIONS:
        return indicator.column in ("application_id", "enterprise_id") and not indicator.only
    known = (None, ("core", True), *(("kind", kind) for kind in _KINDS))
    return indicator.column == "patent_id" and indicator.only in known


@dataclass
class Asked:
    """A year on a day (an ordinal), about which several questions may be asked."""

    year: Year
    day: int
    codes: Codes
    days: dict[Only, Day] = field(default_factory=dict)

    def on(self, only: Only = ALL) -> Day:
        """The day, narrowed; what was worked out for one question serves the next."""
        return self.days.setdefault(only, Day(self.year, self.day, only))


@dataclass(frozen=True)
class Told:
    """A breakdown's groups in which anything stands, and their figures column by column: indicator
    id → registered, certified, together. What nobody looks at is never made a row."""

    by: tuple[Breakdown, ...]
    groups: list[tuple[str, ...]]
    values: dict[str, tuple[list[int], list[int], list[int]]]

    def cell(self, place: int) -> Cell:
        """The figures of one group; of indicators that were not asked for, nought."""
        cell = no_cell()
        for name, sides in self.values.items():
            cell.registered[name], cell.certified[name], cell.together[name] = (
                side[place] for side in sides
            )
        return cell

    def cells(self) -> dict[tuple[str, ...], Cell]:
        """Every group with any figure that is not nought, as ``counting.cells_of`` gives them."""
        whole = {group: self.cell(place) for place, group in enumerate(self.groups)}
        return {group: cell for group, cell in whole.items() if _anything(cell)}

    def in_order(self, figure: Indicator | Ratio | None, descending: bool) -> list[int]:
        """The places of the groups, by their codes or by a figure of both stages together; those
        without the figure last, those that agree in it by their codes."""
        order = self._by_codes()
        if figure is None:
            return order[::-1] if descending else order
        known = [(place, self._figure(figure, place)) for place in order]
        having = [(value, place) for place, value in known if value is not None]
        having.sort(key=lambda pair: pair[0], reverse=descending)
        return [
            *(place for _, place in having),
            *(place for place, value in known if value is None),
        ]

    def _by_codes(self) -> list[int]:
        ranks: list[list[int]] = []
        for number, level in enumerate(self.by):
            codes = [group[number] for group in self.groups]
            ordered = sorted(set(codes), key=lambda name: places((level,), (name,)))
            rank = {name: place for place, name in enumerate(ordered)}
            ranks.append([rank[code] for code in codes])
        if not ranks:
            return list(range(len(self.groups)))
        by_first: list[int] = np.lexsort(ranks[::-1]).tolist()
        return by_first

    def _figure(self, figure: Indicator | Ratio, place: int) -> Fraction | int | None:
        if isinstance(figure, Indicator):
            return self.values[figure.id][TOGETHER][place]
        ids = (figure.numerator, figure.denominator)
        return figure.of({name: self.values[name][TOGETHER][place] for name in ids})


def _anything(cell: Cell) -> bool:
    return any(any(each.values()) for each in (cell.registered, cell.certified, cell.together))


def told(
    asked: Asked, by: tuple[Breakdown, ...], chosen: tuple[Indicator, ...], ladder: Ladder
) -> Told:
    """The groups of a breakdown."""
    groups = grouping(by, asked.codes, ladder)
    found = Told(by, [], {each.id: ([], [], []) for each in chosen})
    for only, names in _parts(by):
        measured = measure(asked.on(only), groups, _wanted(chosen))
        _fill(found, _of_kind(measured, only), groups, names, chosen)
    return found


def _parts(by: tuple[Breakdown, ...]) -> Iterator[tuple[Only, dict[Breakdown, str]]]:
    """What is asked one after the other where a product may stand in several rows, or is told by
    its links: everything at once where it is not."""
    kinds: list[tuple[int | None, str]] = [(None, "")]
    rights: list[tuple[int | None, str]] = [(None, "")]
    if Breakdown.KIND in by:
        kinds = [*enumerate(_KINDS), (NO_KIND, NO_PATENT)]
    if Breakdown.BASIS in by:
        rights = [*enumerate(BASES)]
    for (kind, name), (right, basis) in product(kinds, rights):
        yield Only(kind, right), {Breakdown.KIND: name, Breakdown.BASIS: basis}


def _wanted(chosen: tuple[Indicator, ...]) -> Wanted:
    links = [each.only for each in chosen if each.over is Over.LINKS]
    return Wanted(
        amounts=tuple(each.column for each in chosen if each.over is Over.ENTRIES),
        enterprises=any(each.column == "enterprise_id" for each in chosen),
        patents=any(only != ("core", True) for only in links),
        core=("core", True) in links,
    )


def _of_kind(found: Measured, only: Only) -> Measured:
    """In the row of a kind, the patents of that kind alone."""
    if only.kind is None:
        return found
    mine = np.arange(KINDS) == only.kind
    return replace(found, patents=found.patents * mine, core=found.core * mine)


def _fill(
    told: Told,
    found: Measured,
    groups: Grouping,
    names: dict[Breakdown, str],
    chosen: tuple[Indicator, ...],
) -> None:
    at = np.flatnonzero(_occupied(found))
    columns = groups.codes(at)
    codes = [columns.get(level, [names.get(level, "")] * len(at)) for level in told.by]
    told.groups.extend(zip(*codes, strict=True) if codes else [()] * len(at))
    for each in chosen:
        sides = _values(found, each, at, groups.count)
        for known, newer in zip(told.values[each.id], sides, strict=True):
            known.extend(newer)


def _occupied(found: Measured) -> Column:
    """Groups in which anything stands: a sum of nothing needs no row."""
    return np.asarray(found.products.any(axis=0))


def _values(found: Measured, indicator: Indicator, at: Column, count: int) -> list[list[int]]:
    """An indicator's figures of these groups, for each side."""
    if indicator.over is Over.ENTRIES:
        sums = found.amounts[indicator.column]
        return [sums.picked(side * count + at).whole() for side in range(SIDES)]
    counts = found.products if indicator.column == "application_id" else found.enterprises
    if indicator.over is Over.LINKS:
        kinds = found.core if indicator.only == ("core", True) else found.patents
        counts = kinds.sum(axis=2)
        if indicator.only and indicator.only[0] == "kind":
            counts = kinds[..., _KINDS.index(str(indicator.only[1]))]
    picked: list[list[int]] = counts[:, at].tolist()
    return picked
