"""Which tables a release has: the plain ones always, a finer one only where it costs no plainer one.

A finer table brings sensitive cells, and each of them hides others: in sparse data all margins.
So the plain tables are protected by themselves first, and a finer one is added only where it hides
no cell of theirs, shows at least half of itself, and shows more than it hides of other finer ones.
"""

from collections.abc import Sequence

from registry.statistics.breakdowns import Breakdown
from registry.statistics.disclosure.protect import protect
from registry.statistics.disclosure.rule import Rule
from registry.statistics.disclosure.tables import Cell, Earlier, shape_of
from registry.statistics.releases.reading import By, Facts, shapes_of

B = Breakdown
PLAIN: tuple[By, ...] = ((), (B.PROVINCE,), (B.REGION,), (B.MAJOR,), (B.CLASS,), (B.SIZE,))
# In the order in which they are tried.
FINER: tuple[By, ...] = (
    (B.PROVINCE, B.MAJOR),
    (B.PROVINCE, B.SIZE),
    (B.MAJOR, B.SIZE),
    (B.REGION, B.MAJOR),
    (B.PROVINCE, B.CLASS),
)


def chosen_tables(facts: Facts, rule: Rule, earlier: Sequence[Earlier]) -> tuple[By, ...]:
    """The tables of a release of these facts. Given the same, it always answers the same."""
    chosen, plain = PLAIN, frozenset(shapes_of(PLAIN))
    hidden = _hidden(facts, chosen, rule, earlier)
    for finer in FINER:
        found = _hidden(facts, (*chosen, finer), rule, earlier)
        own = {cell for cell in found if shape_of(cell) in shapes_of((finer,))}
        costs = {shape_of(cell) in plain for cell in found - own - hidden}
        size = _size(facts, finer)
        pays = size - len(own) > len(found - own - hidden)
        if pays and 2 * len(own) <= size and True not in costs:
            chosen, hidden = (*chosen, finer), found
    return chosen


def _hidden(
    facts: Facts, shown: tuple[By, ...], rule: Rule, earlier: Sequence[Earlier]
) -> frozenset[Cell]:
    return protect(facts.of_tables(shown).tables, rule, earlier).hidden


def _size(facts: Facts, by: By) -> int:
    return len(facts.of_tables((by,)).tables.holders)
