"""From an XLSX workbook to records: what a cell holds, as the text that a CSV file would have."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import openpyxl

from registry.money import N_
from registry.tables.problems import FileProblem
from registry.tables.records import Record

# Unpacked, a workbook can be a thousand times as large as its file.
MAX_UNPACKED_BYTES = 1_000_000_000
# A spreadsheet keeps fifteen digits of a number and makes the others zero.
_BEYOND_EXACT = 10**15

NO_WORKBOOK = N_("{file} is no XLSX workbook that can be read.")
TOO_LARGE_UNPACKED = N_("{file} is too large: more than {limit} MB when unpacked.")
SEVERAL_SHEETS = N_(
    "{file} has several sheets with content ({sheets}); keep the one that is to be read."
)

FORMULA = N_("The cell holds a formula.")
FORMULA_EXPECTED = N_("Replace it by its value: copy, then paste as values only.")
TOO_MANY_DIGITS = N_(
    "The cell holds a number of more than 15 digits, of which a spreadsheet loses the last ones."
)
TOO_MANY_DIGITS_EXPECTED = N_("Set the column to text and enter it again.")
ERROR_CELL = N_("The cell holds an error of the spreadsheet.")
ERROR_CELL_EXPECTED = N_("Enter the value.")


def is_workbook(stream: BinaryIO) -> bool:
    """Whether it is a ZIP file with the parts of a workbook in it."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return False


def workbook_records(stream: BinaryIO, file: str) -> Iterator[Record]:
    """The rows of the one sheet that has any; FileProblem when it cannot be read."""
    _refuse_bomb(stream, file)
    try:
        book = openpyxl.load_workbook(stream, read_only=True)
        filled = [sheet for sheet in book.worksheets if _has_content(sheet)]
        if len(filled) > 1:
            names = ", ".join(sheet.title for sheet in filled)
            raise FileProblem(SEVERAL_SHEETS, file=file, sheets=names)
        for sheet in filled:
            yield from _records(sheet.iter_rows())
    except FileProblem:
        raise
    except Exception as error:  # the parsers beneath raise anything on a damaged file
        raise FileProblem(NO_WORKBOOK, file=file) from error


def _refuse_bomb(stream: BinaryIO, file: str) -> None:
    with zipfile.ZipFile(stream) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 1_000_000
        raise FileProblem(TOO_LARGE_UNPACKED, file=file, limit=limit)


def _has_content(sheet: Any) -> bool:
    rows: Iterable[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    return any(value is not None for row in rows for value in row)


def _records(rows: Iterable[tuple[Any, ...]]) -> Iterator[Record]:
    for line, row in enumerate(rows, start=1):
        texts, faults = [], {}
        for place, cell in enumerate(row):
            fault = _fault(cell)
            if fault is not None:
                faults[place] = fault
            texts.append(cell_text(cell.value, str(getattr(cell, "number_format", ""))))
        yield Record(line, texts, faults, may_be_short=True)


def _fault(cell: Any) -> tuple[str, str] | None:
    """Why the cell's value cannot be taken, if so."""
    data_type = getattr(cell, "data_type", "n")
    if data_type == "f":
        return FORMULA, FORMULA_EXPECTED
    if data_type == "e":
        return ERROR_CELL, ERROR_CELL_EXPECTED
    value = cell.value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and abs(value) >= _BEYOND_EXACT:
        return TOO_MANY_DIGITS, TOO_MANY_DIGITS_EXPECTED
    return None


def cell_text(value: object, number_format: str = "General") -> str:
    """A value as a CSV file would have it: days in ISO form, whole numbers in plain digits, a
    percentage as it is shown, with its sign."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = value.time() == datetime.min.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _number_text(value, number_format)
    return str(value)


def _number_text(value: int | float, number_format: str) -> str:
    exact = Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    if "%" in number_format:
        return f"{_plain(exact * 100)}%"
    return _plain(exact)


def _plain(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return f"{number.quantize(Decimal(1)) if whole else number.normalize():f}"
