"""Totals as CSV, titled with data year, day and unit.

Numbers stand unquoted and exact, texts quoted; a text that a spreadsheet would take for a formula
begins with an apostrophe. UTF-8 with byte order mark, as spreadsheets expect it.
"""

import csv
import io
from collections.abc import Iterator

from flask_babel import gettext

from registry.money import fen_to_decimal_text
from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Unit
from registry.statistics.queries import Cell, Figures, Totals

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Yuan(int):
    """Whole fen that a file shows as yuan: a number for the CSV writer, exact as text."""

    def __str__(self) -> str:
        return fen_to_decimal_text(int(self))


Value = str | int


def totals_csv(totals: Totals) -> str:
    """The whole file; the totals of all groups are its last line."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([safe(value) for value in line] for line in _lines(totals))
    return "\ufeff" + out.getvalue()


def safe(value: Value) -> Value:
    """The value as no spreadsheet takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _lines(totals: Totals) -> Iterator[list[Value]]:
    yield [gettext("Totals of patent-intensive products")]
    yield [gettext("Data year"), totals.data_year]
    yield [gettext("As of"), totals.as_of.isoformat()]
    yield [gettext("Amounts in yuan, declared by the enterprises")]
    yield []
    yield _header(totals.by)
    for row in totals.rows:
        yield [text for key in row.keys for text in _names(key)] + _values(row.cell)
    yield _total_names(totals.by) + _values(totals.total)


def _header(by: tuple[Breakdown, ...]) -> list[Value]:
    codes = [f"{breakdown.value}_{part}" for breakdown in by for part in ("code", "name")]
    figures = [
        f"{stage}_{indicator.id}"
        for stage in ("registered", "certified", "together")
        for indicator in all_indicators()
    ]
    return [*(codes or ["total"]), *figures]


def _names(key: Key) -> list[Value]:
    return [key.code, key.name]


def _total_names(by: tuple[Breakdown, ...]) -> list[Value]:
    blank: list[Value] = [""] * (2 * len(by) - 1)
    return [gettext("Total"), *blank] if by else [gettext("Total")]


def _values(cell: Cell) -> list[Value]:
    parts = (cell.registered, cell.certified, cell.together)
    return [value for figures in parts for value in _of(figures)]


def _of(figures: Figures) -> list[Value]:
    return [
        Yuan(figures[indicator.id]) if indicator.unit is Unit.FEN else figures[indicator.id]
        for indicator in all_indicators()
    ]
