"""The clock: moments in UTC, days of the registry's own place."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.dialects import sqlite

from registry import clock
from registry.extensions import UtcDateTime


def test_a_deadline_ends_at_midnight_in_china() -> None:
    last_minute = datetime(2025, 9, 15, 15, 59, tzinfo=UTC)
    assert clock.day_of(last_minute) == date(2025, 9, 15)
    assert clock.day_of(last_minute + timedelta(minutes=1)) == date(2025, 9, 16)


def test_the_clock_stands_at_noon_of_the_day_it_is_held_at() -> None:
    with clock.at(date(2024, 2, 29)):
        assert clock.today() == date(2024, 2, 29)
        assert clock.now() == datetime(2024, 2, 29, 4, tzinfo=UTC)


def test_after_being_held_the_clock_is_what_it_was_before() -> None:
    before = clock.now()
    with pytest.raises(LookupError), clock.at(date(2024, 2, 29)):
        raise LookupError
    assert clock.now() == before


def test_a_clock_that_nobody_holds_goes_on() -> None:
    token = clock._set_to.set(None)
    try:
        first, second = clock.now(), clock.now()
    finally:
        clock._set_to.reset(token)
    assert first <= second
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_moment_without_time_zone_is_not_stored() -> None:
    with pytest.raises(TypeError, match="without time zone"):
        UtcDateTime().process_bind_param(datetime(2025, 1, 1), sqlite.dialect())
