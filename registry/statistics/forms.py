"""What somebody asks of the totals, read from text: of an address or of the command line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from flask import request

from registry import clock
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.paging import page_number
from registry.statistics.breakdowns import ALL_DIMENSIONS, Breakdown
from registry.statistics.bridging import Codes
from registry.statistics.catalogue import all_figures
from registry.statistics.filters import EVERYWHERE, Where
from registry.statistics.indicator import Indicator, Ratio
from registry.statistics.narrowing import where, words_of
from registry.statistics.queries import Ask, Totals, newest_data_year, rows_in_order, totals
from registry.statistics.scales import Scale

FIRST_YEAR, LAST_YEAR = 1985, 2999
W = TypeVar("W", bound=StrEnum)
_YEAR = re.compile("[0-9]{4}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


Figure = Indicator | Ratio
Given = Mapping[str, Sequence[str]]
"""Word → its texts, as an address has them."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which totals somebody wants: data year, day, breakdown, codes, filters; which page of the
    rows in which order, and in which unit amounts are shown. ``page`` None is all rows."""

    data_year: int
    as_of: date
    by: tuple[Breakdown, ...]
    codes: Codes = Codes.OF_DAY
    where: Where = EVERYWHERE
    figure: Figure | None = None
    descending: bool = False
    page: int | None = None
    scale: Scale = Scale.YUAN

    @property
    def order(self) -> str:
        """The order as an address has it: a figure or ``code``, with a minus from the top."""
        word = self.figure.id if self.figure else "code"
        return f"-{word}" if self.descending else word

    def address_of_filters(self) -> dict[str, str]:
        """The filters alone, as an address has them."""
        return words_of(self.where)

    def address(self, **changes: str) -> dict[str, str]:
        """The whole question for an address, but for the page; what is as usual is left out."""
        told = {
            "data_year": str(self.data_year),
            "as_of": self.as_of.isoformat(),
            "by": ",".join(self.by),
            "codes": "" if self.codes is Codes.OF_DAY else self.codes.value,
            "order": "" if self.order == "code" else self.order,
            "unit": "" if self.scale is Scale.YUAN else self.scale.value,
            **self.address_of_filters(),
        }
        return {word: text for word, text in (told | changes).items() if text}


def question(
    data_year: str = "",
    as_of: str = "",
    by: str = "",
    codes: str = "",
    more: Given = MappingProxyType({}),
) -> Question:
    """Read a question; nothing given means the newest data year, today, no breakdown, the codes
    of the day of registration, no filter, all rows by their codes, amounts in yuan.

    Raises BadInput with every field that cannot be taken.
    """
    problems: list[FieldProblem] = []
    figure, descending = _order(last(more, "order"), problems)
    read = Question(
        _year(data_year, problems),
        _day(as_of, problems),
        _by(by, problems),
        _codes(codes, problems),
        where(lambda word: more.get(word, ()), problems),
        figure,
        descending,
        _page(last(more, "page"), problems),
        chosen_of(Scale, "unit", last(more, "unit"), Scale.YUAN, problems),
    )
    _refuse_order(read, problems)
    if problems:
        raise BadInput(problems)
    return read


def asked_for() -> Question:
    """What the address asks for; several ``by`` are the same as one with commas."""
    given = request.args.to_dict(flat=False)
    texts = (last(given, "data_year"), last(given, "as_of"), ",".join(chosen_words()))
    return question(*texts, last(given, "codes"), given)


def last(given: Given, word: str) -> str:
    """The text of a word, the last one of several; nothing when it is absent."""
    return next(reversed(given.get(word, ())), "")


def chosen_words() -> list[str]:
    """The words of the breakdown that the address asks for, known or not."""
    return [word for given in request.args.getlist("by") for word in given.split(",") if word]


def answer(asked: Question) -> Totals:
    """The totals that are asked for: a page of the rows, or all of them, in their order."""
    ask = None
    if asked.page is not None:
        ask = Ask(asked.page, asked.figure, asked.descending)
    found = totals(asked.data_year, asked.as_of, asked.by, asked.codes, asked.where, ask)
    if ask is None and asked.order != "code":
        return replace(found, rows=rows_in_order(found.rows, asked.figure, asked.descending))
    return found


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
    elif any(sum(chosen.count(level) for level in dimension) > 1 for dimension in ALL_DIMENSIONS):
        problem = N_("The same dimension is asked for twice.")
    else:
        return chosen
    expected = N_(
        "Choose region, province or county, class or major, size, kind, basis, industry or"
        " division, with commas between."
    )
    problems.append(FieldProblem("by", text, problem, expected))
    return ()


def _codes(text: str, problems: list[FieldProblem]) -> Codes:
    if not text or text == "day":
        return Codes.OF_DAY
    if text in {codes.value for codes in Codes}:
        return Codes(text)
    problem = N_("There are no such codes.")
    problems.append(FieldProblem("codes", text[:40], problem, N_("Write of_day or today.")))
    return Codes.OF_DAY


def _order(text: str, problems: list[FieldProblem]) -> tuple[Figure | None, bool]:
    word, descending = text.removeprefix("-"), text.startswith("-")
    known = {figure.id: figure for figure in all_figures()}
    if word in known or word in ("", "code"):
        return known.get(word), descending
    problem, expected = N_("There is no such order."), N_("Choose from: {words}.")
    told = {"words": ", ".join(("code", *known))}
    problems.append(FieldProblem("order", text[:40], problem, expected, told))
    return None, False


def _refuse_order(read: Question, problems: list[FieldProblem]) -> None:
    """A quotient that the breakdown does not allow cannot sort its rows."""
    levels = {*read.by, *((Breakdown.KIND,) if read.where.kinds else ())}
    if read.figure is not None and not levels <= set(read.figure.breakdowns):
        problem = N_("This figure is not told by what the rows are.")
        expected = N_("Choose another figure to sort by.")
        problems.append(FieldProblem("order", read.order, problem, expected))


def _page(text: str, problems: list[FieldProblem]) -> int | None:
    if not text:
        return None
    try:
        return page_number({"page": text})
    except BadInput as error:
        problems.extend(error.problems)
        return None


def chosen_of(words: type[W], field: str, text: str, usual: W, problems: list[FieldProblem]) -> W:
    """A word of a list, the usual one when nothing is given."""
    if not text:
        return usual
    if text in set(words):
        return words(text)
    problem, expected = N_("There is no such choice."), N_("Choose from: {words}.")
    told = {"words": ", ".join(words)}
    problems.append(FieldProblem(field, text[:40], problem, expected, told))
    return usual
