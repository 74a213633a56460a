"""Totals as CSV, titled with data year, day and unit.

Numbers stand unquoted and exact, texts quoted; a text that a spreadsheet would take for a formula
begins with an apostrophe. UTF-8 with byte order mark, as spreadsheets expect it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response
from flask_babel import gettext

from registry.money import fen_to_decimal_text
from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.bridging import Codes
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Indicator, Ratio
from registry.statistics.narrowing import words_of
from registry.statistics.queries import Cell, Totals
from registry.statistics.scales import is_amount, value_of

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Yuan(int):
    """Whole fen that a file shows as yuan: a number for the CSV writer, exact as text."""

    def __str__(self) -> str:
        return fen_to_decimal_text(int(self))


Value = str | int
Figure = Indicator | Ratio


def totals_csv(totals: Totals) -> str:
    """The whole file; the totals of all groups are its last line."""
    return csv_of(_lines(totals))


def safe(value: Value) -> Value:
    """The value as no spreadsheet takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _lines(totals: Totals) -> Iterator[list[Value]]:
    yield [gettext("Totals of patent-intensive products")]
    yield [gettext("Data year"), totals.data_year]
    yield [gettext("As of"), totals.as_of.isoformat()]
    yield [gettext("Amounts in yuan, declared by the enterprises")]
    for word, text in words_of(totals.where).items():
        yield [gettext("Only"), word, text]
    if totals.codes is Codes.TODAY:
        yield [gettext("Codes of today; what could not be brought to them keeps its own:")]
        yield [text for key in totals.unbridged for text in _names(key)]
    yield []
    told: tuple[Figure, ...] = (*all_indicators(), *totals.ratios)
    yield _header(totals.by, told)
    for row in totals.rows:
        yield [text for key in row.keys for text in _names(key)] + _values(row.cell, told)
    yield _total_names(totals.by) + _values(totals.total, told)


def _header(by: tuple[Breakdown, ...], told: tuple[Figure, ...]) -> list[Value]:
    codes = [f"{breakdown.value}_{part}" for breakdown in by for part in ("code", "name")]
    figures = [
        f"{stage}_{figure.id}"
        for stage in ("registered", "certified", "together")
        for figure in told
    ]
    return [*(codes or ["total"]), *figures]


def _names(key: Key) -> list[Value]:
    return [key.code, key.name]


def _total_names(by: tuple[Breakdown, ...]) -> list[Value]:
    blank: list[Value] = [""] * (2 * len(by) - 1)
    return [gettext("Total"), *blank] if by else [gettext("Total")]


def _values(cell: Cell, told: tuple[Figure, ...]) -> list[Value]:
    parts = (cell.registered, cell.certified, cell.together)
    return [plain(each, value_of(each, figures)) for figures in parts for each in told]


def plain(figure: Figure, value: int | None) -> Value:
    """A figure in a file: yuan and fen exact, a count, nothing where there is none."""
    if value is None:
        return ""
    return Yuan(value) if is_amount(figure) else value


def csv_of(lines: Iterable[Sequence[Value]]) -> str:
    """Lines as a file."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([safe(value) for value in line] for line in lines)
    return "\ufeff" + out.getvalue()


def download(text: str, name: str) -> Response:
    """A CSV file as an answer that a browser keeps under a name."""
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
