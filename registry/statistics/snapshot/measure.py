"""What stood on a day, added up and counted by groups: from a year's columns, without a query.

Figures come for the three sides REGISTERED, CERTIFIED and TOGETHER; things in both are counted once
together. What lies in order is added up once by cells (place, class, size, stage), and every
grouping is made of these; what lies apart is sorted for each grouping.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import CERTIFIED, REGISTERED, SIDES, TOGETHER, Day
from registry.statistics.snapshot.groups import Grouping
from registry.statistics.snapshot.standings import standings
from registry.statistics.snapshot.stays import AMOUNTS, Table, firsts
from registry.statistics.snapshot.patents import Used
from registry.statistics.snapshot.sums import Halves, added, counted, of_groups, regrouped
from registry.statistics.snapshot.year import KINDS

ALL_SIDES = (REGISTERED, CERTIFIED, TOGETHER)


@dataclass(frozen=True)
class Wanted:
    """What shall be measured: nothing is worked out that nobody asks for."""

    amounts: tuple[str, ...] = AMOUNTS
    enterprises: bool = True
    patents: bool = True
    core: bool = True
    sides: tuple[int, ...] = ALL_SIDES


EVERYTHING = Wanted()


@dataclass(frozen=True)
class Measured:
    """Arrays of shape (sides, groups), the patents' (sides, groups, kinds); sums as halves of that
    shape laid out in a row. Nought, or without what lies apart, where nothing was wanted."""

    amounts: Mapping[str, Halves]
    products: Column
    enterprises: Column
    patents: Column
    core: Column


@dataclass(frozen=True)
class _Apart:
    """The loose stays that stand on the day, with their groups."""

    rows: Table
    group: Column


def measure(day: Day, groups: Grouping, wanted: Wanted = EVERYTHING) -> Measured:
    """The figures of each group."""
    columns, count = day.year.columns, groups.count
    cells = groups.of(columns["cell_region"], columns["cell_class"], columns["cell_size"])
    rows = day.apart
    apart = _Apart(rows, groups.of(rows["region"], rows["klass"], rows["size"]))
    enterprises = np.zeros((SIDES, count), np.int64)
    for side in wanted.sides if wanted.enterprises else ():
        enterprises[side] = _owners(day, side, groups)
        enterprises[side] += _distinct(apart, "enterprise", side, count)
    patents, core = np.zeros((2, SIDES, count, KINDS), np.int64)
    if wanted.patents or wanted.core:
        found = Used(day, cells, apart.group, count)
        patents = found.all(wanted.sides) if wanted.patents else patents
        core = found.core(wanted.sides) if wanted.core else core
    amounts = {name: _sums(day, name, cells, apart, count) for name in wanted.amounts}
    return Measured(
        amounts, _products(day, cells, apart, count, wanted.sides), enterprises, patents, core
    )


def _by_stage(day: Day, cells: Column, count: int) -> Column:
    """The group of each cell, those that are certified behind all others."""
    return cells + day.year.columns["cell_stage"] * np.int64(count)


def _sums(day: Day, name: str, cells: Column, apart: _Apart, count: int) -> Halves:
    group = _by_stage(day, cells, count)
    settled = regrouped(group, day.sums(name), 2 * count, day.year.fits[name])
    loose = apart.group + apart.rows["stage"] * np.int64(count)
    both = added(settled, of_groups(loose, apart.rows[name], 2 * count))
    return Halves(*(np.concatenate([each, each[:count] + each[count:]]) for each in both))


def _products(day: Day, cells: Column, apart: _Apart, count: int, sides: tuple[int, ...]) -> Column:
    settled = counted(_by_stage(day, cells, count), 2 * count, day.count).reshape(2, count)
    found = np.vstack([settled, settled.sum(axis=0)])
    for side in sides:
        found[side] += _distinct(apart, "application", side, count)
    return found


def _distinct(apart: _Apart, thing: str, side: int, count: int) -> Column:
    """How many distinct things that lie apart each group has."""
    mine = _of_side(apart.rows["stage"], side)
    return counted(_once(apart.rows[thing][mine], apart.group[mine], count) % count, count)


def _of_side(stage: Column, side: int) -> Column | slice:
    return slice(None) if side == TOGETHER else stage == side


def _once(things: Column, group: Column, count: int) -> Column:
    """Thing × ``count`` + group, each pair once, ascending."""
    pairs = things.astype(np.int64) * count + group
    pairs.sort()
    return pairs[firsts(pairs)]


def _owners(day: Day, side: int, groups: Grouping) -> Column:
    """How many distinct enterprises each group has, of those that have one place and size."""
    known = standings(day.year, groups)
    found = np.zeros(groups.count, np.int64)
    found[known.group] = known.enterprises(day.standing(side))
    return found
