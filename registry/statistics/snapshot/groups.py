"""Breakdowns as numbers: for each code of the columns, the group that it belongs to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from registry.statistics.breakdowns import PLACES, Breakdown
from registry.statistics.snapshot.columns import Column

Numbers = NDArray[np.int64]
Ladder = Callable[[Breakdown, str], str]
"""The code of the group of a breakdown that a code of the finest level belongs to."""


@dataclass(frozen=True)
class Codes:
    """What the numbers in the columns stand for."""

    regions: tuple[str, ...]
    classes: tuple[str, ...]
    sizes: tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """The groups of one of the columns: ``of`` has the group of each number."""

    of: Numbers
    names: tuple[str, ...]


@dataclass(frozen=True)
class Grouping:
    """The groups of a breakdown by place, class and size together, numbered from 0."""

    by: tuple[Breakdown, ...]
    region: Dimension
    klass: Dimension
    size: Dimension

    @property
    def count(self) -> int:
        """How many groups there could be."""
        return len(self.region.names) * len(self.klass.names) * len(self.size.names)

    def of(self, region: Column, klass: Column, size: Column) -> Numbers:
        """The group of each row."""
        return self.at(self.region.of[region], self.klass.of[klass], self.size.of[size])

    def at(self, region: Numbers, klass: Numbers, size: Numbers) -> Numbers:
        """The group of each row whose group in each dimension is known."""
        numbers = (region * len(self.klass.names) + klass) * len(self.size.names) + size
        return np.asarray(numbers)

    def numbers(self, groups: Sequence[tuple[str, ...]]) -> Numbers:
        """The numbers of groups given by their codes, in the order of ``by``; each must be known."""
        found = [np.zeros(len(groups), np.int64) for _ in range(3)]
        for place, breakdown in enumerate(self.by):
            slot = 0 if breakdown in PLACES else 1 if breakdown in CLASSES else 2
            number = {
                name: at for at, name in enumerate((self.region, self.klass, self.size)[slot].names)
            }
            found[slot] = np.array([number[group[place]] for group in groups], np.int64)
        return self.at(*found)

    def split(self, groups: Column) -> dict[Breakdown, tuple[Dimension, Numbers]]:
        """For the breakdowns by place, class and size: the dimension, and the group in it of each of
        these groups."""
        rest, size = np.divmod(groups, len(self.size.names))
        region, klass = np.divmod(rest, len(self.klass.names))
        found: dict[Breakdown, tuple[Dimension, Numbers]] = {}
        for breakdown in self.by:
            if breakdown in PLACES:
                found[breakdown] = self.region, region
            elif breakdown in CLASSES:
                found[breakdown] = self.klass, klass
            elif breakdown is Breakdown.SIZE:
                found[breakdown] = self.size, size
        return found


CLASSES = (Breakdown.CLASS, Breakdown.MAJOR)
# What an application is told by beside its place, class and size.
BY_LINKS = (Breakdown.KIND, Breakdown.BASIS)
TOLD = frozenset((*PLACES, *CLASSES, Breakdown.SIZE, *BY_LINKS))


def grouping(by: tuple[Breakdown, ...], codes: Codes, ladder: Ladder) -> Grouping:
    """The groups of a breakdown; ``KIND`` and ``BASIS`` in it are left to whoever counts."""

    def dimension(levels: Sequence[Breakdown], known: Sequence[str]) -> Dimension:
        level = next((each for each in by if each in levels), None)
        if level is None:
            return Dimension(np.zeros(len(known), np.int64), ("",))
        group = [ladder(level, code) for code in known]
        names = tuple(sorted(set(group)))
        number = {name: place for place, name in enumerate(names)}
        return Dimension(np.array([number[each] for each in group], np.int64), names)

    return Grouping(
        by,
        dimension(PLACES, codes.regions),
        dimension(CLASSES, codes.classes),
        dimension((Breakdown.SIZE,), codes.sizes),
    )
