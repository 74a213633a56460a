"""Which cells rest on too few enterprises, or on one or two that are too large: what disclosure
control must hide first."""

from dataclasses import dataclass

import numpy as np

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import Day
from registry.statistics.snapshot.groups import Grouping
from registry.statistics.snapshot.stays import firsts, starts

_MOST = 2.0**61


@dataclass(frozen=True)
class Cells:
    """Groups in which anything stands: how many enterprises, the amount of all and of the largest in
    fen, and whether the group is sensitive."""

    at: Column
    enterprises: Column
    amount: Column
    largest: Column
    sensitive: Column


def sensitive(day: Day, groups: Grouping, amount: str, least: int, percent: int) -> Cells:
    """Sensitive with fewer than ``least`` enterprises, or when the two largest have more than
    ``percent`` of the amount, which is never negative."""
    group, owned = _owned(day, groups, amount)
    order = _by_group(group, groups.count)
    group, owned = group[order], owned[order]
    first = firsts(group)
    if not len(first):
        return Cells(group, group, owned, owned, np.zeros(0, bool))
    count = np.diff(np.append(first, len(group)))
    total, largest = np.add.reduceat(owned, first), np.maximum.reduceat(owned, first)
    one = np.flatnonzero(owned == np.repeat(largest, count))
    owned[one[firsts(group[one])]] = 0
    two = largest + np.maximum.reduceat(owned, first)
    return Cells(group[first], count, total, largest, (count < least) | _above(two, total, percent))


def _above(part: Column, whole: Column, percent: int) -> Column:
    """Whether a part is more than so many percent of the whole, without leaving 64 bits."""
    hundredth, rest = whole // 100, whole % 100
    return np.asarray(part > hundredth * percent + rest * percent // 100)


def _owned(day: Day, groups: Grouping, amount: str) -> tuple[Column, Column]:
    """Group and amount of every enterprise in it, each pair once.

    Raises OverflowError where the sums might not be exact in 64 bits.
    """
    columns, apart = day.year.columns, day.apart
    if not day.year.fits[amount] or np.abs(apart[amount]).sum(dtype=np.float64) > _MOST:
        raise OverflowError(f"{amount}: too large for sums in 64 bits")
    run = columns["run"][day.at]
    first = firsts(run)
    runs, sums = run[first], _reduced(columns[amount][day.at], first)
    place = columns["run_place"][runs]
    group = groups.of(
        columns["place_region"][place], columns["run_class"][runs], columns["place_size"][place]
    )
    owner, settled = columns["run_owner"][runs], (group, sums)
    if not groups.klass.distinct:
        settled = _summed(owner, group, sums, in_order=groups.klass.ascending)
    group = groups.of(apart["region"], apart["klass"], apart["size"])
    loose = _summed(apart["enterprise"], group, apart[amount], in_order=False)
    return np.concatenate([settled[0], loose[0]]), np.concatenate([settled[1], loose[1]])


def _reduced(amounts: Column, first: Column) -> Column:
    return np.add.reduceat(amounts, first) if len(first) else amounts[:0]


def _summed(
    owner: Column, group: Column, amounts: Column, *, in_order: bool
) -> tuple[Column, Column]:
    """The amounts of each pair of enterprise and group; equal pairs are neighbours if in order."""
    if not in_order:
        order = np.lexsort((group, owner))
        owner, group, amounts = owner[order], group[order], amounts[order]
    first = np.flatnonzero(starts(owner) | starts(group))
    return group[first], _reduced(amounts, first)


def _by_group(group: Column, count: int) -> Column:
    """The order of the groups; narrow numbers are sorted by their digits, many times faster."""
    narrow = group.astype(np.uint16) if count <= 1 << 16 else group
    return np.argsort(narrow, kind="stable")
