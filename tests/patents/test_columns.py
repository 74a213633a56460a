"""The columns answer as the pure functions do, on every patent."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from registry.patents.columns import (
    ANSWERS,
    NO_DAY,
    REASONS,
    Verdicts,
    columns_of,
    day_number,
    expiries,
    in_force_on,
    in_force_throughout,
)
from registry.patents.number_types import Kind
from registry.patents.status import PatentStatus
from registry.patents.term_law import TERM_LAWS
from registry.patents.terms import InForce, Standing, TermExtension, Verdict, in_force
from registry.patents.terms import in_force_throughout as pure_throughout

SEED = 46961
COUNT = 20_000
LEAP_DAYS = [date(year, 2, 29) for year in (1988, 1992, 1996, 2000, 2004, 2012, 2016, 2020, 2024)]
TURNING_DAYS = [law.filed_from + timedelta(days=by) for law in TERM_LAWS for by in (-1, 0, 1)]
DAYS = [*LEAP_DAYS, *TURNING_DAYS, date(1980, 1, 1), date(2025, 9, 1), date(2026, 2, 28)]


def some_day(chance: random.Random) -> date:
    if chance.random() < 0.3:
        return chance.choice(DAYS)
    return date(1985, 4, 1) + timedelta(days=chance.randrange(17_000))


def standing(chance: random.Random) -> Standing:
    """Anything that a source could say, sensible or not: each day may be missing."""

    def perhaps() -> date | None:
        return some_day(chance) if chance.random() < 0.75 else None

    kind = chance.choice([None, *Kind])
    extended = kind is Kind.INVENTION and chance.random() < 0.3
    return Standing(
        kind=kind,
        filed_on=perhaps(),
        granted_on=perhaps(),
        status=chance.choice(list(PatentStatus)),
        ended_on=perhaps(),
        as_of=perhaps(),
        extensions=(TermExtension("TG01", chance.randrange(1, 900)),) if extended else (),
        is_extended_further=kind is Kind.INVENTION and chance.random() < 0.3,
    )


CHANCE = random.Random(SEED)
STANDINGS = [standing(CHANCE) for _ in range(COUNT)]
COLUMNS = columns_of(STANDINGS)


def as_pairs(verdicts: Verdicts) -> Iterator[tuple[InForce, str]]:
    for answer, reason in zip(verdicts.answers.tolist(), verdicts.reasons.tolist(), strict=True):
        yield ANSWERS[answer], REASONS[reason]


def as_pair(verdict: Verdict) -> tuple[InForce, str]:
    return verdict.answer, verdict.reason


@pytest.mark.parametrize("day", [*LEAP_DAYS[3:], date(2006, 12, 12), date(2025, 9, 1)], ids=str)
def test_every_answer_and_reason_of_a_day_is_that_of_the_pure_function(day: date) -> None:
    pure = [as_pair(in_force(each, day)) for each in STANDINGS]
    assert list(as_pairs(in_force_on(COLUMNS, day))) == pure


@pytest.mark.parametrize(
    ("year", "granted_by"), [(2024, None), (2024, date(2025, 9, 15)), (2000, date(2000, 2, 29))]
)
def test_every_answer_and_reason_of_a_year_is_that_of_the_pure_function(
    year: int, granted_by: date | None
) -> None:
    pure = [as_pair(pure_throughout(each, year, granted_by=granted_by)) for each in STANDINGS]
    verdicts = in_force_throughout(COLUMNS, year, granted_by=granted_by)
    assert list(as_pairs(verdicts)) == pure


def test_every_expiry_is_that_of_the_pure_function() -> None:
    pure = [day_number(each.expires_on) for each in STANDINGS]
    assert expiries(COLUMNS).tolist() == pure
    assert NO_DAY in pure


def test_the_random_patents_show_every_reason_that_there_is() -> None:
    seen = {reason for day in DAYS for _, reason in as_pairs(in_force_on(COLUMNS, day))}
    seen |= {reason for _, reason in as_pairs(in_force_throughout(COLUMNS, 2024))}
    assert seen == set(REASONS)


def test_no_patents_have_no_answers() -> None:
    verdicts = in_force_on(columns_of([]), date(2025, 9, 1))
    assert (len(verdicts.answers), verdicts.count(InForce.YES)) == (0, 0)


def test_the_answers_can_be_counted() -> None:
    verdicts = in_force_on(COLUMNS, date(2025, 9, 1))
    pure = [in_force(each, date(2025, 9, 1)).answer for each in STANDINGS]
    for answer in InForce:
        assert verdicts.count(answer) == pure.count(answer) > 0
