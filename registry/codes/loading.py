"""Load a table of GB/T 4754 from the operator's file: all of it or nothing.

Columns: code, name, level, valid_from, valid_to, successor, in any order, CSV or XLSX, headings in
Chinese or English. The last four may be absent: the level follows from the code, the day from the
option. Loading the same file again changes nothing; a row that is there already takes its end and
its successor from the file.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from registry.codes.models import IndustryLevel, NationalIndustry
from registry.errors import FieldProblem, RegistryError
from registry.extensions import db
from registry.money import N_
from registry.plain_text import LineError, read_line
from registry.tables.table import Row, read_table

COLUMNS = {
    "code": ("代码", "行业代码", "类别代码"),
    "name": ("名称", "行业名称", "类别名称"),
    "level": ("层级", "级别", "类别"),
    "valid_from": ("生效日期", "启用日期", "施行日期"),
    "valid_to": ("失效日期", "停用日期", "终止日期"),
    "successor": ("后继代码", "对应新代码", "新代码"),
}
OPTIONAL = ("level", "valid_from", "valid_to", "successor")
LONGEST_NAME, LONGEST_EDITION = 120, 60

_L = IndustryLevel
_SHAPES = (
    (re.compile("[A-Z]"), _L.SECTION),
    (re.compile("[0-9]{2}"), _L.DIVISION),
    (re.compile("[0-9]{3}"), _L.GROUP),
    (re.compile("[0-9]{4}"), _L.CLASS),
)
_LEVELS = {level.value: level for level in _L} | {
    "门类": _L.SECTION,
    "大类": _L.DIVISION,
    "中类": _L.GROUP,
    "小类": _L.CLASS,
}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_EXPECTED = N_("Write it as 2017-10-01.")


class TableProblems(RegistryError):
    """422: rows that cannot be taken; ``problems`` are (line, problem). Nothing is stored."""

    status = 422

    def __init__(self, problems: list[tuple[int, FieldProblem]]) -> None:
        self.problems = problems
        super().__init__(
            N_("{count} problem(s) in the table of classes; nothing is stored."),
            count=len(problems),
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were new, how many took an end or a successor, how many were there."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    code: str
    name: str
    level: IndustryLevel
    valid_from: date
    valid_to: date | None
    successor: str | None


def load_industries(path: Path, edition: str, valid_from: date | None = None) -> Loaded:
    """Load the file; ``edition`` names it, as in GB/T 4754-2017, ``valid_from`` is the day of rows
    that state none. Raises FileProblem, TableProblems, LineError for the edition."""
    edition = read_line(edition, LONGEST_EDITION)
    problems: list[tuple[int, FieldProblem]] = []
    entries = []
    for row in read_table(path, COLUMNS, OPTIONAL).rows:
        entry = _entry(row, valid_from, problems)
        entries += [entry] if entry else []
    stored = {
        (row.code, row.valid_from): row for row in db.session.scalars(select(NationalIndustry))
    }
    problems += _against_each_other(entries, stored)
    if problems:
        raise TableProblems(sorted(problems, key=lambda each: each[0]))
    return _store(entries, stored, edition)


def _store(
    entries: list[_Entry], stored: dict[tuple[str, date], NationalIndustry], edition: str
) -> Loaded:
    added = changed = 0
    for each in entries:
        row = stored.get((each.code, each.valid_from))
        if row is None:
            row = NationalIndustry(code=each.code, name=each.name, level=each.level)
            row.edition, row.valid_from = edition, each.valid_from
            db.session.add(row)
            added += 1
        elif (row.valid_to, row.successor_code) != (each.valid_to, each.successor):
            changed += 1
        row.valid_to, row.successor_code = each.valid_to, each.successor
    db.session.flush()
    return Loaded(added, changed, len(entries) - added - changed)


def _entry(row: Row, since: date | None, problems: list[tuple[int, FieldProblem]]) -> _Entry | None:
    """The row read; None where problems of it were added."""
    values, found = row.values, list(row.problems)
    level = _level(values["code"], values["level"], found)
    name = _name(values["name"], found)
    begun = _day("valid_from", values["valid_from"], found) or since
    ended = _day("valid_to", values["valid_to"], found)
    if begun is None and not values["valid_from"]:
        problem = N_("No day is given from which the class is in force.")
        expected = N_("Write it in the column valid_from, or give --valid-from.")
        found.append(FieldProblem("valid_from", "", problem, expected))
    if begun and ended and ended < begun:
        problem = N_("The class ends before it begins.")
        expected = N_("Give a day from {begun} on, or leave it empty.")
        told = {"begun": begun.isoformat()}
        found.append(FieldProblem("valid_to", ended.isoformat(), problem, expected, told))
    if found or level is None or begun is None:
        problems.extend((row.line, each) for each in found)
        return None
    successor = values["successor"] or None
    return _Entry(row.line, values["code"], name, level, begun, ended, successor)


def _level(code: str, word: str, found: list[FieldProblem]) -> IndustryLevel | None:
    level = next((level for shape, level in _SHAPES if shape.fullmatch(code)), None)
    if level is None:
        problem = N_("This is no code of GB/T 4754.")
        expected = N_("Write a letter, or two, three or four digits; set the column to text.")
        found.append(FieldProblem("code", code[:40], problem, expected))
    elif word and _LEVELS.get(word.casefold()) is not level:
        problem = N_("The level does not fit the code {code}.")
        expected = N_("Write {level}, or leave it empty.")
        told = {"code": code, "level": level.value}
        found.append(FieldProblem("level", word[:40], problem, expected, told))
    return level


def _name(text: str, found: list[FieldProblem]) -> str:
    try:
        return read_line(text, LONGEST_NAME)
    except LineError as error:
        said = dict(error.values)
        found.append(FieldProblem("name", error.given, error.problem, error.expected, said))
        return ""


def _day(field: str, text: str, found: list[FieldProblem]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        found.append(FieldProblem(field, text[:40], N_("This is not a day."), _DAY_EXPECTED))
    return day


def _against_each_other(
    entries: list[_Entry], stored: dict[tuple[str, date], NationalIndustry]
) -> list[tuple[int, FieldProblem]]:
    """A code twice at one time, a name that has changed, a successor that nothing names."""
    told = {(each.code, each.valid_from) for each in entries}
    spans: dict[str, list[tuple[date, date]]] = {}
    for key, row in stored.items():
        if key not in told:
            spans.setdefault(row.code, []).append((row.valid_from, row.valid_to or date.max))
    codes = {each.code for each in entries} | spans.keys()
    problems = []
    for each in entries:
        known = stored.get((each.code, each.valid_from))
        if known is not None and known.name != each.name:
            problems.append((each.line, _renamed(each, known)))
        span = (each.valid_from, each.valid_to or date.max)
        if any(_overlap(span, other) for other in spans.get(each.code, ())):
            problems.append((each.line, _twice(each)))
        spans.setdefault(each.code, []).append(span)
        if each.successor is not None and each.successor not in codes:
            problems.append((each.line, _nowhere(each.successor)))
        if each.successor is not None and each.valid_to is None:
            problems.append((each.line, _too_early(each.successor)))
    return problems


def _overlap(one: tuple[date, date], other: Iterable[date]) -> bool:
    begun, ended = other
    return one[0] <= ended and begun <= one[1]


def _renamed(each: _Entry, known: NationalIndustry) -> FieldProblem:
    problem = N_("The class {code} of {day} is stored under another name: {name}.")
    expected = N_("End the stored one and begin the new one on a day of its own.")
    told = {"code": each.code, "day": each.valid_from.isoformat(), "name": known.name}
    return FieldProblem("name", each.name, problem, expected, told)


def _twice(each: _Entry) -> FieldProblem:
    problem = N_("Two rows of the code {code} are in force at one time.")
    expected = N_("Give the older one a valid_to before the younger one begins.")
    return FieldProblem("valid_from", each.valid_from.isoformat(), problem, expected,
                        {"code": each.code})  # fmt: skip


def _nowhere(successor: str) -> FieldProblem:
    problem = N_("The successor {code} is in no row of this table or of those loaded before.")
    expected = N_("Correct it, or load its row in the same file.")
    return FieldProblem("successor", successor[:40], problem, expected, {"code": successor[:40]})


def _too_early(successor: str) -> FieldProblem:
    problem = N_("A class in force has no successor yet.")
    expected = N_("Write in valid_to the last day of the class, or leave the successor empty.")
    return FieldProblem("successor", successor[:40], problem, expected)
