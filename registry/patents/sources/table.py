"""Tables of patents with their status, CSV or XLSX, as offices' and resellers' exports have them.

Columns are known by their headings, Chinese or English, in any order; others are left alone. A
table speaks for the day in its own column, or for the one that whoever loads it states.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path

from registry.errors import FieldProblem
from registry.money import N_
from registry.patents.number_types import Form, PatentNumber
from registry.patents.numbers import parse_all
from registry.patents.sources import (
    Fetch,
    Record,
    SourceUnavailable,
    Unreadable,
    fetch_of_file,
    find_in,
)
from registry.patents.sources.days import read_day
from registry.patents.sources.publications import read_application_number
from registry.patents.sources.table_rows import rows_of
from registry.patents.status import PatentStatus, read_status

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

EMPTY = N_("{file} is empty.")
NO_NUMBER_COLUMN = N_("{file} has no column for the patent number. Name one 申请号 or 专利号.")
NO_AS_OF_DAY = N_(
    "{file} does not say for which day its legal status holds; add a column 状态日期, or state the "
    "day when you load it."
)
NO_DAY = N_("This is no day.")
ISO_DAY = N_("Write it as 2025-09-01.")
LATER_THAN_NOW = N_("The status is stated for a day that has not come yet.")
NO_STATUS = N_("This is no legal status that is known here.")
STATUS_EXPECTED = N_("Write it in the words of the office, for example 授权 or 未缴年费终止.")


class TableFile:
    """A table. ``as_of`` holds for rows that state no day of their own."""

    name = "table"

    def __init__(self, path: Path, *, as_of: date | None = None) -> None:
        self._path = path
        self._as_of = as_of

    def find(self, number: PatentNumber) -> Record | None:
        """What the last row with this number says."""
        return find_in(self, number)

    def records(self, *, start: int = 0) -> Iterator[Record | Unreadable]:
        """One for each row that has anything in it, in order."""
        fetch = fetch_of_file(f"{self.name} {self._path.name}", self._path)
        rows = rows_of(self._path)
        _, header = next(rows, (0, []))
        if not header:
            raise SourceUnavailable(EMPTY, file=self._path.name)
        places = self._places(header)
        for line, cells in islice(rows, start, None):
            yield self._read(line, _by_column(cells, places), fetch)

    def _places(self, header: list[str]) -> dict[str, int]:
        """Column → its place."""
        folded = [_folded(cell) for cell in header]
        places = {
            column: folded.index(known[0])
            for column, headings in HEADINGS.items()
            if (known := [h for h in headings if h in folded])
        }
        if "number" not in places:
            raise SourceUnavailable(NO_NUMBER_COLUMN, file=self._path.name)
        if "status" in places and "status_as_of" not in places and self._as_of is None:
            raise SourceUnavailable(NO_AS_OF_DAY, file=self._path.name)
        return places

    def _read(self, line: int, cells: dict[str, str], fetch: Fetch) -> Record | Unreadable:
        problems: list[FieldProblem] = []
        number = read_application_number(cells["number"])
        if isinstance(number, FieldProblem):
            return Unreadable(str(line), (number,))
        days = {name: _day(name, cells, problems) for name in _DAYS}
        as_of = days["status_as_of"] or self._as_of
        if as_of is not None and as_of > fetch.day:
            problems.append(
                FieldProblem("status_as_of", as_of.isoformat(), LATER_THAN_NOW, ISO_DAY)
            )
        status = _status(cells["status"], problems)
        if status is not None and as_of is None:
            problems.append(FieldProblem("status_as_of", "", NO_DAY, ISO_DAY))
        if problems:
            return Unreadable(str(line), tuple(problems))
        return Record(
            fetch=fetch,
            place=str(line),
            number=number,
            publications=_publications(cells["publication"]),
            kind=number.kind,
            title=cells["title"],
            patentee=cells["patentee"],
            filed_on=days["filed_on"],
            granted_on=days["granted_on"],
            status=status,
            ended_on=days["ended_on"],
            as_of=as_of if status is not None else None,
        )


_DAYS = ("filed_on", "granted_on", "ended_on", "status_as_of")


def _by_column(cells: list[str], places: dict[str, int]) -> dict[str, str]:
    return {
        column: cells[places[column]] if places.get(column, len(cells)) < len(cells) else ""
        for column in HEADINGS
    }


def _publications(text: str) -> tuple[PatentNumber, ...]:
    """The numbers of documents in a cell; one that cannot be read ties nothing."""
    read = (each for each in parse_all(text) if isinstance(each, PatentNumber))
    return tuple(each for each in read if each.form is Form.PUBLICATION)


def _day(name: str, cells: dict[str, str], problems: list[FieldProblem]) -> date | None:
    """The day of a cell; None if it is empty or stands for nothing, a problem if it is no day."""
    text = cells[name]
    if text in ("", "-", "--", "—", "/"):
        return None
    day = read_day(text)
    if day is None:
        problems.append(FieldProblem(name, text, NO_DAY, ISO_DAY))
    return day


def _status(text: str, problems: list[FieldProblem]) -> PatentStatus | None:
    """An empty cell states nothing. Words that nobody can read are not passed over: they could
    say that the right has ended."""
    if not text:
        return None
    status = read_status(text)
    if status is None:
        problems.append(FieldProblem("status", text, NO_STATUS, STATUS_EXPECTED))
    return status


def _folded(heading: str) -> str:
    """As HEADINGS write them: half-width, in lower case."""
    return unicodedata.normalize("NFKC", heading).strip().casefold()
