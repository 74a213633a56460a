"""In which group of a breakdown each enterprise of a year stands.

That does not depend on the day: it is put in order once for a breakdown and kept with the year. What
stands on a day is then counted, added up and compared by looking at neighbours.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.groups import Grouping
from registry.statistics.snapshot.stays import firsts, starts
from registry.statistics.snapshot.year import Year

# Breakdowns whose standings a year keeps.
_KEPT = 16


@dataclass(frozen=True)
class Standings:
    """One breakdown of a year's enterprises: ``order`` has the runs by group and enterprise, ``new``
    whether another enterprise or group begins; the groups ``group`` begin at the places ``begin``."""

    order: Column
    new: Column
    group: Column
    begin: Column

    def enterprises(self, standing: Column) -> Column:
        """How many distinct enterprises each group has, of the runs that stand (0 or 1 each)."""
        chosen = standing[self.order]
        if not len(self.group):
            return np.zeros(0, np.int64)
        if self.pair is not None:
            chosen = np.maximum.reduceat(chosen, self.pair)
        return np.asarray(np.add.reduceat(chosen, self.first, dtype=np.int64))

    def sums(self, by_run: Column) -> Column:
        """The sum of each enterprise in each group, from those of the runs."""
        sums = by_run[self.order]
        return sums if self.pair is None else np.add.reduceat(sums, self.pair)

    def of_groups(self, wanted: Column) -> "Standings":
        """Those of some groups, which ascend; of groups that have none, nothing."""
        wanted = wanted[np.isin(wanted, self.group)]
        at = np.searchsorted(self.group, wanted)
        length = np.diff(np.append(self.begin, len(self.order)))[at]
        begin = np.cumsum(length) - length
        rows = np.arange(int(length.sum())) + np.repeat(self.begin[at] - begin, length)
        return Standings(self.order[rows], self.new[rows], wanted, begin)

    @cached_property
    def pair(self) -> Column | None:
        """The places where another enterprise or group begins; None where each run does."""
        return None if self.new.all() else np.flatnonzero(self.new)

    @cached_property
    def first(self) -> Column:
        """Which of these places are the beginnings of the groups."""
        return self.begin if self.pair is None else np.searchsorted(self.pair, self.begin)


def standings(year: Year, groups: Grouping) -> Standings:
    """Those of a breakdown, worked out when it is first asked for."""
    key = tuple(each.of.tobytes() for each in (groups.region, groups.klass, groups.size))
    known = year.kept.get(key)
    if not isinstance(known, Standings):
        if len(year.kept) >= _KEPT:
            year.kept.clear()
        known = year.kept[key] = _in_groups(year, groups)
    return known


def _in_groups(year: Year, groups: Grouping) -> Standings:
    columns = year.columns
    place = columns["run_place"]
    group = groups.of(
        columns["place_region"][place], columns["run_class"], columns["place_size"][place]
    )
    # Runs lie by enterprise, and so they do within each group. Narrow numbers are sorted by their
    # digits, many times faster.
    narrow = group.astype(np.uint16) if groups.count <= 1 << 16 else group
    order = np.argsort(narrow, kind="stable").astype(np.int32)
    group, owner = group[order], columns["run_owner"][order]
    begin = firsts(group) if len(group) else order
    return Standings(order, starts(group) | starts(owner), group[begin], begin)
