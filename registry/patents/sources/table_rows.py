"""What one row of a table says of a patent, or everything that is wrong with it.

These are the rules; ``registry.patents.bulk`` reads a million rows by the same ones, in columns.
"""

from collections.abc import Mapping
from datetime import date

from registry.errors import FieldProblem
from registry.money import N_
from registry.patents.number_types import Form, PatentNumber
from registry.patents.numbers import parse_all
from registry.patents.sources import Fetch, Record, Unreadable
from registry.patents.sources.days import read_day
from registry.patents.sources.publications import read_application_number
from registry.patents.status import PatentStatus, read_status
from registry.plain_text import LineError, read_line
from registry.tables.table import Row

# What the register has room for.
LONGEST = {"title": 500, "patentee": 500}
DAYS = ("filed_on", "granted_on", "ended_on", "status_as_of")
# What stands in a cell for a day that there is none of.
NO_DAYS = ("", "-", "--", "—", "/")

NO_DAY = N_("This is no day.")
ISO_DAY = N_("Write it as 2025-09-01.")
LATER_THAN_NOW = N_("The status is stated for a day that has not come yet.")
NO_STATUS = N_("This is no legal status that is known here.")
STATUS_EXPECTED = N_("Write it in the words of the office, for example 授权 or 未缴年费终止.")


def read_row(row: Row, fetch: Fetch, as_of: date | None) -> Record | Unreadable:
    """``as_of`` holds for a row that states no day of its own."""
    if row.problems:
        return Unreadable(str(row.line), tuple(row.problems))
    number = read_application_number(row.values["number"])
    if isinstance(number, FieldProblem):
        return Unreadable(str(row.line), (number,))
    reading = _Reading(row.values)
    days = {name: reading.day(name) for name in DAYS}
    texts = {name: reading.line(name) for name in LONGEST}
    spoken_for = days["status_as_of"] or as_of
    if spoken_for is not None and spoken_for > fetch.day:
        reading.refuse("status_as_of", spoken_for.isoformat(), LATER_THAN_NOW, ISO_DAY)
    status = reading.status()
    if status is not None and spoken_for is None:
        reading.refuse("status_as_of", "", NO_DAY, ISO_DAY)
    if reading.problems:
        return Unreadable(str(row.line), tuple(reading.problems))
    return Record(
        fetch=fetch,
        place=str(row.line),
        number=number,
        publications=read_publications(row.values.get("publication", "")),
        kind=number.kind,
        title=texts["title"],
        patentee=texts["patentee"],
        filed_on=days["filed_on"],
        granted_on=days["granted_on"],
        status=status,
        ended_on=days["ended_on"],
        as_of=spoken_for if status is not None else None,
    )


def read_publications(text: str) -> tuple[PatentNumber, ...]:
    """The numbers of documents in a cell; one that cannot be read ties nothing."""
    if not text:
        return ()
    read = (each for each in parse_all(text) if isinstance(each, PatentNumber))
    return tuple(each for each in read if each.form is Form.PUBLICATION)


class _Reading:
    """The cells of a row, and the problems that have been met in them."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.problems: list[FieldProblem] = []

    def refuse(self, name: str, given: str, problem: str, expected: str) -> None:
        """Note a problem."""
        self.problems.append(FieldProblem(name, given, problem, expected))

    def day(self, name: str) -> date | None:
        """The day of a cell; None if it is empty or stands for nothing, or is no day."""
        text = self._cells.get(name, "")
        if text in NO_DAYS:
            return None
        day = read_day(text)
        if day is None:
            self.refuse(name, text, NO_DAY, ISO_DAY)
        return day

    def line(self, name: str) -> str:
        """One line of text, "" if it cannot be taken."""
        try:
            return read_line(self._cells.get(name, ""), LONGEST[name], required=False)
        except LineError as error:
            values = dict(error.values)
            given = error.given
            self.problems.append(FieldProblem(name, given, error.problem, error.expected, values))
            return ""

    def status(self) -> PatentStatus | None:
        """An empty cell states nothing. Words that nobody can read are not passed over: they could
        say that the right has ended."""
        text = self._cells.get("status", "")
        if not text:
            return None
        status = read_status(text)
        if status is None:
            self.refuse("status", text, NO_STATUS, STATUS_EXPECTED)
        return status
