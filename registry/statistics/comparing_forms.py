"""What is asked of the figures that compare: over the years, year on year, concentration."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from flask import request
from sqlalchemy import select

from registry.applications.ledger import LedgerEntry, Stage
from registry.errors import BadInput, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.statistics.breakdowns import Breakdown
from registry.statistics.catalogue import all_figures, all_indicators
from registry.statistics.concentration import MEASURED, USUAL
from registry.statistics.forms import (
    FIRST_YEAR,
    LAST_YEAR,
    Figure,
    Given,
    Question,
    chosen_of,
    last,
    question,
)
from registry.statistics.indicator import Indicator, Ratio
from registry.statistics.panel import Member
from registry.statistics.scales import is_amount

F = TypeVar("F", bound=Indicator | Ratio)
MOST_YEARS, MOST_NUMBERS, LARGEST_NUMBER = 30, 10, 100_000
_SPAN = re.compile("([0-9]{4})-([0-9]{4})")
_YEAR = re.compile("[0-9]{4}")
_NUMBER = re.compile("[1-9][0-9]{0,5}")


class Counted(StrEnum):
    """Of which stage an amount is."""

    TOGETHER = "together"
    REGISTERED = "registered"
    CERTIFIED = "certified"

    @property
    def stage(self) -> Stage | None:
        """The ledger's stage; None is both together."""
        return None if self is Counted.TOGETHER else Stage(self.value)


@dataclass(frozen=True, slots=True)
class SeriesQuestion:
    """One figure over data years."""

    asked: Question
    figure: Figure
    years: tuple[int, ...]

    def address(self, **changes: str) -> dict[str, str]:
        """The whole question for an address."""
        own = {"indicator": self.figure.id, "years": ",".join(map(str, self.years))}
        return self.asked.address(**{"data_year": "", "order": "", **own, **changes})


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """An amount year on year."""

    asked: Question
    figure: Indicator
    member: Member

    def address(self, **changes: str) -> dict[str, str]:
        """The whole question for an address."""
        own = {"indicator": self.figure.id, "member": self.member.value}
        return self.asked.address(**{"order": "", **own, **changes})


@dataclass(frozen=True, slots=True)
class ConcentrationQuestion:
    """How much the largest ``sizes`` have of an amount."""

    asked: Question
    indicator: str
    sizes: tuple[int, ...]
    counted: Counted

    def address(self, **changes: str) -> dict[str, str]:
        """The whole question for an address."""
        own = {"indicator": self.indicator, "n": ",".join(map(str, self.sizes))}
        own["stage"] = "" if self.counted is Counted.TOGETHER else self.counted.value
        return self.asked.address(**{"by": "", "order": "", "codes": "", **own, **changes})


def given_by_address() -> Given:
    """The words of the address, as the readers take them."""
    return request.args.to_dict(flat=False)


def series_question(given: Given) -> SeriesQuestion:
    """BadInput with every field that cannot be taken."""
    asked, problems = _common(given, without=("data_year", "order", "page"))
    figure = _figure(last(given, "indicator"), all_figures(), problems)
    years = _years(last(given, "years"), problems)
    levels = {*asked.by, *((Breakdown.KIND,) if asked.where.kinds else ())}
    if not levels <= set(figure.breakdowns):
        problem = N_("This figure is not told by kind of patent.")
        expected = N_("Choose another figure, or another breakdown.")
        problems.append(FieldProblem("indicator", figure.id, problem, expected))
    _refuse(problems)
    return SeriesQuestion(asked, figure, years)


def change_question(given: Given) -> ChangeQuestion:
    """BadInput with every field that cannot be taken."""
    asked, problems = _common(given, without=("order", "page"))
    amounts = [each for each in all_indicators() if is_amount(each)]
    figure = _figure(last(given, "indicator"), amounts, problems)
    member = chosen_of(Member, "member", last(given, "member"), Member.PRODUCT, problems)
    _refuse(problems)
    return ChangeQuestion(asked, figure, member)


def concentration_question(given: Given) -> ConcentrationQuestion:
    """BadInput with every field that cannot be taken."""
    asked, problems = _common(given, without=("by", "codes", "order", "page"))
    measured = [each for each in all_indicators() if each.id in MEASURED]
    figure = _figure(last(given, "indicator"), measured, problems)
    sizes = _sizes(last(given, "n"), problems)
    counted = chosen_of(Counted, "stage", last(given, "stage"), Counted.TOGETHER, problems)
    _refuse(problems)
    return ConcentrationQuestion(asked, figure.id, sizes, counted)


def _common(given: Given, without: tuple[str, ...]) -> tuple[Question, list[FieldProblem]]:
    """What every question has, and its problems; a question that cannot be read is the usual
    one, so that the fields of its own are read too."""
    told = {word: texts for word, texts in given.items() if word not in without}
    by = ",".join(word for text in told.get("by", ()) for word in text.split(",") if word)
    try:
        texts = (last(told, "data_year"), last(told, "as_of"), by, last(told, "codes"))
        return question(*texts, told), []
    except BadInput as error:
        return question(), list(error.problems)


def _refuse(problems: list[FieldProblem]) -> None:
    if problems:
        raise BadInput(problems)


def _figure(text: str, known: Sequence[F], problems: list[FieldProblem]) -> F:
    for each in known:
        if each.id == (text or "output_value"):
            return each
    problem, expected = N_("There is no such figure here."), N_("Choose from: {words}.")
    told = {"words": ", ".join(each.id for each in known)}
    problems.append(FieldProblem("indicator", text[:40], problem, expected, told))
    return known[0]


def _years(text: str, problems: list[FieldProblem]) -> tuple[int, ...]:
    if not text:
        return _counted_years()
    years: set[int] = set()
    for part in text.split(","):
        span = _SPAN.fullmatch(part.strip())
        if span:
            years.update(range(int(span[1]), int(span[2]) + 1))
        elif _YEAR.fullmatch(part.strip()):
            years.add(int(part))
        else:
            years.clear()
            break
    if years and len(years) <= MOST_YEARS and _possible(years):
        return tuple(sorted(years))
    problem = N_("These are no data years.")
    expected = N_("Write at most {most} years as 2020-2024 or 2022,2024.")
    told = {"most": str(MOST_YEARS)}
    problems.append(FieldProblem("years", text[:40], problem, expected, told))
    return ()


def _possible(years: Iterable[int]) -> bool:
    return all(FIRST_YEAR <= year <= LAST_YEAR for year in years)


def _counted_years() -> tuple[int, ...]:
    """The data years of which anything has been counted, the last ones of very many."""
    found = db.session.scalars(select(LedgerEntry.data_year).distinct())
    return tuple(sorted(found)[-MOST_YEARS:])


def _sizes(text: str, problems: list[FieldProblem]) -> tuple[int, ...]:
    if not text:
        return USUAL
    parts = [part.strip() for part in text.split(",")]
    fits = all(_NUMBER.fullmatch(part) and int(part) <= LARGEST_NUMBER for part in parts)
    if fits and len(parts) <= MOST_NUMBERS:
        return tuple(sorted({int(part) for part in parts}))
    problem = N_("These are no numbers of enterprises.")
    expected = N_("Write at most {most} whole numbers from 1 to {largest}, as 1,4,8,20.")
    told = {"most": str(MOST_NUMBERS), "largest": str(LARGEST_NUMBER)}
    problems.append(FieldProblem("n", text[:40], problem, expected, told))
    return USUAL
