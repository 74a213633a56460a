"""A data year as known on a day: what stands, worked out once for every grouping that is asked."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.stays import Table
from registry.statistics.snapshot.sums import Halves, counted, of_groups
from registry.statistics.snapshot.year import NO_KIND, Year, ranges

REGISTERED, CERTIFIED, TOGETHER = range(3)
SIDES = 3


@dataclass(frozen=True)
class Only:
    """Applications that have a patent of a kind (``NO_KIND``: also those without a patent), or use
    them by a right."""

    kind: int | None = None
    basis: int | None = None

    def of(self, kinds: Column, basis: Column) -> Column | None:
        """Which applications these are; None: all."""
        found = None
        if self.kind is not None:
            found = (kinds >> self.kind) & 1 == 1
            found = found | (kinds == 0) if self.kind == NO_KIND else found
        if self.basis is not None:
            right = basis == self.basis
            found = right if found is None else found & right
        return found


ALL = Only()


class Day:
    """``day`` is an ordinal; ``only`` narrows it to some applications."""

    def __init__(self, year: Year, day: int, only: Only = ALL) -> None:
        self.year, self.day, self.only = year, day, only
        self._sums: dict[str, Halves] = {}
        self._alone: dict[str, tuple[Column, ...]] = {}
        self._standing: dict[int, Column] = {}

    @cached_property
    def at(self) -> Column:
        """The stays in order that stand: their places."""
        columns, on = self.year.columns, np.int32(self.day)
        standing = (self.year.start <= on) & (columns["end"] > on)
        chosen = self.only.of(columns["app_kinds"], columns["app_basis"])
        if chosen is not None:
            standing &= chosen[columns["app"]]
        return np.flatnonzero(standing)

    @cached_property
    def cell(self) -> Column:
        """The cell of each of them."""
        cell: Column = self.year.columns["cell"][self.at]
        return cell

    @cached_property
    def count(self) -> Column:
        """How many stand in each cell: an application in order stands once at most."""
        return counted(self.cell, self._cells)

    def sums(self, name: str) -> Halves:
        """The sum of an amount in each cell."""
        if name not in self._sums:
            amounts, fits = self.year.columns[name][self.at], self.year.fits[name]
            self._sums[name] = of_groups(self.cell, amounts, self._cells, fits)
        return self._sums[name]

    def alone(self, which: str) -> tuple[Column, ...]:
        """How many patents in each cell are used by one application of the year alone, two kinds in
        one number: ``which`` is ``only`` for all of them, or ``core``."""
        if which not in self._alone:
            packed = self.year.alone[which]
            self._alone[which] = tuple(
                counted(self.cell, self._cells, each[self._app]) for each in packed
            )
        return self._alone[which]

    def standing(self, side: int) -> Column:
        """For each run of one enterprise in one class whether anything of it stands: 1 or 0."""
        if side not in self._standing:
            run = self.year.columns["run"][self.at]
            if side != TOGETHER:
                run = run[np.flatnonzero(self.year.columns["cell_stage"][self.cell] == side)]
            standing = np.zeros(len(self.year.columns["run_owner"]), np.int8)
            standing[run] = 1
            self._standing[side] = standing
        return self._standing[side]

    @cached_property
    def shared(self) -> Table:
        """The links to shared patents of what stands in order, each with its cell."""
        cell = np.full(len(self.year.columns["app_id"]), -1, np.int32)
        cell[self._app] = self.cell
        links = self.year.shared
        where = cell[links["app"]]
        rows = np.flatnonzero(where >= 0)
        names = ("patent", "kind", "core")
        return {"cell": where[rows], **{name: links[name][rows] for name in names}}

    @cached_property
    def apart(self) -> Table:
        """The loose stays that stand."""
        loose = self.year.loose
        standing = (loose["start"] <= self.day) & (loose["end"] > self.day)
        chosen = self.only.of(loose["app_kinds"], loose["app_basis"])
        if chosen is not None:
            standing &= chosen[loose["app"]]
        at = np.flatnonzero(standing)
        return {name: loose[name][at] for name in self.year.loose_names}

    @cached_property
    def apart_links(self) -> Table:
        """The links of the loose stays that stand, each with the number of its stay."""
        loose, app = self.year.loose, self.apart["app"]
        link, length = ranges(loose["link_app"], app)
        links = {name: loose[f"link_{name}"][link] for name in ("patent", "kind", "core")}
        return {**links, "stay": np.repeat(np.arange(len(app)), length)}

    @cached_property
    def _app(self) -> Column:
        app: Column = self.year.columns["app"][self.at]
        return app

    @property
    def _cells(self) -> int:
        return len(self.year.columns["cell_stage"])
