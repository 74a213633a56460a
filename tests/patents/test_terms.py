"""How long a right lasts, and whether it was in force on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.patents.numbers import Kind
from registry.patents.status import ENDED, PatentStatus
from registry.patents.terms import (
    InForce,
    Standing,
    TermExtension,
    add_months,
    add_years,
    annuity_due_on,
    expires_on,
    grace_ends_on,
    in_force,
    in_force_throughout,
    lapse_dated_on,
    restoration_requested_by,
)

DAYS = st.dates(date(1985, 4, 1), date(2060, 12, 31))
FILINGS = st.dates(date(1993, 1, 1), date(2030, 12, 31))

ALIVE = Standing(
    kind=Kind.INVENTION,
    filed_on=date(2015, 3, 10),
    granted_on=date(2018, 5, 4),
    status=PatentStatus.IN_FORCE,
    as_of=date(2025, 9, 1),
    source="示例",
)

STANDINGS = st.builds(
    Standing,
    kind=st.none() | st.sampled_from(Kind),
    filed_on=st.none() | DAYS,
    granted_on=st.none() | DAYS,
    status=st.sampled_from(PatentStatus),
    ended_on=st.none() | DAYS,
    as_of=st.none() | DAYS,
)


@pytest.mark.parametrize(
    ("kind", "filed_on", "expiry"),
    [
        (Kind.INVENTION, date(2005, 6, 1), date(2025, 6, 1)),
        (Kind.UTILITY_MODEL, date(1999, 9, 6), date(2009, 9, 6)),
        (Kind.DESIGN, date(2021, 5, 31), date(2031, 5, 31)),
        (Kind.DESIGN, date(2021, 6, 1), date(2036, 6, 1)),
        (Kind.INVENTION, date(1992, 12, 31), date(2012, 12, 31)),
        (Kind.INVENTION, date(1985, 4, 1), date(2000, 4, 1)),
        (Kind.INVENTION, date(1986, 12, 11), date(2001, 12, 11)),
        (Kind.INVENTION, date(1986, 12, 12), date(2006, 12, 12)),
        (Kind.UTILITY_MODEL, date(1992, 12, 31), date(2000, 12, 31)),
        (Kind.DESIGN, date(1993, 1, 1), date(2003, 1, 1)),
    ],
)
def test_the_term_follows_the_law_of_the_filing_date(
    kind: Kind, filed_on: date, expiry: date
) -> None:
    assert expires_on(kind, filed_on) == expiry


def test_a_term_begun_on_29_february_ends_on_the_last_of_february() -> None:
    assert expires_on(Kind.UTILITY_MODEL, date(2012, 2, 29)) == date(2022, 2, 28)
    assert expires_on(Kind.INVENTION, date(2012, 2, 29)) == date(2032, 2, 29)


def test_the_term_of_an_invention_can_be_extended_by_days() -> None:
    extensions = (TermExtension("TG01", 100), TermExtension("TP01", 30))
    assert expires_on(Kind.INVENTION, date(2020, 1, 1), extensions=extensions) == date(
        2040, 1, 1
    ) + timedelta(days=130)
    with pytest.raises(ValueError, match="invention"):
        expires_on(Kind.DESIGN, date(2020, 1, 1), extensions=extensions)


def test_no_term_is_invented_for_a_day_before_the_first_patent() -> None:
    with pytest.raises(ValueError, match="1985-03-31"):
        expires_on(Kind.INVENTION, date(1985, 3, 31))


@given(st.sampled_from(Kind), FILINGS, FILINGS)
def test_who_files_later_expires_no_earlier(kind: Kind, one: date, other: date) -> None:
    first, second = sorted((one, other))
    assert expires_on(kind, first) <= expires_on(kind, second)


@given(DAYS, st.integers(0, 400))
def test_the_corresponding_day_lies_in_the_corresponding_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_months_are_counted_to_the_last_day_where_there_is_no_corresponding_one() -> None:
    assert add_months(date(1999, 12, 31), 2) == date(2000, 2, 29)
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_a_fee_is_due_on_the_corresponding_day_and_payable_for_six_months_more() -> None:
    assert annuity_due_on(date(1997, 6, 3), 6) == date(2002, 6, 3)
    assert grace_ends_on(date(1997, 6, 3), 6) == date(2002, 12, 3)
    with pytest.raises(ValueError, match="first year"):
        annuity_due_on(date(1997, 6, 3), 1)


def test_a_lapse_is_dated_back_to_the_end_of_the_last_paid_year() -> None:
    assert lapse_dated_on(date(2015, 3, 10), 10) == date(2024, 3, 10)
    assert restoration_requested_by(date(2024, 12, 31)) == date(2025, 2, 28)


def test_a_right_in_force_after_the_data_year_was_in_force_throughout_it() -> None:
    verdict = in_force_throughout(ALIVE, 2024)
    assert verdict.answer is InForce.YES
    assert "2024-12-31" in verdict.text()
    assert "2025-09-01" in verdict.text()


def test_a_lapse_dated_back_into_the_data_year_is_a_no_with_its_day() -> None:
    lapsed = replace(ALIVE, status=PatentStatus.LAPSED, ended_on=date(2024, 3, 10))
    verdict = in_force_throughout(lapsed, 2024)
    assert verdict.answer is InForce.NO
    assert "2024-03-10" in verdict.text()
    assert in_force_throughout(lapsed, 2023).answer is InForce.YES


@pytest.mark.parametrize(
    ("ended_on", "answer"),
    [(date(2024, 12, 31), InForce.NO), (date(2025, 1, 1), InForce.YES)],
)
def test_the_end_on_the_last_day_of_the_year_is_too_early_by_one(
    ended_on: date, answer: InForce
) -> None:
    abandoned = replace(ALIVE, status=PatentStatus.ABANDONED, ended_on=ended_on)
    assert in_force_throughout(abandoned, 2024).answer is answer


def test_a_term_that_is_over_counts_even_if_the_source_says_in_force() -> None:
    old = replace(ALIVE, kind=Kind.UTILITY_MODEL, filed_on=date(2014, 12, 31))
    assert in_force_throughout(old, 2024).answer is InForce.NO
    assert in_force_throughout(replace(old, filed_on=date(2015, 1, 1)), 2024).answer is InForce.YES


def test_a_status_older_than_the_end_of_the_year_leaves_it_unknown() -> None:
    stale = replace(ALIVE, as_of=date(2024, 12, 30))
    verdict = in_force_throughout(stale, 2024)
    assert verdict.answer is InForce.UNKNOWN
    assert "2024-12-30" in verdict.text()


def test_a_status_of_the_last_day_of_the_year_is_just_late_enough() -> None:
    assert in_force_throughout(replace(ALIVE, as_of=date(2024, 12, 31)), 2024).answer is InForce.YES


@pytest.mark.parametrize(
    ("granted_on", "granted_by"),
    [(date(2024, 1, 1), None), (date(2025, 9, 1), date(2025, 9, 1))],
)
def test_a_grant_on_the_last_possible_day_is_early_enough(
    granted_on: date, granted_by: date | None
) -> None:
    young = replace(ALIVE, granted_on=granted_on)
    assert in_force_throughout(young, 2024, granted_by=granted_by).answer is InForce.YES


def test_a_right_granted_within_the_year_was_not_strictly_in_force_throughout_it() -> None:
    young = replace(ALIVE, granted_on=date(2024, 2, 1))
    assert in_force_throughout(young, 2024).answer is InForce.NO
    assert in_force_throughout(young, 2024, granted_by=date(2025, 9, 15)).answer is InForce.YES


def test_with_a_deadline_a_grant_after_the_data_year_is_asked_for_its_end_only() -> None:
    young = replace(ALIVE, granted_on=date(2025, 2, 1))
    assert in_force_throughout(young, 2024, granted_by=date(2025, 9, 15)).answer is InForce.YES
    late = in_force_throughout(young, 2024, granted_by=date(2025, 1, 31))
    assert late.answer is InForce.NO
    assert "2025-01-31" in late.text()


def test_an_invalidated_right_never_existed() -> None:
    invalid = replace(ALIVE, status=PatentStatus.INVALIDATED, ended_on=date(2025, 8, 1))
    assert in_force(invalid, date(2019, 1, 1)).answer is InForce.NO
    assert "never" in in_force_throughout(invalid, 2024).text()


@pytest.mark.parametrize("status", [PatentStatus.REFUSED, PatentStatus.WITHDRAWN])
def test_what_was_never_granted_was_never_in_force(status: PatentStatus) -> None:
    dead = replace(ALIVE, status=status, granted_on=None)
    assert in_force(dead, date(2030, 1, 1)).answer is InForce.NO


def test_an_application_may_have_been_granted_since() -> None:
    pending = replace(ALIVE, status=PatentStatus.PENDING, granted_on=None)
    assert in_force(pending, date(2025, 9, 1)).answer is InForce.NO
    assert in_force(pending, date(2025, 9, 2)).answer is InForce.UNKNOWN


def test_an_end_whose_day_is_not_known_leaves_only_later_days_certain() -> None:
    lapsed = replace(ALIVE, status=PatentStatus.LAPSED)
    assert in_force(lapsed, date(2024, 12, 31)).answer is InForce.UNKNOWN
    assert in_force(lapsed, date(2025, 9, 1)).answer is InForce.NO


def test_expiry_needs_no_stated_day_when_the_term_was_over() -> None:
    expired = replace(
        ALIVE,
        kind=Kind.UTILITY_MODEL,
        granted_on=date(2015, 9, 1),
        status=PatentStatus.EXPIRED,
    )
    assert in_force(expired, date(2025, 3, 9)).answer is InForce.YES
    assert in_force(expired, date(2025, 3, 10)).answer is InForce.NO
    on_the_day = replace(expired, as_of=date(2025, 3, 10))
    assert in_force(on_the_day, date(2025, 3, 9)).answer is InForce.YES
    too_soon = replace(expired, as_of=date(2024, 6, 1))
    assert in_force(too_soon, date(2024, 1, 1)).answer is InForce.UNKNOWN


def test_a_right_is_in_force_from_the_day_of_its_grant_to_the_day_before_its_end() -> None:
    ended = replace(ALIVE, status=PatentStatus.LAPSED, ended_on=date(2022, 3, 10))
    answers = [
        in_force(ended, day).answer
        for day in (date(2018, 5, 3), date(2018, 5, 4), date(2022, 3, 9), date(2022, 3, 10))
    ]
    assert answers == [InForce.NO, InForce.YES, InForce.YES, InForce.NO]


def test_a_status_that_contradicts_the_grant_decides_nothing() -> None:
    odd = replace(ALIVE, status=PatentStatus.REFUSED)
    assert in_force(odd, date(2024, 1, 1)).answer is InForce.UNKNOWN


def test_an_impossible_filing_date_is_no_reason_to_fail() -> None:
    odd = replace(ALIVE, filed_on=date(1900, 1, 1))
    assert odd.expires_on is None
    assert in_force(odd, date(2024, 1, 1)).answer is InForce.YES


@given(STANDINGS, DAYS)
def test_every_answer_has_a_reason_that_can_be_told(standing: Standing, day: date) -> None:
    verdict = in_force(standing, day)
    assert verdict.text()
    assert "{" not in verdict.text()


@given(STANDINGS, DAYS)
def test_yes_is_never_said_of_a_day_outside_grant_end_and_term(
    standing: Standing, day: date
) -> None:
    if in_force(standing, day).answer is InForce.YES:
        assert standing.granted_on and standing.granted_on <= day
        assert standing.ended_on is None or day < standing.ended_on
        assert standing.expires_on is None or day < standing.expires_on
        assert standing.status in (PatentStatus.IN_FORCE, *ENDED)


@given(STANDINGS, DAYS, st.integers(0, 4000))
def test_a_later_status_of_a_living_right_takes_no_certainty_away(
    standing: Standing, day: date, days: int
) -> None:
    known = replace(standing, status=PatentStatus.IN_FORCE, as_of=standing.as_of or day)
    assert known.as_of is not None
    later = replace(known, as_of=known.as_of + timedelta(days=days))
    before, after = in_force(known, day).answer, in_force(later, day).answer
    assert before in (InForce.UNKNOWN, after)


@given(STANDINGS, st.integers(1990, 2050), DAYS)
def test_throughout_the_year_means_on_every_day_of_it(
    standing: Standing, year: int, day: date
) -> None:
    within = day.replace(year=year, day=min(day.day, 28))
    if in_force_throughout(standing, year).answer is InForce.YES:
        assert in_force(standing, within).answer is InForce.YES
