"""Several groupings at once: an amount, products and distinct enterprises of every group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import Day
from registry.statistics.snapshot.groups import Grouping
from registry.statistics.snapshot.measure import Wanted, measure
from registry.statistics.snapshot.sums import Halves


@dataclass(frozen=True)
class Part:
    """One grouping on one side: the groups in which anything stands, and their figures."""

    groups: Grouping
    at: Column
    amount: Halves
    products: Column
    enterprises: Column


def cube(day: Day, sets: Sequence[Grouping], amount: str, side: int) -> list[Part]:
    """The groupings; what they have in common is worked out once."""
    wanted = Wanted((amount,), patents=False, core=False, sides=(side,))
    return [_part(day, groups, wanted, side) for groups in sets]


def _part(day: Day, groups: Grouping, wanted: Wanted, side: int) -> Part:
    found = measure(day, groups, wanted)
    at = np.flatnonzero(found.products[side])
    sums = found.amounts[wanted.amounts[0]].picked(side * groups.count + at)
    return Part(groups, at, sums, found.products[side][at], found.enterprises[side][at])
