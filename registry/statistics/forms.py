"""What somebody asks of the totals, read from text: of an address or of the command line."""

import re
from dataclasses import dataclass
from datetime import date

from flask import request

from registry import clock
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.statistics.breakdowns import DIMENSIONS, Breakdown
from registry.statistics.queries import Totals, newest_data_year, totals

FIRST_YEAR, LAST_YEAR = 1985, 2999
_YEAR = re.compile("[0-9]{4}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Question:
    """The data year, the day, and the breakdown of the totals that somebody wants."""

    data_year: int
    as_of: date
    by: tuple[Breakdown, ...]


def question(data_year: str = "", as_of: str = "", by: str = "") -> Question:
    """Read a question; nothing given means the newest data year, today, and no breakdown.

    Raises BadInput with every field that cannot be taken.
    """
    problems: list[FieldProblem] = []
    read = Question(_year(data_year, problems), _day(as_of, problems), _by(by, problems))
    if problems:
        raise BadInput(problems)
    return read


def asked_for() -> Question:
    """What the address asks for; several ``by`` are the same as one with commas."""
    given = request.args
    return question(given.get("data_year", ""), given.get("as_of", ""), ",".join(chosen_words()))


def chosen_words() -> list[str]:
    """The words of the breakdown that the address asks for, known or not."""
    return [word for given in request.args.getlist("by") for word in given.split(",") if word]


def answer(asked: Question) -> Totals:
    """The totals that are asked for."""
    return totals(asked.data_year, asked.as_of, asked.by)


def _year(text: str, problems: list[FieldProblem]) -> int:
    if not text:
        return newest_data_year() or clock.today().year - 1
    if _YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    problem = N_("This is not a year.")
    problems.append(FieldProblem("data_year", text, problem, N_("Write four digits, as in 2024.")))
    return 0


def _day(text: str, problems: list[FieldProblem]) -> date:
    today = clock.today()
    if not text:
        return today
    day = _iso_day(text)
    if day is None:
        problem, expected = N_("This is not a day."), N_("Write it as in 2025-09-30.")
    elif day > today:
        problem = N_("This day is still to come; nobody knows its figures.")
        expected = N_("Give a day until {today}.")
    else:
        return day
    problems.append(FieldProblem("as_of", text, problem, expected, {"today": today.isoformat()}))
    return today


def _iso_day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _by(text: str, problems: list[FieldProblem]) -> tuple[Breakdown, ...]:
    words = [word.strip() for word in text.split(",")] if text else []
    known = {breakdown.value for breakdown in Breakdown}
    chosen = tuple(Breakdown(word) for word in words if word in known)
    if len(chosen) != len(words):
        problem = N_("There is no such breakdown.")
    elif any(sum(chosen.count(level) for level in dimension) > 1 for dimension in DIMENSIONS):
        problem = N_("The same dimension is asked for twice.")
    else:
        return chosen
    expected = N_("Choose region or province, class or major, and size, with commas between.")
    problems.append(FieldProblem("by", text, problem, expected))
    return ()
