"""The cells of a release made from the ledger, and the two hashes over them.

Made again from the same position of the ledger they are the same, to the last bit: ``checking``
relies on it.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from registry.statistics.breakdowns import Breakdown, Key, keys, places
from registry.statistics.catalogue import all_indicators
from registry.statistics.disclosure.protect import Pattern, protect
from registry.statistics.disclosure.reasons import Reason
from registry.statistics.disclosure.rule import Rule
from registry.statistics.disclosure.tables import ALL, Cell, Earlier
from registry.statistics.queries import Figures, totals
from registry.statistics.releases.content import Side
from registry.statistics.releases.reading import By, Facts, cell_of


@dataclass(frozen=True, slots=True)
class FrozenCell:
    """One group in one stage, as it is stored: see ``models.ReleaseCell``."""

    by: str
    codes: str
    side: Side
    keys: list[dict[str, Any]]
    figures: Figures
    contributors: int
    reason: Reason | None
    facts_sha256: str


def freeze(
    data_year: int, as_of: date, facts: Facts, rule: Rule, earlier: Sequence[Earlier]
) -> list[FrozenCell]:
    """All cells, in the order of the tables and of their codes."""
    pattern = protect(facts.tables, rule, earlier)
    return [cell for by in facts.shown for cell in _table(data_year, as_of, by, facts, pattern)]


def content_hash(about: dict[str, Any], cells: Sequence[FrozenCell]) -> str:
    """SHA-256 over what the release is and all of its cells."""
    return _sha256({"release": about, "cells": [_plain(cell) for cell in cells]})


def facts_hash(cells: Sequence[FrozenCell]) -> str:
    """SHA-256 over the facts behind each cell, by their hashes."""
    return _sha256([[each.by, each.codes, each.side.value, each.facts_sha256] for each in cells])


def by_of(text: str) -> By:
    """The breakdowns of a stored table."""
    return tuple(Breakdown(word) for word in text.split(",") if word)


def _table(
    data_year: int, as_of: date, by: By, facts: Facts, pattern: Pattern
) -> Iterator[FrozenCell]:
    figures = _figures(data_year, as_of, by)
    groups = sorted(
        {codes for codes, _ in figures} | _hidden_groups(by, pattern),
        key=lambda codes: places(by, codes),
    )
    named = [keys(level, (codes[at] for codes in groups)) for at, level in enumerate(by)]
    nothing = {indicator.id: 0 for indicator in all_indicators()}
    for codes in groups:
        names = [known[code] for known, code in zip(named, codes, strict=True)]
        for side in Side:
            found = figures.get((codes, side), nothing)
            yield _frozen(by, codes, side, names, found, facts, pattern)


def _figures(data_year: int, as_of: date, by: By) -> dict[tuple[tuple[str, ...], Side], Figures]:
    found = totals(data_year, as_of, by)
    rows = [(tuple(key.code for key in row.keys), row.cell) for row in found.rows]
    cells = rows if by else [((), found.total)]
    return {
        (codes, side): figures
        for codes, cell in cells
        for side, figures in zip(
            Side, (cell.registered, cell.certified, cell.together), strict=True
        )
    }


def _hidden_groups(by: By, pattern: Pattern) -> set[tuple[str, ...]]:
    """Groups that have nothing in them any more and must not be told apart from the others."""
    found = set()
    levels = {level.value for level in by}
    for cell in pattern.hidden:
        nodes = dict(node.split(":", 1) for node in cell[:-1] if node != ALL)
        if nodes.keys() == levels:
            found.add(tuple(nodes[level.value] for level in by))
    return found


def _frozen(
    by: By,
    codes: tuple[str, ...],
    side: Side,
    names: list[Key],
    figures: Figures,
    facts: Facts,
    pattern: Pattern,
) -> FrozenCell:
    cell: Cell = cell_of(by, codes, side)
    return FrozenCell(
        by=",".join(level.value for level in by),
        codes=",".join(codes),
        side=side,
        keys=[_plain_key(key) for key in names],
        figures=figures,
        contributors=len(facts.tables.holders.get(cell, {})),
        reason=pattern.reasons.get(cell),
        facts_sha256=_sha256(facts.ids.get(cell, [])),
    )


def _plain_key(key: Key) -> dict[str, Any]:
    return {name: value for name, value in asdict(key).items() if value is not None}


def _plain(cell: FrozenCell) -> dict[str, Any]:
    return asdict(cell)


def _sha256(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
