"""What an earlier release says together with the next one.

The attacker is taken to know which atoms have changed meanwhile and in which direction (decisions and
revocations are public), and that the others have not. So a figure that both releases show gives the
change away, and what was hidden over an unchanged atom must stay so.
"""

from collections.abc import Callable

from registry.statistics.disclosure.rule import Rule
from registry.statistics.disclosure.tables import (
    Atom,
    Cell,
    Contribution,
    Earlier,
    Holding,
    Tables,
    shape_of,
)


Signs = tuple[tuple[Atom, int], ...]


def changes(old: Tables, new: Tables) -> Tables:
    """What has changed, as tables of their own: magnitudes, by enterprise and atom, in the cells
    that both may show."""
    found = [
        contribution
        for atom in sorted(old.held.keys() | new.held.keys())
        for contribution in _changed_in(atom, old, new)
    ]
    shapes = tuple(shape for shape in new.shapes if shape in set(old.shapes))
    return Tables(new.chains, shapes, tuple(found))


def _changed_in(atom: Atom, old: Tables, new: Tables) -> list[Contribution]:
    before, after = old.held.get(atom, {}), new.held.get(atom, {})
    found = []
    for enterprise in sorted(before.keys() | after.keys()):
        difference = _difference(before.get(enterprise), after.get(enterprise))
        if any(difference):
            *amounts, count = difference
            # Amounts that were corrected change the sums of a thing that is still there.
            found.append(Contribution(enterprise, atom, tuple(amounts), max(1, count)))
    return found


def _difference(before: Holding | None, after: Holding | None) -> tuple[int, ...]:
    known = before or after or Holding(())
    nothing = Holding((0,) * len(known.measures))
    pairs = zip((before or nothing).measures, (after or nothing).measures, strict=True)
    return tuple(abs(one - other) for one, other in pairs)


def told(old: Tables, changed: Tables, new: Tables) -> dict[Cell, dict[int, Holding]]:
    """By how much each cell has changed, by enterprise: what both releases tell together. A product
    that goes from one stage to the other changes nothing in their sum."""
    found: dict[Cell, dict[int, Holding]] = {}
    for cell in changed.holders:
        before, after = old.holders.get(cell, {}), new.holders.get(cell, {})
        for enterprise in changed.holders[cell]:
            difference = _difference(before.get(enterprise), after.get(enterprise))
            if any(difference):
                found.setdefault(cell, {})[enterprise] = Holding(difference)
    return found


def carried_over(
    earlier: Earlier, differences: dict[Cell, dict[int, Holding]], rule: Rule
) -> frozenset[Cell]:
    """Cells that were hidden and stay so: nothing in them has changed, or too little."""
    return frozenset(
        cell for cell in earlier.hidden if cell not in differences or rule.reason(differences[cell])
    )


def telling(
    earlier: Earlier, differences: dict[Cell, dict[int, Holding]], rule: Rule
) -> frozenset[Cell]:
    """Cells that were shown and whose change would say too much."""
    return frozenset(
        cell
        for cell, holders in differences.items()
        if cell not in earlier.hidden and rule.reason(holders)
    )


def refusal(earlier: Earlier, changed: Tables) -> Callable[[Signs], bool]:
    """Whether a move is seen through: it changes a sum over unchanged atoms that is out already."""
    known: dict[Atom, tuple[Cell | None, ...]] = {}

    def refused(signs: Signs) -> bool:
        """Whether some sum of it over unchanged atoms is out."""
        sums: dict[Cell, int] = {}
        for atom, sign in signs:
            if atom in changed.held:
                continue
            cells = known.setdefault(atom, ()) or earlier.tables.cells_over(atom)
            known[atom] = cells
            for cell in cells:
                if cell is not None:
                    sums[cell] = sums.get(cell, 0) + sign
        return any(total and cell not in earlier.hidden for cell, total in sums.items())

    return refused


def was_shown(earlier: Earlier, cell: Cell) -> bool:
    """Whether an earlier release shows this cell, with or without anything in it."""
    return shape_of(cell) in earlier.tables.shapes and cell not in earlier.hidden
