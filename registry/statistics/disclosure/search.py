"""Looks for a cheap move that leaves a cell uncertain.

First boxes: the cell's atom and another group in one dimension, with or without another group in all
the others together, so that no sum over an exchanged dimension changes (the hypercubes of
R. D. Repsilber and S. Giessing, here over linked and nested tables at once); and steps through a third
group, where two have nothing in common. Then pairs of atoms; at last the atom alone, which hides every
sum that it belongs to, the whole included.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from itertools import islice

from registry.statistics.disclosure.moves import Move, Signs, changed
from registry.statistics.disclosure.numbered import Numbered
from registry.statistics.disclosure.tables import ALL, Atom

# How many are tried of each: cells have hundreds of neighbours, and the first ones are the nearest.
STARTS, NEIGHBOURS, ACROSS, THROUGH, TRIED, PAIRS = 3, 10, 4, 2, 60, 60
# A move that gives less than this part of what is needed is not worth what it hides.
LEAST_PART = 4

Refusal = Callable[[tuple[tuple[Atom, int], ...]], bool]


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a cell, the place of the measure, how much is still needed, what each atom
    still has to give (where less than all), and whom the move must not rest on alone."""

    cell: int
    measure: int
    needed: int
    left: Mapping[int, int]
    avoiding: frozenset[int]


@dataclass
class _Looking:
    """What is wanted, beside what the search needs for every candidate: what each atom has to give,
    how little of it is too little, and the cell's own atoms."""

    wanted: Wanted
    rooms: list[int]
    least: int
    inside: frozenset[int]
    nodes: tuple[str, ...]
    found: list[tuple[float, Move]] = field(default_factory=list)


class Search:
    """Looks in one set of tables; ``hidden`` is the caller's and grows while moves are found.

    ``refused`` says of a move that it would be seen through. ``balanced`` is the place of a
    dimension over which the changes of one enterprise cancel out (a product that goes from one
    stage to the other), so that their sum says nothing of it.
    """

    def __init__(
        self,
        tables: Numbered,
        hidden: set[int],
        refused: Refusal | None = None,
        balanced: int | None = None,
    ) -> None:
        self.tables, self.hidden, self._refused = tables, hidden, refused
        self.balanced = balanced
        self._weights = [1 + len(owners) for owners in tables.cell_owners]
        self._alone = [next(iter(each)) if len(each) == 1 else None for each in tables.owners]
        self._families: dict[int, dict[str, list[str]]] = {}

    def best(self, wanted: Wanted) -> Move | None:
        """The cheapest move found, of the first kind of which there is any; None: there is none."""
        looking = self._looking(wanted)
        atoms, rooms = self.tables.under[wanted.cell], looking.rooms
        starts = [
            start for start in nlargest(STARTS, atoms, key=rooms.__getitem__) if rooms[start] > 0
        ]
        for kind in (self._boxes, self._by_pairs, self._by_itself):
            best: tuple[float, Move] | None = None
            for start in starts:
                for signs in islice(kind(looking, start), TRIED):
                    found = self._judge(looking, signs)
                    if found is not None and (best is None or found[0] < best[0]):
                        best = found
                    if best is not None and not best[0]:
                        return best[1]
            if best is not None:
                return best[1]
        return None

    def refused(self, signs: Signs) -> bool:
        """Whether a move would be seen through."""
        if self._refused is None:
            return False
        return self._refused(tuple((self.tables.atoms[atom], sign) for atom, sign in signs))

    def usable(self, cell: int, start: int, atom: int) -> bool:
        """Whether more than the enterprises in the cell is in an atom: the sum of both would say
        what they have."""
        if not self.tables.owners[atom] <= self.tables.cell_owners[cell]:
            return True
        if self.balanced is not None:
            one, other = self.tables.atoms[start], self.tables.atoms[atom]
            place = self.balanced
            if one[:place] == other[:place] and one[place + 1 :] == other[place + 1 :]:
                return True
        return False

    def knowing(self, move: Move, inside: frozenset[int]) -> frozenset[int]:
        """Enterprises that alone make up an atom outside the cell: they know that it cannot move."""
        alone = (self._alone[atom] for atom, _ in move.signs if atom not in inside)
        return frozenset(who for who in alone if who is not None)

    def _looking(self, wanted: Wanted) -> _Looking:
        rooms = self.tables.amounts[wanted.measure]
        if wanted.left:
            rooms = rooms.copy()
            for atom, left in wanted.left.items():
                rooms[atom] = left
        inside = frozenset(self.tables.under[wanted.cell])
        least = max(1, -(-wanted.needed // LEAST_PART))
        return _Looking(wanted, rooms, least, inside, self.tables.cells[wanted.cell])

    def _judge(self, looking: _Looking, signs: Signs) -> tuple[float, Move] | None:
        wanted, rooms = looking.wanted, looking.rooms
        start = signs[0][0]
        room = rooms[start]
        for atom, _ in signs[1:]:
            if not self.usable(wanted.cell, start, atom):
                return None
            room = min(room, rooms[atom])
        if self._refused is not None and self.refused(signs):
            return None
        move = Move(signs, changed(signs, self.tables.over))
        if wanted.cell not in move.changed:
            return None
        if wanted.avoiding and self.knowing(move, looking.inside) & wanted.avoiding:
            return None
        new = move.changed - self.hidden
        cost = sum(map(self._weights.__getitem__, new)) if new else 0
        return (cost if room >= wanted.needed else (1 + cost) * wanted.needed / room), move

    def _boxes(self, looking: _Looking, start: int) -> Iterator[Signs]:
        for place, node in enumerate(looking.nodes):
            if node == ALL:
                continue
            near = self._near(place, self.tables.atoms[start][place], node)
            for other in self._neighbours(looking, start, place):
                yield from self._across(looking, start, place, other)
                yield (start, 1), (other, -1)
                yield from self._steps(looking, start, place, other, near)

    def _across(self, looking: _Looking, start: int, place: int, other: int) -> Iterator[Signs]:
        """Boxes over this dimension and the others together."""
        atoms, rooms, least, inside = (
            self.tables.atoms,
            looking.rooms,
            looking.least,
            looking.inside,
        )
        own = atoms[start]
        found = [
            # Of codes that are alike the exchanged one always is.
            (-self.tables.alike(beside, start), beside, across)
            for beside, across in self.tables.pairs(place, own[place], atoms[other][place])
            if rooms[beside] >= least and rooms[across] >= least
            if beside not in inside and beside != start
        ]
        for _, beside, across in nsmallest(ACROSS, found):
            yield (start, 1), (other, -1), (across, 1), (beside, -1)

    def _steps(
        self, looking: _Looking, start: int, place: int, other: int, near: list[str]
    ) -> Iterator[Signs]:
        """To a nearer group through one with which both have something in common."""
        rooms, least = looking.rooms, looking.least
        code = self.tables.atoms[other][place]
        for nearer in [each for each in near[: NEIGHBOURS + 1] if each != code][:NEIGHBOURS]:
            found = 0
            for back, to in self.tables.pairs(place, code, nearer):
                if rooms[back] >= least and rooms[to] >= least and back != other:
                    yield (start, 1), (other, -1), (back, 1), (to, -1)
                    found += 1
                    if found == THROUGH:
                        break

    def _near(self, place: int, own: str, node: str) -> list[str]:
        """Codes under the same group as this one, outside the cell's."""
        chains = self.tables.tables.chains[place]
        family = self._siblings(place).get(chains[own][1], [])
        return [code for code in family if node not in chains[code]]

    def _siblings(self, place: int) -> dict[str, list[str]]:
        known = self._families.get(place)
        if known is None:
            known = self._families[place] = {}
            for code in self.tables.codes(place):
                known.setdefault(self.tables.tables.chains[place][code][1], []).append(code)
        return known

    def _neighbours(self, looking: _Looking, start: int, place: int) -> list[int]:
        """Atoms beside the start, outside the cell: those with enough, the nearest in the
        hierarchy first, then those with most in them."""
        atoms, rooms, node = self.tables.atoms, looking.rooms, looking.nodes[place]
        chains = self.tables.tables.chains[place]
        own = atoms[start][place]
        found = []
        for atom in self.tables.beside(start, place):
            if rooms[atom] < looking.least:
                continue
            code = atoms[atom][place]
            if node not in chains[code]:
                found.append((self.tables.far(place, own, code), -rooms[atom], atom))
        return [atom for _, _, atom in nsmallest(NEIGHBOURS, found)]

    def _by_pairs(self, looking: _Looking, start: int) -> Iterator[Signs]:
        over, own = self.tables.over, self.tables.over[start]
        enough = (atom for atom, room in enumerate(looking.rooms) if room >= looking.least)
        outside = ((len(own & over[atom]), atom) for atom in enough if atom not in looking.inside)
        for _, atom in nlargest(PAIRS, outside):
            yield (start, 1), (atom, -1)

    def _by_itself(self, looking: _Looking, start: int) -> Iterator[Signs]:
        yield ((start, 1),)
