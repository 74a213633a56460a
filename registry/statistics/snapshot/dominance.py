"""Which cells rest on too few enterprises, or on one or two that are too large: what disclosure
control must hide first.

A day only adds up and looks for the two largest of each group: the order is the year's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from registry.statistics.disclosure.rule import Rule
from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import TOGETHER, Day
from registry.statistics.snapshot.groups import Grouping
from registry.statistics.snapshot.standings import Standings, standings
from registry.statistics.snapshot.stays import firsts, starts
from registry.statistics.snapshot.sums import counted

# More of a cell's largest enterprises are not looked for.
LARGEST_TOLD = 2
_MOST = 2.0**61


@dataclass(frozen=True)
class Cells:
    """Groups in which anything stands: how many enterprises, the amount of all, of the largest and
    of the second largest, in fen."""

    at: Column
    enterprises: Column
    amount: Column
    largest: Column
    second: Column

    def few(self, rule: Rule) -> NDArray[np.bool_]:
        """Which of them have fewer enterprises than the rule asks for."""
        return np.asarray(self.enterprises < rule.minimum_enterprises)

    def dominated(self, rule: Rule) -> NDArray[np.bool_]:
        """Which of them their largest enterprises dominate: the same that the rule says of all
        holders one by one.

        Raises ValueError for a rule about more than the two largest.
        """
        if rule.dominance_enterprises > LARGEST_TOLD:
            raise ValueError("more than the two largest are not told in columns")
        shares = (np.zeros_like(self.largest), self.largest, self.largest + self.second)
        top = shares[rule.dominance_enterprises]
        share = _above(top, self.amount, rule.dominance_percent) & bool(rule.dominance_enterprises)
        rest = self.amount - self.largest - self.second
        guessed = _below(rest, self.largest, rule.estimate_percent) & bool(rule.estimate_percent)
        return np.asarray((share | guessed) & (self.amount > 0))


def cells(
    day: Day, groups: Grouping, amounts: Sequence[str], only: Column | None = None
) -> list[Cells]:
    """The groups, or ``only`` these of them, by each of these amounts, which are never negative, both
    stages together.

    Raises OverflowError where the sums might not be exact in 64 bits.
    """
    _check(day, amounts)
    known = standings(day.year, groups)
    if only is not None:
        known = known.of_groups(np.unique(only))
    settled = _settled(day, known, groups.count, amounts)
    loose = _loose(day, groups, amounts)
    return [_both(*pair) for pair in zip(settled, loose, strict=True)]


def _check(day: Day, amounts: Sequence[str]) -> None:
    for name in amounts:
        loose = np.abs(day.apart[name]).sum(dtype=np.float64)
        if not day.year.fits[name] or loose > _MOST:
            raise OverflowError(f"{name}: too large for sums in 64 bits")


def _both(one: NDArray[np.int64], other: NDArray[np.int64]) -> Cells:
    """What lies in order and what lies apart, which are different enterprises; rows are the
    enterprises, the amount, the largest and the second of every group."""
    count, total = one[:2] + other[:2]
    largest = np.maximum(one[2], other[2])
    second = np.maximum(np.minimum(one[2], other[2]), np.maximum(one[3], other[3]))
    at = np.flatnonzero(count)
    return Cells(at, count[at], total[at], largest[at], second[at])


def _settled(
    day: Day, known: Standings, count: int, amounts: Sequence[str]
) -> Iterator[NDArray[np.int64]]:
    """For each amount the four rows of ``_both``, of what lies in order."""
    run, enterprises = day.year.columns["run"][day.at], known.enterprises(day.standing(TOGETHER))
    for name in amounts:
        found = np.zeros((4, count), np.int64)
        if len(known.group):
            by_run = counted(
                run, len(day.year.columns["run_owner"]), day.year.columns[name][day.at]
            )
            found[:, known.group] = (
                enterprises,
                *_sum_and_largest(known.sums(by_run), known.first),
            )
        yield found


def _sum_and_largest(owned: Column, first: Column) -> tuple[Column, Column, Column]:
    """The sum and the two largest of each group; the amounts are used up."""
    total, largest = np.add.reduceat(owned, first), np.maximum.reduceat(owned, first)
    size = np.diff(np.append(first, len(owned)))
    number = np.repeat(np.arange(len(first)), size)
    alike = np.flatnonzero(owned == np.repeat(largest, size))
    owned[alike[firsts(number[alike])]] = 0
    return total, largest, np.maximum.reduceat(owned, first)


def _loose(day: Day, groups: Grouping, amounts: Sequence[str]) -> Iterator[NDArray[np.int64]]:
    """The same, of what lies apart."""
    apart = day.apart
    group = groups.of(apart["region"], apart["klass"], apart["size"])
    order = np.argsort(group << 40 | apart["enterprise"])
    group, owner = group[order], apart["enterprise"][order]
    pair = np.flatnonzero(starts(group) | starts(owner)) if len(group) else order
    group = group[pair]
    first = firsts(group) if len(group) else group
    for name in amounts:
        found = np.zeros((4, groups.count), np.int64)
        if len(group):
            owned = np.add.reduceat(apart[name][order], pair).astype(np.int64)
            enterprises = np.diff(np.append(first, len(group)))
            found[:, group[first]] = (enterprises, *_sum_and_largest(owned, first))
        yield found


def _above(part: Column, whole: Column, percent: int) -> Column:
    """Whether a part is more than so many percent of the whole, without leaving 64 bits."""
    hundredth, rest = whole // 100, whole % 100
    return np.asarray(part > hundredth * percent + rest * percent // 100)


def _below(part: Column, whole: Column, percent: int) -> Column:
    """Whether a part is less than so many percent of the whole, likewise."""
    hundredth, rest = whole // 100, whole % 100
    return np.asarray(part < hundredth * percent - (-rest * percent // 100))
