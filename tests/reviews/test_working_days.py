"""Working days by the published calendar, and how it is said that there is none yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.reviews.working_days import latest_start, working_day_after


@pytest.mark.parametrize(
    ("start", "number", "day"),
    [
        # National Day and Mid-Autumn 2025: 1 to 8 October free, Saturday the 11th worked.
        (date(2025, 9, 30), 1, date(2025, 10, 9)),
        (date(2025, 10, 10), 1, date(2025, 10, 11)),
        (date(2025, 10, 11), 1, date(2025, 10, 13)),
        (date(2025, 9, 5), 5, date(2025, 9, 12)),
        (date(2025, 9, 5), 0, date(2025, 9, 5)),
    ],
)
def test_working_days_follow_the_published_calendar(start: date, number: int, day: date) -> None:
    reckoned = working_day_after(start, number)
    assert (reckoned.day, reckoned.estimated) == (day, False)


def test_a_year_without_a_calendar_is_counted_from_monday_to_friday_and_called_an_estimate() -> (
    None
):
    reckoned = working_day_after(date(2099, 1, 2), 1)
    assert (reckoned.day, reckoned.estimated) == (date(2099, 1, 5), True)
    assert working_day_after(date(2003, 5, 2), 1).estimated


@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.integers(0, 30), st.integers(-5, 5))
def test_counting_back_gives_the_last_day_that_is_over_in_time(
    end: date, number: int, beside: int
) -> None:
    latest = latest_start(end, number)
    start = latest + timedelta(days=beside)
    assert (working_day_after(start, number).day <= end) == (start <= latest)
