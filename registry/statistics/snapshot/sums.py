"""Exact sums of groups.

Sums of 64 bits wrap without a word. Where the magnitudes of all rows together stay below 2^62 they
are exact; where not, an amount of up to 2^53 is split into two halves, whose sums over up to 2^26 rows
are. Put together, sums are Python's integers, which do not end.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.statistics.snapshot.columns import Column

BITS = 26
_LOW = (1 << BITS) - 1
# Below this, two halves put together fit in 64 bits.
_SMALL = 1 << 36


class Halves(NamedTuple):
    """Sums of the upper and the lower halves: each sum is ``high`` × 2^26 + ``low``."""

    high: NDArray[np.int64]
    low: NDArray[np.int64]

    def picked(self, groups: Column) -> "Halves":
        """The sums of some groups."""
        return Halves(self.high[groups], self.low[groups])

    def whole(self) -> list[int]:
        """The sums, exact at any size."""
        if len(self.high) == 0 or int(np.abs(self.high).max()) < _SMALL:
            whole: list[int] = ((self.high << BITS) + self.low).tolist()
            return whole
        return [
            (high << BITS) + low
            for high, low in zip(self.high.tolist(), self.low.tolist(), strict=True)
        ]


def of_groups(group: Column, amounts: Column, count: int, fits: bool = False) -> Halves:
    """The sum of the amounts of each group from 0 to ``count`` − 1; ``fits`` promises that the
    magnitudes of all of them together are below 2^62."""
    if fits:
        whole = _summed(group, count, amounts)
        return Halves(whole >> BITS, whole & _LOW)
    return Halves(
        _summed(group, count, amounts >> BITS),
        _summed(group, count, amounts & _LOW),
    )


def regrouped(group: Column, sums: Halves, count: int, fits: bool = False) -> Halves:
    """The sums of groups of groups; ``fits`` as for ``of_groups``."""
    if fits:
        return of_groups(group, (sums.high << BITS) + sums.low, count, fits)
    return Halves(_summed(group, count, sums.high), _summed(group, count, sums.low))


def counted(group: Column, count: int, weights: Column | None = None) -> NDArray[np.int64]:
    """How many rows each group has, or the sum of their whole weights, below 2^63."""
    if weights is None:
        return np.bincount(group, minlength=count).astype(np.int64)
    return _summed(group, count, weights)


def _summed(group: Column, count: int, weights: Column) -> NDArray[np.int64]:
    # Several times as fast as bincount with weights, which counts in floating point.
    sums = np.zeros(count, np.int64)
    np.add.at(sums, group, weights.astype(np.int64, copy=False))
    return sums


def added(one: Halves, other: Halves) -> Halves:
    """The sums of both."""
    return Halves(one.high + other.high, one.low + other.low)
