"""The groups of an answer and their figures, as columns: what nobody looks at is never made a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from registry.statistics.breakdowns import Breakdown, places
from registry.statistics.counting import Cell, no_figures
from registry.statistics.indicator import Indicator, Ratio
from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.day import SIDES, TOGETHER
from registry.statistics.snapshot.sums import Halves


@dataclass(frozen=True)
class Axis:
    """The codes of one dimension of a breakdown, and of each group the number of its code."""

    names: tuple[str, ...]
    of: Column

    def ranks(self, level: Breakdown) -> Column:
        """Of each group the place of its code in the order of the rows."""
        return np.asarray(_ranks(level, self.names)[self.of])


@lru_cache(maxsize=64)
def _ranks(level: Breakdown, names: tuple[str, ...]) -> Column:
    ordered = sorted(range(len(names)), key=lambda at: places((level,), (names[at],)))
    rank = np.zeros(len(ordered), np.int64)
    rank[ordered] = np.arange(len(ordered))
    return rank


@dataclass(frozen=True)
class Part:
    """Groups that were measured together: indicator id → its figures, all groups of a side after
    those of the one before."""

    axes: Mapping[Breakdown, Axis]
    figures: Mapping[str, Halves | Column]
    count: int


def nothing(by: tuple[Breakdown, ...]) -> "Told":
    """The answer of which nothing stands."""
    none = np.zeros(0, np.int64)
    return Told(by, (), Part({level: Axis((), none) for level in by}, {}, 0))


def joined(parts: Sequence[Part]) -> Part:
    """All of them, one behind the other; each has the same levels and indicators."""
    if len(parts) == 1:
        return parts[0]
    counts = [part.count for part in parts]
    axes = {level: _one_axis([part.axes[level] for part in parts]) for level in parts[0].axes}
    figures = {
        name: _one_column([part.figures[name] for part in parts], counts)
        for name in parts[0].figures
    }
    return Part(axes, figures, sum(counts))


def _one_axis(axes: Sequence[Axis]) -> Axis:
    names = tuple(dict.fromkeys(name for axis in axes for name in axis.names))
    number = {name: at for at, name in enumerate(names)}
    renumbered = [np.array([number[name] for name in axis.names])[axis.of] for axis in axes]
    return Axis(names, np.concatenate(renumbered))


def _one_column(columns: Sequence[Halves | Column], counts: Sequence[int]) -> Halves | Column:
    halves = [each for each in columns if isinstance(each, Halves)]
    if halves:
        return Halves(*(_side_by_side(each, counts) for each in zip(*halves, strict=True)))
    return _side_by_side([np.asarray(each) for each in columns], counts)


def _side_by_side(columns: Sequence[Column], counts: Sequence[int]) -> Column:
    shaped = [each.reshape(SIDES, size) for each, size in zip(columns, counts, strict=True)]
    return np.concatenate(shaped, axis=1).reshape(-1)


@dataclass(frozen=True)
class Told:
    """A breakdown's groups in which anything stands, and the figures of the indicators asked for."""

    by: tuple[Breakdown, ...]
    chosen: tuple[Indicator, ...]
    part: Part

    def __len__(self) -> int:
        return self.part.count

    def groups(self, places: Sequence[int]) -> list[tuple[str, ...]]:
        """The codes of some groups, in the order of the breakdown's levels."""
        axes = [self.part.axes[level] for level in self.by]
        numbers = [axis.of[places].tolist() for axis in axes]
        return [
            tuple(axis.names[number] for axis, number in zip(axes, each, strict=True))
            for each in (zip(*numbers, strict=True) if axes else [()] * len(places))
        ]

    def some(self, places: Sequence[int]) -> list[Cell]:
        """The figures of some groups; of indicators that were not asked for, nought."""
        sides = [
            [self._values(each.id, side, places) for each in self.chosen] for side in range(SIDES)
        ]
        names = [each.id for each in self.chosen]
        rows = [
            [no_figures() | dict(zip(names, row, strict=True)) for row in zip(*side, strict=True)]
            for side in sides
        ]
        return [Cell(*three) for three in zip(*rows, strict=True)]

    def cells(self) -> dict[tuple[str, ...], Cell]:
        """Every group with any figure that is not nought, as ``counting.cells_of`` gives them."""
        every = range(len(self))
        whole = dict(zip(self.groups(every), self.some(every), strict=True))
        return {group: cell for group, cell in whole.items() if _anything(cell)}

    def in_order(self, figure: Indicator | Ratio | None, descending: bool) -> list[int]:
        """The places of the groups, by their codes or by a figure of both stages together; those
        without the figure last, those that agree in it by their codes."""
        order = self._by_codes
        if figure is None:
            return order[::-1] if descending else order
        values = self._of_figure(figure)
        known = ((values[place], place) for place in order)
        having = [(value, place) for value, place in known if value is not None]
        having.sort(key=lambda pair: pair[0], reverse=descending)
        return [
            *(place for _, place in having),
            *(place for place in order if values[place] is None),
        ]

    @cached_property
    def _by_codes(self) -> list[int]:
        ranks = [self.part.axes[level].ranks(level) for level in self.by]
        if not ranks:
            return list(range(len(self)))
        by_first: list[int] = np.lexsort(ranks[::-1]).tolist()
        return by_first

    def _of_figure(self, figure: Indicator | Ratio) -> list[Fraction | int | None]:
        """A figure of both stages together, for every group."""
        every = range(len(self))
        if not every:
            return []
        if isinstance(figure, Indicator):
            return list(self._values(figure.id, TOGETHER, every))
        ids = (figure.numerator, figure.denominator)
        columns = (self._values(name, TOGETHER, every) for name in ids)
        return [figure.of(dict(zip(ids, pair, strict=True))) for pair in zip(*columns, strict=True)]

    def _values(self, name: str, side: int, places: Sequence[int]) -> list[int]:
        at, column = side * len(self) + np.asarray(places, np.int64), self.part.figures[name]
        if isinstance(column, Halves):
            return column.picked(at).whole()
        values: list[int] = column[at].tolist()
        return values


def _anything(cell: Cell) -> bool:
    return any(any(each.values()) for each in (cell.registered, cell.certified, cell.together))
