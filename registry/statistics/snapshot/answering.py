"""Figures of a breakdown from the snapshot: the same cells that ``counting`` gets by SQL."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from registry.patents.number_types import Kind
from registry.statistics.breakdowns import BASES, NO_PATENT, Breakdown
from registry.statistics.indicator import Indicator, Over
from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import ALL, SIDES, Day, Only
from registry.statistics.snapshot.groups import TOLD, Codes, Grouping, Ladder, grouping
from registry.statistics.snapshot.measure import Measured, Wanted, measure
from registry.statistics.snapshot.rows import Axis, Part, Told, joined
from registry.statistics.snapshot.stays import AMOUNTS
from registry.statistics.snapshot.sums import Halves
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


def told(
    asked: Asked, by: tuple[Breakdown, ...], chosen: tuple[Indicator, ...], ladder: Ladder
) -> Told:
    """The groups of a breakdown."""
    groups = grouping(by, asked.codes, ladder)
    parts = []
    for only, names in _parts(by):
        measured = _of_kind(measure(asked.on(only), groups, _wanted(chosen)), only)
        parts.append(_part(measured, groups, names, chosen))
    return Told(by, chosen, joined(parts))


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


def _part(
    found: Measured, groups: Grouping, names: dict[Breakdown, str], chosen: tuple[Indicator, ...]
) -> Part:
    at = np.flatnonzero(_occupied(found))
    split = groups.split(at)
    axes = {
        level: Axis((name,), np.zeros(len(at), np.int64)) for level, name in names.items() if name
    } | {level: Axis(dimension.names, numbers) for level, (dimension, numbers) in split.items()}
    figures = {each.id: _figures(found, each, at, groups.count) for each in chosen}
    return Part(axes, figures, len(at))


def _occupied(found: Measured) -> Column:
    """Groups in which anything stands: a sum of nothing needs no row."""
    return np.asarray(found.products.any(axis=0))


def _figures(found: Measured, indicator: Indicator, at: Column, count: int) -> Halves | Column:
    """An indicator's figures of these groups, side by side."""
    if indicator.over is Over.ENTRIES:
        sums = found.amounts[indicator.column]
        return sums.picked((np.arange(SIDES)[:, None] * count + at).reshape(-1))
    counts = found.products if indicator.column == "application_id" else found.enterprises
    if indicator.over is Over.LINKS:
        kinds = found.core if indicator.only == ("core", True) else found.patents
        counts = np.add.reduce([kinds[..., kind] for kind in range(KINDS)])
        if indicator.only and indicator.only[0] == "kind":
            counts = kinds[..., _KINDS.index(str(indicator.only[1]))]
    return np.asarray(counts[:, at].reshape(-1))
