"""The door to the snapshot: figures of a data year as known on a day, or None when SQL must answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from registry.applications.ledger import Stage
from registry.statistics.breakdowns import Breakdown
from registry.statistics.catalogue import all_indicators
from registry.statistics.counting import Cell
from registry.statistics.disclosure.reasons import Reason
from registry.statistics.disclosure.rule import Rule
from registry.statistics.indicator import Indicator
from registry.statistics.snapshot import deltas, warm
from registry.statistics.snapshot.answering import Asked, can_tell, told
from registry.statistics.snapshot.dominance import LARGEST_TOLD, cells
from registry.statistics.snapshot.groups import Dimension, Grouping, grouping
from registry.statistics.snapshot.ladders import Rungs, provinces, rungs
from registry.statistics.snapshot.live import Live
from registry.statistics.snapshot.measure import Wanted, measure
from registry.statistics.snapshot.rows import Told, nothing
from registry.statistics.snapshot.whole import placed


@dataclass(frozen=True)
class Standing:
    """What stands of a data year on a day."""

    live: Live
    data_year: int
    as_of: date

    @cached_property
    def asked(self) -> Asked | None:
        """The year, if there is anything of it."""
        year = self.live.years.get(self.data_year)
        return Asked(year, self.as_of.toordinal(), self.live.codes) if year else None

    @cached_property
    def rungs(self) -> Rungs:
        """The code lists as they stand."""
        return rungs()

    def cells(
        self, by: tuple[Breakdown, ...], chosen: tuple[Indicator, ...] | None = None
    ) -> dict[tuple[str, ...], Cell] | None:
        """What ``counting.cells_of`` gives; None where the columns do not have what is asked."""
        found = self.told(by, chosen)
        return None if found is None else found.cells()

    def told(
        self, by: tuple[Breakdown, ...], chosen: tuple[Indicator, ...] | None = None
    ) -> Told | None:
        """The same, column by column, for those who want a few rows of many."""
        wanted = chosen if chosen is not None else all_indicators()
        if not can_tell(by, wanted):
            return None
        if self.asked is None:
            return nothing(by)
        return told(self.asked, by, wanted, self.rungs.group)

    def output_within(self, region: str) -> dict[Stage, int]:
        """The output value, fen, of each stage in a region, in the codes of the day of registration."""
        if self.asked is None:
            return {}
        by, lies_in = (Breakdown.COUNTY,), self.rungs.within(region)
        every = grouping(by, self.live.codes, self.rungs.group)
        chosen = np.array([lies_in(name) for name in every.region.names], np.int64)
        two = Dimension(chosen[every.region.of], ("", "inside"))
        groups = Grouping((), two, every.klass, every.size)
        only = Wanted(("output_value",), enterprises=False, patents=False, core=False)
        found = measure(self.asked.on(), groups, only)
        sums = found.amounts["output_value"].whole()
        return {Stage.REGISTERED: sums[1], Stage.CERTIFIED: sums[3]}

    def withheld(
        self,
        by: tuple[Breakdown, ...],
        groups: Sequence[tuple[str, ...]],
        rule: Rule,
        amounts: tuple[str, ...],
    ) -> dict[tuple[str, ...], Reason] | None:
        """Of groups in which anything stands those that the rule hides by one of these amounts; None
        where the columns cannot tell."""
        if self.asked is None or rule.dominance_enterprises > LARGEST_TOLD:
            return None
        every = grouping(by, self.live.codes, self.rungs.group)
        numbers = every.numbers(groups)
        try:
            found = cells(self.asked.on(), every, amounts, numbers)
        except OverflowError:
            return None
        at = np.searchsorted(found[0].at, numbers)
        few = found[0].few(rule)[at].tolist()
        dominated = np.any([each.dominated(rule)[at] for each in found], axis=0).tolist()
        told = zip(groups, few, dominated, strict=True)
        return {
            group: Reason.FEW if is_few else Reason.DOMINATED
            for group, is_few, is_dominated in told
            if is_few or is_dominated
        }


def standing(data_year: int, as_of: date) -> Standing | None:
    """The figures' source when the snapshot is there and fits; newer entries are merged."""
    live = warm.current()
    return None if live is None else Standing(live, data_year, as_of)


@dataclass(frozen=True, slots=True)
class Point:
    """A province on a day: products and an amount in fen, registered only and certified."""

    day: date
    province: str
    registered: tuple[int, int]
    certified: tuple[int, int]


def path(data_year: int, days: Sequence[date], amount: str = "output_value") -> list[Point] | None:
    """How an amount came about: every province on each of the days, which must ascend.

    From the daily changes alone, in no time whatever the size of the ledger. None when the snapshot
    is not there, does not fit, or provinces have been cut anew since it was taken.
    """
    live = warm.current()
    if live is None or (live.provinces, live.province_of) != placed(
        live.codes.regions, provinces()
    ):
        return None
    ordinals = [day.toordinal() for day in days]
    parts = live.days.get(data_year, ())
    counts, sums = deltas.paths(parts, ordinals, len(live.provinces), amount)
    figures = iter(zip(counts, sums, strict=True))
    points = [
        Point(day, province, next(figures), next(figures))
        for day in days
        for province in live.provinces
    ]
    return [point for point in points if any((*point.registered, *point.certified))]
