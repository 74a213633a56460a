"""The list of what may need revision, for files and programs: CSV for spreadsheets, plain data.

Amounts are yuan with two decimals, exact; days are in ISO form.
"""

import csv
import io
from collections.abc import Iterator

from flask_babel import gettext

from registry.money import fen_to_decimal_text
from registry.watching.backdated import Backdated, Touched, YearTotal

COLUMNS = (
    "patent",
    "status",
    "effective_on",
    "day_is_inferred",
    "known_on",
    "data_year",
    "registration_number",
    "certificate_number",
    "product",
    "enterprise",
    "registered_output_value",
    "certified_output_value",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Yuan(int):
    """Whole fen that a file shows as yuan: a number for the CSV writer, exact as text."""

    def __str__(self) -> str:
        return fen_to_decimal_text(int(self))


Cell = str | int


def backdated_csv(found: Backdated) -> str:
    """The whole file, in UTF-8 with byte order mark; the last lines are the totals."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_safe(cell) for cell in line] for line in _lines(found))
    return "\ufeff" + out.getvalue()


def _safe(cell: Cell) -> Cell:
    """As no spreadsheet takes it for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _lines(found: Backdated) -> Iterator[list[Cell]]:
    yield [gettext("Backdated ends of patents that touch counted years")]
    yield [gettext("Known since"), found.since.isoformat() if found.since else ""]
    yield [gettext("Amounts in yuan, declared by the enterprises")]
    yield []
    yield list(COLUMNS)
    yield from (_line(row) for row in found.rows)
    for total in found.totals:
        label = gettext("Total of data year %(year)s", year=total.data_year)
        counts: list[Cell] = [total.patents, total.records]
        amounts: list[Cell] = [Yuan(total.registered), Yuan(total.certified)]
        yield [label, *counts, *[""] * (len(COLUMNS) - 5), *amounts]


def _line(row: Touched) -> list[Cell]:
    record = row.record
    return [
        row.number,
        row.status.value,
        row.effective_on.isoformat() if row.effective_on else "",
        "yes" if row.is_inferred else "no",
        row.known_on.isoformat(),
        record.data_year,
        record.registration_number,
        record.certificate_number or "",
        record.product,
        record.enterprise,
        Yuan(record.registered),
        Yuan(record.certified),
    ]


def row_json(row: Touched) -> dict[str, str | int | bool | None]:
    """One line as plain data; the amounts are text, as JSON numbers would not be exact."""
    record = row.record
    return {
        "patent": row.number,
        "status": row.status.value,
        "effective_on": row.effective_on.isoformat() if row.effective_on else None,
        "day_is_inferred": row.is_inferred,
        "known_on": row.known_on.isoformat(),
        "data_year": record.data_year,
        "registration_number": record.registration_number,
        "certificate_number": record.certificate_number,
        "product": record.product,
        "enterprise": record.enterprise,
        "registered_output_value": fen_to_decimal_text(record.registered),
        "certified_output_value": fen_to_decimal_text(record.certified),
    }


def total_json(total: YearTotal) -> dict[str, str | int]:
    """The total of one data year as plain data."""
    return {
        "data_year": total.data_year,
        "patents": total.patents,
        "records": total.records,
        "registered_output_value": fen_to_decimal_text(total.registered),
        "certified_output_value": fen_to_decimal_text(total.certified),
    }
