"""A file as a table whose columns are known by their headings, in any order."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from registry.errors import FieldProblem
from registry.money import N_
from registry.tables.problems import FileProblem
from registry.tables.reading import records_of
from registry.tables.records import Record

MAX_BYTES = 200_000_000

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


def read_table(
    path: Path, columns: Mapping[str, tuple[str, ...]], optional: Collection[str] = ()
) -> Table:
    """The rows of a file; ``columns`` names what is wanted, with other headings for the same.
    A column of ``optional`` may be absent: then it is empty in every row.

    The whole file is read before anything is done with it, so that a fault at its end is found
    in time. Raises FileProblem.
    """
    file = path.name
    _refuse_large(path)
    records = records_of(path)
    header = next(records, None)
    if header is None:
        raise FileProblem(EMPTY, file=file)
    names, unknown = _header(header.cells, columns, optional, file)
    absent = dict.fromkeys((name for name in columns if name not in names), "")
    rows = [row_of(record, names, absent) for record in records]
    if not rows:
        raise FileProblem(ONLY_HEADER, file=file)
    return Table(file, unknown, rows)


def _refuse_large(path: Path) -> None:
    """What cannot be looked at is told of when it is opened."""
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        return
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise FileProblem(TOO_LARGE, file=path.name, size=size // 1_000_000, limit=limit)


def _header(
    cells: list[str],
    columns: Mapping[str, tuple[str, ...]],
    optional: Collection[str],
    file: str,
) -> tuple[list[str | None], tuple[str, ...]]:
    """The column of each place (None where nobody asks for it), and the headings left over."""
    known = {
        _folded(heading): name
        for name, others in columns.items()
        for heading in chain((name,), others)
    }
    names = [known.get(_folded(cell)) for cell in cells]
    missing = [name for name in columns if name not in names and name not in optional]
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


def row_of(
    record: Record, names: Sequence[str | None], absent: Mapping[str, str] | None = None
) -> Row:
    """The row by column, those of ``absent`` columns after the others; spreadsheets leave empty
    cells away at the end, other files do not."""
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
    return Row(record.line, values | dict(absent or {}), problems)


def _width_problem(
    problem: str, expected: str, cells: list[str], names: Sequence[str | None]
) -> FieldProblem:
    values = {"count": str(len(cells)), "wanted": str(len(names))}
    return FieldProblem("", ",".join(cells)[:100], problem, expected, values)
