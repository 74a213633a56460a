"""The same tables by number: what the search looks up millions of times.

Atoms and cells are numbered in their order, so that a number stands for its place wherever two are
compared, and sets of numbers for sets of cells.
"""

from functools import cached_property
from operator import eq

from registry.statistics.disclosure.tables import Atom, Cell, Tables, measures

Pairs = list[tuple[int, int]]


class Numbered:
    """Everything by the number of an atom or a cell.

    ``over``: atom → cells above it; ``under``: cell → atoms; ``owners``: atom or cell → enterprises;
    ``amounts``: measure → atom → sum.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.atoms: list[Atom] = sorted(tables.held)
        self.cells: list[Cell] = sorted(tables.holders)
        self.atom_at = {atom: at for at, atom in enumerate(self.atoms)}
        self.cell_at = {cell: at for at, cell in enumerate(self.cells)}
        self.over = [
            frozenset(self.cell_at[cell] for cell in tables.cells_of[atom] if cell is not None)
            for atom in self.atoms
        ]
        self.under = [
            tuple(self.atom_at[atom] for atom in tables.atoms_of[cell]) for cell in self.cells
        ]
        self.owners = [frozenset(tables.held[atom]) for atom in self.atoms]
        self.cell_owners = [frozenset(tables.holders[cell]) for cell in self.cells]
        self.amounts = [
            list(column)
            for column in zip(
                *(measures(tables.held[atom].values()) for atom in self.atoms), strict=True
            )
        ]
        self._pairs: dict[tuple[int, str, str], Pairs] = {}
        self._near: dict[tuple[int, str, str], int] = {}

    @cached_property
    def _lines(self) -> list[dict[str, dict[Atom, int]]]:
        """Place → code → what else the atom is → atom, in order."""
        found: list[dict[str, dict[Atom, int]]] = [{} for _ in self.tables.chains]
        for at, atom in enumerate(self.atoms):
            for place, code in enumerate(atom):
                rest = (*atom[:place], "", *atom[place + 1 :])
                found[place].setdefault(code, {})[rest] = at
        return found

    @cached_property
    def _beside(self) -> list[dict[Atom, list[int]]]:
        found: list[dict[Atom, list[int]]] = [{} for _ in self.tables.chains]
        for place, by_code in enumerate(self._lines):
            for line in by_code.values():
                for rest, at in line.items():
                    found[place].setdefault(rest, []).append(at)
        return [{rest: sorted(ats) for rest, ats in by_rest.items()} for by_rest in found]

    def beside(self, atom: int, place: int) -> list[int]:
        """The atoms that differ from this one in one dimension at most, itself among them."""
        own = self.atoms[atom]
        return self._beside[place][(*own[:place], "", *own[place + 1 :])]

    def pairs(self, place: int, one: str, other: str) -> Pairs:
        """Atoms with the one code beside those with the other, all else the same, in order."""
        known = self._pairs.get((place, one, other))
        if known is None:
            first, second = self._lines[place].get(one, {}), self._lines[place].get(other, {})
            known = [(at, second[rest]) for rest, at in first.items() if rest in second]
            self._pairs[place, one, other] = known
        return known

    def alike(self, one: int, other: int) -> int:
        """In how many dimensions two atoms have the same code."""
        first, second = self._codes[one], self._codes[other]
        return sum(map(eq, first, second))

    @cached_property
    def _codes(self) -> list[tuple[int, ...]]:
        """The atoms with numbers for codes: these are compared sooner than texts."""
        known: dict[str, int] = {}
        return [tuple(known.setdefault(code, len(known)) for code in atom) for atom in self.atoms]

    def far(self, place: int, one: str, other: str) -> int:
        """How many levels two codes of a dimension are apart."""
        known = self._near.get((place, one, other))
        if known is None:
            chains = self.tables.chains[place]
            own, chain = chains[one], chains[other]
            alike = len(own) == len(chain)
            known = sum(map(str.__ne__, own, chain)) if alike else len(chain)
            self._near[place, one, other] = known
        return known

    def codes(self, place: int) -> list[str]:
        """The codes of a dimension that atoms have, in order."""
        return sorted(self._lines[place])
