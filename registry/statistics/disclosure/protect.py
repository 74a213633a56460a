"""Which cells of linked tables are hidden, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.statistics.disclosure.earlier import (
    Signs,
    carried_over,
    changes,
    refusal,
    telling,
    told,
    was_shown,
)
from registry.statistics.disclosure.guard import Guard
from registry.statistics.disclosure.numbered import Numbered
from registry.statistics.disclosure.reasons import Reason
from registry.statistics.disclosure.rule import Rule
from registry.statistics.disclosure.tables import Cell, Earlier, Tables


@dataclass(frozen=True, slots=True)
class Pattern:
    """The hidden cells with their reasons; ``levels`` says how far each sensitive one is uncertain
    at least, a figure for each amount and the count. ``open_already`` are sensitive cells that no
    hiding helps any more, because an earlier release shows them."""

    reasons: dict[Cell, Reason]
    levels: dict[Cell, tuple[int, ...]]
    open_already: frozenset[Cell]

    @property
    def hidden(self) -> frozenset[Cell]:
        """Every cell that is not shown."""
        return frozenset(self.reasons)


def protect(tables: Tables, rule: Rule, earlier: Sequence[Earlier] = ()) -> Pattern:
    """Hide what would say too much about an enterprise, and what would give it back.

    Given the same, it always answers the same.
    """
    reasons = sensitive(tables, rule)
    levels = {cell: rule.levels(tables.holders[cell]) for cell in sorted(reasons)}
    compared = [(each, changes(each.tables, tables)) for each in earlier]
    for each, changed in compared:
        differences = told(each.tables, changed, tables)
        for cell in sorted(carried_over(each, differences, rule)):
            reasons.setdefault(cell, Reason.WITH_OTHERS)
    refusals = [refusal(each, changed) for each, changed in compared]

    def refused(signs: Signs) -> bool:
        return any(refuses(signs) for refuses in refusals)

    fresh = {
        cell: level
        for cell, level in levels.items()
        if not any(was_shown(each, cell) for each in earlier)
    }
    guard = Guard(Numbered(tables), fresh, set(reasons), refused if refusals else None)
    lost = set(_hide(guard, reasons))
    for each, changed in compared:
        lost |= _hide_changes(each, changed, tables, rule, reasons)
    return Pattern(reasons, levels, frozenset(lost))


def sensitive(tables: Tables, rule: Rule) -> dict[Cell, Reason]:
    """The cells that may not be shown for their own sake."""
    found = {cell: rule.reason(holders) for cell, holders in tables.holders.items()}
    return {cell: reason for cell, reason in found.items() if reason is not None}


def _hide_changes(
    earlier: Earlier, changed: Tables, new: Tables, rule: Rule, reasons: dict[Cell, Reason]
) -> frozenset[Cell]:
    """Hide what the differences to an earlier release would say; gives the cells open already: shown
    then, sensitive now, and unchanged."""
    differences = told(earlier.tables, changed, new)
    own = {cell for cell, reason in reasons.items() if reason is not Reason.WITH_OTHERS}
    now = {cell for cell in own if was_shown(earlier, cell)}
    kept = telling(earlier, differences, rule) | (now & differences.keys())
    for cell in sorted(kept):
        reasons.setdefault(cell, Reason.CHANGE)
    levels = {cell: rule.levels(differences[cell]) for cell in sorted(kept)}
    hidden = set(reasons) | earlier.hidden
    stage = len(changed.chains) - 1
    guard = Guard(Numbered(changed), levels, hidden, balanced=stage)
    lost = _hide(guard, reasons, earlier.hidden)
    return lost | frozenset(now - kept)


def _hide(
    guard: Guard, reasons: dict[Cell, Reason], known: frozenset[Cell] = frozenset()
) -> frozenset[Cell]:
    lost = guard.keep()
    for cell in sorted(guard.hidden - known):
        reasons.setdefault(cell, Reason.WITH_OTHERS)
    return lost
