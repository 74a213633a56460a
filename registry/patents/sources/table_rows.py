"""The rows of a CSV or XLSX file as text, one after the other.

CSV is UTF-8 (with or without BOM) or GB 18030; of a workbook, the first sheet is read.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl

from registry.money import N_
from registry.patents.sources import SourceUnavailable, opened

_CHUNK = 1 << 20
_WORKBOOK = b"PK\x03\x04"

NO_WORKBOOK = N_("{file} is no XLSX workbook that can be read.")
NO_TEXT = N_("{file} is neither UTF-8 nor GB 18030 text, nor an XLSX workbook.")
BROKEN_OFF = N_("{file} cannot be read as CSV from line {line} on.")


def rows_of(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line (from 1) and trimmed cells; rows without anything in them are left out."""
    with opened(path) as stream:
        is_workbook = stream.read(len(_WORKBOOK)) == _WORKBOOK
        stream.seek(0)
        rows = _workbook_rows(stream, path.name) if is_workbook else _csv_rows(stream, path.name)
        for line, cells in rows:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed):
                yield line, trimmed


def _csv_rows(stream: BinaryIO, file: str) -> Iterator[tuple[int, list[str]]]:
    encoding = _encoding(stream, file)
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    reader = csv.reader(text, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceUnavailable(BROKEN_OFF, file=file, line=line) from error


def _encoding(stream: BinaryIO, file: str) -> str:
    """The first encoding that fits from beginning to end."""
    for encoding in ("utf-8-sig", "gb18030"):
        stream.seek(0)
        if _fits(stream, encoding):
            return encoding
    raise SourceUnavailable(NO_TEXT, file=file)


def _fits(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := stream.read(_CHUNK):
            # Text has no NUL; UTF-16 and pictures do.
            if b"\0" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _workbook_rows(stream: BinaryIO, file: str) -> Iterator[tuple[int, list[str]]]:
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        for line, values in enumerate(rows, start=1):
            yield line, [_cell_text(value) for value in values]
    except Exception as error:  # the parsers beneath raise anything on a damaged file
        raise SourceUnavailable(NO_WORKBOOK, file=file) from error


def _cell_text(value: Any) -> str:
    """Days in ISO form; a whole number without the point that a spreadsheet gives it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
