"""A release, or the totals of a question, as XLSX: typed cells, a title, a sheet of notes.

Nothing in it is a formula, whatever a name begins with. Amounts are numbers in yuan with two
decimals; one of more digits than a spreadsheet keeps stands as text, exact.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # untyped
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # untyped
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # untyped

from registry.money import FEN_PER_YUAN, fen_to_decimal_text
from registry.statistics.indicator import Unit

MOST_DIGITS = 15
"""A spreadsheet keeps so many digits of a number and makes zeros of the others."""
LONGEST_SHEET_NAME = 31
_NO_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class Amount:
    """Whole fen or a number; None is confidential."""

    value: int | None
    unit: Unit


Cell = str | int | Amount


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: the first ``labels`` columns are texts."""

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    labels: int


@dataclass(frozen=True, slots=True)
class Book:
    """The whole file; ``notes`` are lines of (what, text). ``made_on`` is the day of the content:
    the same content gives the same bytes."""

    title: str
    author: str
    made_on: date
    notes: Sequence[tuple[str, str]]
    sheets: Sequence[Sheet]


def workbook(book: Book) -> bytes:
    """The file."""
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as made:
        day = datetime(book.made_on.year, book.made_on.month, book.made_on.day)
        made.set_properties({"title": book.title, "author": book.author, "created": day})
        styles = _Styles(made)
        taken: set[str] = set()
        for sheet in book.sheets:
            _fill(made.add_worksheet(_sheet_name(sheet.name, taken)), sheet, styles)
        _notes(made.add_worksheet(_sheet_name(gettext("Notes"), taken)), book, styles)
    return out.getvalue()


class _Styles:
    def __init__(self, book: Workbook) -> None:
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.quiet: Format = book.add_format({"font_color": "#4d5b69"})
        self.head: Format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#eef5fb"}
        )
        self.money: Format = book.add_format({"num_format": "#,##0.00", "align": "right"})
        self.count: Format = book.add_format({"num_format": "#,##0", "align": "right"})
        self.hidden: Format = book.add_format(
            {"font_color": "#4d5b69", "italic": True, "align": "right"}
        )
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """Within what a spreadsheet allows, and no name twice."""
    plain = wanted.translate(_NO_SHEET_NAME).strip()[:LONGEST_SHEET_NAME] or "-"
    name, number = plain, 2
    while name.lower() in taken:
        name = f"{plain[: LONGEST_SHEET_NAME - 4]} {number}"
        number += 1
    taken.add(name.lower())
    return name


HEAD_ROW = 3


def _fill(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    page.write_string(0, 0, sheet.title, styles.title)
    page.write_string(1, 0, sheet.about, styles.quiet)
    for at, name in enumerate(sheet.columns):
        page.write_string(HEAD_ROW, at, name, styles.head)
    for number, row in enumerate(sheet.rows, HEAD_ROW + 1):
        for at, cell in enumerate(row):
            _write(page, number, at, cell, styles)
    last = HEAD_ROW + max(1, len(sheet.rows))
    page.autofilter(HEAD_ROW, 0, last, len(sheet.columns) - 1)
    page.freeze_panes(HEAD_ROW + 1, sheet.labels)
    page.set_row(HEAD_ROW, 32)
    page.set_column(0, sheet.labels - 1, 22)
    page.set_column(sheet.labels, len(sheet.columns) - 1, 20)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)


def _write(page: Worksheet, row: int, column: int, cell: Cell, styles: _Styles) -> None:
    if isinstance(cell, str):
        page.write_string(row, column, cell)
    elif isinstance(cell, int):
        page.write_number(row, column, cell)
    elif cell.value is None:
        page.write_string(row, column, gettext("confidential"), styles.hidden)
    elif len(str(abs(cell.value))) > MOST_DIGITS:
        exact = fen_to_decimal_text(cell.value) if cell.unit is Unit.FEN else str(cell.value)
        page.write_string(row, column, exact, styles.hidden)
    elif cell.unit is Unit.FEN:
        # Up to fifteen digits the nearest binary fraction is written and read back the same.
        page.write_number(row, column, cell.value / FEN_PER_YUAN, styles.money)
    else:
        page.write_number(row, column, cell.value, styles.count)


def _notes(page: Worksheet, book: Book, styles: _Styles) -> None:
    page.write_string(0, 0, book.title, styles.title)
    for at, (what, text) in enumerate(book.notes, 2):
        page.write_string(at, 0, what, styles.wrapped)
        page.write_string(at, 1, text, styles.wrapped)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)


def unit_heads(titles: Iterable[tuple[str, Unit]]) -> tuple[str, ...]:
    """Headings of figures with their units."""
    return tuple(
        f"{title} ({gettext('yuan') if unit is Unit.FEN else gettext('number')})"
        for title, unit in titles
    )
