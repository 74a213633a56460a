"""Linked tables as the sums of the same atoms.

An *atom* is the finest group: one code of each dimension (a prefecture, a class, a size, a stage).
A *node* is a group of one dimension at one level, ``"province:370000"``, or ALL; a *cell* has one
node of each dimension, a *shape* one level of each. Margins, other breakdowns, upper levels and the
sum of the stages are all cells of the same atoms, so that no link between tables can be forgotten.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Node = str
Atom = tuple[str, ...]
Cell = tuple[Node, ...]
Shape = tuple[str, ...]

ALL: Node = ""


def level_of(node: Node) -> str:
    """The level of a node; that of ALL is empty too."""
    return node.partition(":")[0]


def shape_of(cell: Cell) -> Shape:
    """The levels of a cell's nodes."""
    return tuple(map(level_of, cell))


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one enterprise puts into one atom: magnitudes, not negative, and how many things."""

    enterprise: int
    atom: Atom
    amounts: tuple[int, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Holding:
    """Contributions added up: the amounts and, as the last measure, the count."""

    measures: tuple[int, ...]

    def plus(self, other: "Holding") -> "Holding":
        """Both together."""
        return Holding(tuple(map(sum, zip(self.measures, other.measures, strict=True))))


@dataclass(frozen=True)
class Tables:
    """What is to be published: the shapes, over the contributions.

    ``chains`` gives for each dimension, in the order of the atoms' codes, the nodes above each code,
    from its own to ALL.
    """

    chains: tuple[Mapping[str, tuple[Node, ...]], ...]
    shapes: tuple[Shape, ...]
    contributions: tuple[Contribution, ...]

    @cached_property
    def held(self) -> dict[Atom, dict[int, Holding]]:
        """Atom → enterprise → what it holds there."""
        found: dict[Atom, dict[int, Holding]] = {}
        for each in self.contributions:
            holders = found.setdefault(each.atom, {})
            more = Holding((*each.amounts, each.count))
            known = holders.get(each.enterprise)
            holders[each.enterprise] = known.plus(more) if known else more
        return found

    @cached_property
    def cells_of(self) -> dict[Atom, tuple[Cell | None, ...]]:
        """Atom → the cell of each shape that it belongs to; None where a code has no such level."""
        return {atom: self.cells_over(atom) for atom in self.held}

    def cells_over(self, atom: Atom) -> tuple[Cell | None, ...]:
        """The cell of each shape over any atom."""
        levels = [
            {level_of(node): node for node in chain[code]}
            for chain, code in zip(self.chains, atom, strict=True)
        ]
        return tuple(_cell(levels, shape) for shape in self.shapes)

    @cached_property
    def holders(self) -> dict[Cell, dict[int, Holding]]:
        """Cell → enterprise → what it holds there, for every cell with anything in it."""
        found: dict[Cell, dict[int, Holding]] = {}
        for atom, held in self.held.items():
            for cell in self.cells_of[atom]:
                if cell is not None:
                    _add(found.setdefault(cell, {}), held)
        return found

    @cached_property
    def atoms_of(self) -> dict[Cell, list[Atom]]:
        """Cell → its atoms."""
        found: dict[Cell, list[Atom]] = {}
        for atom in sorted(self.held):
            for cell in self.cells_of[atom]:
                if cell is not None:
                    found.setdefault(cell, []).append(atom)
        return found


@dataclass(frozen=True)
class Earlier:
    """A release that is out: its tables and the cells that it did not show."""

    tables: Tables
    hidden: frozenset[Cell] = field(default_factory=frozenset)


def measures(holdings: Iterable[Holding]) -> tuple[int, ...]:
    """The sums of all of them."""
    return tuple(map(sum, zip(*(each.measures for each in holdings), strict=True)))


def _cell(levels: list[dict[str, Node]], shape: Shape) -> Cell | None:
    nodes = tuple(known.get(level) for known, level in zip(levels, shape, strict=True))
    return tuple(node for node in nodes if node is not None) if None not in nodes else None


def _add(into: dict[int, Holding], held: Mapping[int, Holding]) -> None:
    for enterprise, holding in held.items():
        known = into.get(enterprise)
        into[enterprise] = known.plus(holding) if known else holding
