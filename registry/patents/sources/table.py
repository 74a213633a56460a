"""Tables of patents with their status, CSV or XLSX, as offices' and resellers' exports have them.

Columns are known by their headings, Chinese or English, in any order; others are left alone. A
table speaks for the day in its own column, or for the one that whoever loads it states.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from registry.money import N_
from registry.patents.number_types import PatentNumber
from registry.patents.sources import (
    Record,
    SourceUnavailable,
    Unreadable,
    fetch_of_file,
    find_in,
)
from registry.patents.sources.table_rows import read_row
from registry.tables.problems import FileProblem
from registry.tables.reading import records_of
from registry.tables.table import EMPTY, row_of

NAME = "table"

# Of several headings for one column in the same file, the one that stands first here counts.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "number",
        "专利号",
        "申请号",
        "专利申请号",
        "申请号码",
        "application number",
        "patent number",
        "application no.",
        "patent no.",
    ),
    "publication": (
        "公开(公告)号",
        "公告号",
        "授权公告号",
        "公开号",
        "publication number",
        "publication no.",
    ),
    "title": ("title", "名称", "专利名称", "发明名称", "标题", "标题(中文)", "发明创造名称"),
    "patentee": (
        "patentee",
        "当前专利权人",
        "专利权人",
        "当前权利人",
        "当前申请(专利权)人",
        "申请(专利权)人",
        "权利人",
        "申请人",
        "current assignee",
        "assignee",
        "applicant",
    ),
    "filed_on": ("filed_on", "申请日", "申请日期", "filing date", "application date"),
    "granted_on": ("granted_on", "授权日", "授权公告日", "授权日期", "授权公告日期", "grant date"),
    "status": (
        "status",
        "当前法律状态",
        "法律状态",
        "专利状态",
        "案件状态",
        "状态",
        "legal status",
        "current legal status",
    ),
    "ended_on": ("ended_on", "终止日", "终止日期", "失效日", "失效日期", "end date"),
    "status_as_of": ("status_as_of", "状态日期", "状态查询日", "查询日期", "检索日期", "as of"),
}

NO_NUMBER_COLUMN = N_("{file} has no column for the patent number. Name one 申请号 or 专利号.")
NO_AS_OF_DAY = N_(
    "{file} does not say for which day its legal status holds; add a column 状态日期, or state the "
    "day when you load it."
)


class TableFile:
    """A table. ``as_of`` holds for rows that state no day of their own."""

    name = NAME

    def __init__(self, path: Path, *, as_of: date | None = None) -> None:
        self._path = path
        self._as_of = as_of

    def find(self, number: PatentNumber) -> Record | None:
        """What the last row with this number says."""
        return find_in(self, number)

    def records(self, *, start: int = 0) -> Iterator[Record | Unreadable]:
        """One for each row that has anything in it, in order."""
        fetch = fetch_of_file(source_name(self._path), self._path)
        try:
            records = records_of(self._path)
            header = next(records, None)
            if header is None:
                raise SourceUnavailable(EMPTY, file=self._path.name)
            names = column_names(header.cells, self._path.name, self._as_of)
            for record in islice(records, start, None):
                yield read_row(row_of(record, names), fetch, self._as_of)
        except FileProblem as problem:
            raise SourceUnavailable(problem.template, **problem.values) from problem


def source_name(path: Path) -> str:
    """The source that a statement from this file is kept under."""
    return f"{NAME} {path.name}"


def column_names(header: Sequence[str], file: str, as_of: date | None) -> list[str | None]:
    """The column of each place, None where a heading names none that is read.

    Raises SourceUnavailable if no column holds the number, or nothing says for which day the
    status holds.
    """
    folded = [_folded(cell) for cell in header]
    places = {
        column: folded.index(known[0])
        for column, headings in HEADINGS.items()
        if (known := [h for h in headings if h in folded])
    }
    if "number" not in places:
        raise SourceUnavailable(NO_NUMBER_COLUMN, file=file)
    if "status" in places and "status_as_of" not in places and as_of is None:
        raise SourceUnavailable(NO_AS_OF_DAY, file=file)
    column_of = {place: column for column, place in places.items()}
    return [column_of.get(place) for place in range(len(header))]


def _folded(heading: str) -> str:
    """As HEADINGS write them: half-width, in lower case."""
    return unicodedata.normalize("NFKC", heading).strip().casefold()
