"""Distinct patents of every group on a day, by side and kind.

A patent that one application of the year uses alone is counted with that application; the others,
and what lies apart, are put in order once and counted from there for every side.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import CERTIFIED, REGISTERED, SIDES, TOGETHER, Day
from registry.statistics.snapshot.stays import firsts
from registry.statistics.snapshot.sums import counted
from registry.statistics.snapshot.year import KINDS, PAIRED

_LOWER = (1 << PAIRED) - 1


class Used:
    """``cells`` are the groups of the year's cells, ``apart`` those of the stays that lie apart.

    Answers are of shape (sides, groups, kinds); sides that nobody asks for lack what is compared.
    """

    def __init__(self, day: Day, cells: Column, apart: Column, count: int) -> None:
        self._day, self._cells, self._apart, self._count = day, cells, apart, count

    def all(self, sides: tuple[int, ...]) -> NDArray[np.int64]:
        """All patents."""
        return self._alone("only") + self._compared(self._once, sides)

    def core(self, sides: tuple[int, ...]) -> NDArray[np.int64]:
        """Those that are core to one of the products that stand."""
        return self._alone("core") + self._compared(self._once[self._is_core], sides)

    def _alone(self, which: str) -> NDArray[np.int64]:
        """Patents of one application alone; none of them is in two stages."""
        group = self._cells + self._day.year.columns["cell_stage"] * np.int64(self._count)
        packed = [counted(group, 2 * self._count, each) for each in self._day.alone(which)]
        by_kind = [part for each in packed for part in (each & _LOWER, each >> PAIRED)]
        settled = np.stack(by_kind, axis=-1).reshape(2, self._count, KINDS)
        return np.concatenate([settled, settled.sum(axis=0, keepdims=True)])

    @cached_property
    def _links(self) -> NDArray[np.int64]:
        """Patent and kind, group, stage and whether it is not core, in one number each; ascending."""
        shared, loose = self._day.shared, self._day.apart_links
        stage = self._day.year.columns["cell_stage"][shared["cell"]]
        lying = self._packed(shared, self._cells[shared["cell"]], stage)
        stage = self._day.apart["stage"][loose["stay"]]
        both = np.concatenate([lying, self._packed(loose, self._apart[loose["stay"]], stage)])
        both.sort()
        return both

    def _packed(self, links: dict[str, Column], group: Column, stage: Column) -> Column:
        thing = links["patent"].astype(np.int64) * KINDS + links["kind"]
        packed: Column = ((thing * self._count + group) * 2 + stage) * 2 + ~links["core"]
        return packed

    @cached_property
    def _firsts(self) -> Column:
        return firsts(self._links >> 1)

    @cached_property
    def _once(self) -> Column:
        """Each patent in each group and stage once."""
        once: Column = self._links[self._firsts] >> 1
        return once

    @cached_property
    def _is_core(self) -> Column:
        # Core comes first where the same patent is core to one product and not to another.
        return np.asarray(self._links[self._firsts] & 1 == 0)

    def _compared(self, once: Column, sides: tuple[int, ...]) -> NDArray[np.int64]:
        """Distinct by group and kind, on each side."""
        found = np.zeros((SIDES, self._count, KINDS), np.int64)
        pair, stage = once >> 1, once & 1
        size = self._count * KINDS
        cell = pair % self._count * KINDS + pair // self._count % KINDS
        if REGISTERED in sides or CERTIFIED in sides:
            by_stage = counted(stage * size + cell, 2 * size)
            found[[REGISTERED, CERTIFIED]] = by_stage.reshape(2, self._count, KINDS)
        if TOGETHER in sides:
            found[TOGETHER] = counted(cell[firsts(pair)], size).reshape(self._count, KINDS)
        return found
