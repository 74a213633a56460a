"""One file of a filing package as a table: CSV or XLSX, columns in any order."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from registry.errors import FieldProblem
from registry.filing.decoding import decode
from registry.filing.problems import FileProblem
from registry.filing.records import Record, csv_records
from registry.filing.workbooks import is_workbook, workbook_records
from registry.money import N_

MAX_BYTES = 200_000_000

NO_FILE = N_("There is no file {file}.")
CANNOT_OPEN = N_("{file} cannot be opened: {why}.")
TOO_LARGE = N_("{file} is too large: {size} MB; at most {limit} MB are read.")
EMPTY = N_("{file} is empty.")
ONLY_HEADER = N_("{file} has a header and no rows.")
MISSING_COLUMNS = N_("{file}: columns are missing: {columns}.")
REPEATED_COLUMNS = N_("{file}: columns stand there more than once: {columns}.")
WRONG_DELIMITER = N_("{file}: the columns are parted by “{mark}”; commas are needed.")

TOO_FEW_CELLS = N_("The row has {count} values for {wanted} columns.")
TOO_FEW_EXPECTED = N_("Give every value, or leave it empty between commas; is the file truncated?")
TOO_MANY_CELLS = N_("The row has {count} values for {wanted} columns.")
TOO_MANY_EXPECTED = N_("Put a value that has a comma in it between quotation marks.")

_MARKS = {";": ";", "\t": "Tab", "；": "；", "，": "，"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line, what each column holds (trimmed), and what cannot be taken at all."""

    line: int
    values: dict[str, str]
    problems: list[FieldProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that could be read. ``unknown`` are the headings that nothing asks for."""

    file: str
    unknown: tuple[str, ...]
    rows: list[Row]


def read_table(path: Path, columns: Mapping[str, tuple[str, ...]]) -> Table:
    """The rows of a file; ``columns`` names what is wanted, with other headings for the same.

    The whole file is read before anything is done with it, so that a fault at its end is found
    in time. Raises FileProblem.
    """
    file = path.name
    records = _records(_content(path), file)
    header = next((record for record in records if not record.is_blank), None)
    if header is None:
        raise FileProblem(EMPTY, file=file)
    names, unknown = _header(header.cells, columns, file)
    rows = [_row(record, names) for record in records if not record.is_blank]
    if not rows:
        raise FileProblem(ONLY_HEADER, file=file)
    return Table(file, unknown, rows)


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise FileProblem(TOO_LARGE, file=path.name, size=size // 1_000_000, limit=limit)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileProblem(NO_FILE, file=path) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise FileProblem(CANNOT_OPEN, file=path, why=why) from error


def _records(content: bytes, file: str) -> Iterator[Record]:
    if is_workbook(content):
        return workbook_records(content, file)
    return csv_records(decode(content, file), file)


def _header(
    cells: list[str], columns: Mapping[str, tuple[str, ...]], file: str
) -> tuple[list[str | None], tuple[str, ...]]:
    """The column of each place (None where nobody asks for it), and the headings left over."""
    known = {
        _folded(heading): name
        for name, others in columns.items()
        for heading in chain((name,), others)
    }
    names = [known.get(_folded(cell)) for cell in cells]
    missing = [name for name in columns if name not in names]
    if missing:
        _refuse_delimiter(cells, file)
        raise FileProblem(MISSING_COLUMNS, file=file, columns=", ".join(missing))
    repeated = [name for name in columns if names.count(name) > 1]
    if repeated:
        raise FileProblem(REPEATED_COLUMNS, file=file, columns=", ".join(repeated))
    left_over = (c.strip() for c, name in zip(cells, names, strict=True) if name is None)
    return names, tuple(heading for heading in left_over if heading)


def _refuse_delimiter(cells: list[str], file: str) -> None:
    for mark, name in _MARKS.items():
        if len(cells) == 1 and mark in cells[0]:
            raise FileProblem(WRONG_DELIMITER, file=file, mark=name)


def _folded(heading: str) -> str:
    return unicodedata.normalize("NFKC", heading).strip().casefold().replace(" ", "_")


def _row(record: Record, names: list[str | None]) -> Row:
    """The row by column; spreadsheets leave empty cells away at the end, other files do not."""
    problems = [
        FieldProblem(name or "", record.cells[place].strip(), *record.faults[place])
        for place, name in enumerate(names)
        if place in record.faults and name is not None
    ]
    cells = [cell.strip() for cell in record.cells]
    if any(cells[len(names) :]):
        problems.append(_width_problem(TOO_MANY_CELLS, TOO_MANY_EXPECTED, cells, names))
    if len(cells) < len(names):
        if not record.may_be_short:
            problems.append(_width_problem(TOO_FEW_CELLS, TOO_FEW_EXPECTED, cells, names))
        cells += [""] * (len(names) - len(cells))
    values = {name: cell for name, cell in zip(names, cells, strict=False) if name is not None}
    return Row(record.line, values, problems)


def _width_problem(
    problem: str, expected: str, cells: list[str], names: list[str | None]
) -> FieldProblem:
    values = {"count": str(len(cells)), "wanted": str(len(names))}
    return FieldProblem("", ",".join(cells)[:100], problem, expected, values)
