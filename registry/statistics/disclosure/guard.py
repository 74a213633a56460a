"""Hides with each sensitive cell as many others as it takes, and no more than it finds it takes."""

from collections.abc import Mapping

from registry.statistics.disclosure.moves import Move, Signs, changed
from registry.statistics.disclosure.numbered import Numbered
from registry.statistics.disclosure.search import Refusal, Search, Wanted
from registry.statistics.disclosure.tables import Cell

MOST_MOVES = 12
_NOBODY: frozenset[int] = frozenset()


class Guard:
    """The moves found so far; one that was found for a cell serves every other one it changes.

    ``levels`` says how far each sensitive cell must stay uncertain in each measure.
    """

    def __init__(
        self,
        tables: Numbered,
        levels: Mapping[Cell, tuple[int, ...]],
        hidden: set[Cell],
        refused: Refusal | None = None,
        balanced: int | None = None,
    ) -> None:
        self.tables = tables
        self.levels = {tables.cell_at[cell]: level for cell, level in levels.items()}
        self._outside = frozenset(hidden - tables.cell_at.keys())
        self._hidden = {tables.cell_at[cell] for cell in hidden if cell in tables.cell_at}
        self.search = Search(tables, self._hidden, refused, balanced)
        self.moves: dict[int, list[Move]] = {cell: [] for cell in self.levels}
        self._inside = {cell: frozenset(tables.under[cell]) for cell in self.levels}

    @property
    def hidden(self) -> frozenset[Cell]:
        """What was hidden before and what is hidden besides."""
        return self._outside.union(self.tables.cells[cell] for cell in self._hidden)

    def keep(self) -> frozenset[Cell]:
        """Hide what is needed; the cells for which that is not possible any more, because of what
        is out already."""
        owners = self.tables.cell_owners
        ordered = sorted(self.levels, key=lambda cell: (-len(owners[cell]), cell))
        return frozenset(self.tables.cells[cell] for cell in ordered if not self._kept(cell))

    def _kept(self, cell: int) -> bool:
        return all(
            self._kept_in(cell, measure, level)
            for measure, level in enumerate(self.levels[cell])
            if level
        )

    def _kept_in(self, cell: int, measure: int, level: int) -> bool:
        for _ in range(MOST_MOVES):
            missing, knowing, left = self._standing(cell, measure, level)
            if missing <= 0 and not knowing:
                return True
            wanted = Wanted(cell, measure, max(1, missing), left, knowing)
            move = self.search.best(wanted)
            if move is None:
                break
            self._take(move)
        return self._alone(cell, measure, level)

    def _alone(self, cell: int, measure: int, level: int) -> bool:
        """At last hide all that the cell's atoms belong to, one after the other."""
        amounts = self.tables.amounts[measure]
        for atom in sorted(self.tables.under[cell], key=lambda atom: -amounts[atom]):
            missing, knowing, _ = self._standing(cell, measure, level)
            if missing <= 0 and not knowing:
                return True
            signs: Signs = ((atom, 1),)
            if not self.search.refused(signs):
                self._take(Move(signs, changed(signs, self.tables.over)))
        missing, knowing, _ = self._standing(cell, measure, level)
        return missing <= 0 and not knowing

    def _standing(
        self, cell: int, measure: int, level: int
    ) -> tuple[int, frozenset[int], dict[int, int]]:
        """How much is still missing, which single enterprises see through every move that there is,
        and what the moves leave of their atoms."""
        amounts = self.tables.amounts[measure]
        left: dict[int, int] = {}
        knowing: frozenset[int] | None = None
        for move in self.moves[cell]:
            if not min(amounts[atom] for atom, _ in move.signs):
                continue
            # Each move by itself is enough for those who see through the others.
            seen = self._seeing_through(cell, move)
            knowing = seen if knowing is None else knowing & seen
            room = min(left.get(atom, amounts[atom]) for atom, _ in move.signs)
            level -= room
            for atom, _ in move.signs:
                left[atom] = left.get(atom, amounts[atom]) - room
        return level, knowing or _NOBODY, left if level > 0 else {}

    def _seeing_through(self, cell: int, move: Move) -> frozenset[int]:
        return self.search.knowing(move, self._inside[cell]) - self.tables.cell_owners[cell]

    def _take(self, move: Move) -> None:
        self._hidden |= move.changed
        for cell in move.changed:
            if cell in self.moves and self._serves(cell, move):
                self.moves[cell].append(move)

    def _serves(self, cell: int, move: Move) -> bool:
        """Every other atom of the move has somebody in it who is not in the cell."""
        inside = self._inside[cell]
        own = next((atom for atom, _ in move.signs if atom in inside), None)
        others = (atom for atom, _ in move.signs if atom not in inside)
        return own is not None and all(self.search.usable(cell, own, atom) for atom in others)
