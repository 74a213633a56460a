"""The door to the snapshot: figures of a data year as known on a day, or None when SQL must answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from registry.applications.ledger import Stage
from registry.statistics.breakdowns import Breakdown
from registry.statistics.catalogue import all_indicators
from registry.statistics.counting import Cell
from registry.statistics.indicator import Indicator
from registry.statistics.snapshot import deltas, warm
from registry.statistics.snapshot.answering import Asked, Told, can_tell, told
from registry.statistics.snapshot.groups import Dimension, Grouping, grouping
from registry.statistics.snapshot.ladders import ladder, provinces
from registry.statistics.snapshot.live import Live
from registry.statistics.snapshot.measure import Wanted, measure
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
            return Told(by, [], {})
        return told(self.asked, by, wanted, ladder(by))

    def output_within(self, regions: Iterable[str]) -> dict[Stage, int]:
        """The output value, fen, of each stage in these regions, in the codes of the day of registration."""
        if self.asked is None:
            return {}
        inside = set(regions)
        by = (Breakdown.COUNTY,)
        every = grouping(by, self.live.codes, ladder(by))
        chosen = np.array([name in inside for name in every.region.names], np.int64)
        two = Dimension(chosen[every.region.of], ("", "inside"))
        groups = Grouping((), two, every.klass, every.size)
        only = Wanted(("output_value",), enterprises=False, patents=False, core=False)
        found = measure(self.asked.on(), groups, only)
        sums = found.amounts["output_value"].whole()
        return {Stage.REGISTERED: sums[1], Stage.CERTIFIED: sums[3]}


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
