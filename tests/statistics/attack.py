"""What somebody with a linear programme learns from what is published."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import linprog

from registry.statistics.disclosure.tables import Atom, Cell, Tables, measures

# Figures of the tests are small whole numbers; the solver's answers are off by far less.
NEARLY = 1e-6


def known_sums(
    tables: Tables, hidden: frozenset[Cell], measure: int
) -> list[tuple[dict[Atom, int], int]]:
    """An equation for each cell that is shown: which atoms it sums, and to what."""
    return [
        (dict.fromkeys(tables.atoms_of[cell], 1), measures(holders.values())[measure])
        for cell, holders in tables.holders.items()
        if cell not in hidden
    ]


def interval(
    unknown: Sequence[Atom],
    equations: Iterable[tuple[dict[Atom, int], int]],
    wanted: Iterable[Atom],
) -> tuple[float, float]:
    """Between what and what the sum of the wanted atoms lies, nothing being less than nothing.

    The attacker is told which atoms are empty: only the others are unknown.
    """
    place = {atom: at for at, atom in enumerate(unknown)}
    rows, sums = [], []
    for terms, total in equations:
        row = np.zeros(len(unknown))
        for atom, sign in terms.items():
            row[place[atom]] = sign
        rows.append(row)
        sums.append(total)
    aim = np.zeros(len(unknown))
    for atom in wanted:
        aim[place[atom]] = 1
    return _end(aim, rows, sums), -_end(-aim, rows, sums)


def _end(aim: np.ndarray, rows: list[np.ndarray], sums: list[int]) -> float:
    given = {"A_eq": np.array(rows), "b_eq": np.array(sums)} if rows else {}
    found = linprog(aim, bounds=(0, None), method="highs", **given)
    if found.status == 3:
        return -np.inf
    assert found.status == 0, found.message
    return float(found.fun)


def uncertainty(
    tables: Tables, hidden: frozenset[Cell], cell: Cell, measure: int, without: int | None = None
) -> tuple[float, float]:
    """How far below and above its value a cell may lie; ``without``: for an enterprise that knows
    its own figures, wherever it is alone."""
    equations = known_sums(tables, hidden, measure)
    for atom, held in tables.held.items():
        if without is not None and set(held) == {without}:
            equations.append(({atom: 1}, held[without].measures[measure]))
    least, most = interval(sorted(tables.held), equations, tables.atoms_of[cell])
    value = measures(tables.holders[cell].values())[measure]
    return value - least, most - value
