"""Numbers without gap and without duplicate, with a check character that notices a slip."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from together import processes, threads

from registry.extensions import db
from registry.numbering import Counter, format_number, is_well_formed, next_serial
from registry.transaction import unit_of_work

PATTERN = "PIP{year}{serial:06d}{check}"
WORKERS, EACH = 8, 50


def take(count: int) -> list[int]:
    taken = []
    for _ in range(count):
        with unit_of_work():
            taken.append(next_serial("certificate", 2025))
    return taken


def test_serials_count_from_one_apart_for_each_series_and_year(app: Flask) -> None:
    with unit_of_work():
        series = ("certificate", "registration")
        first = [next_serial(name, year) for name in series for year in (2024, 2025)]
        assert first == [1, 1, 1, 1]
        assert next_serial("certificate", 2025) == 2


def test_a_rolled_back_unit_of_work_leaves_no_gap(app: Flask) -> None:
    assert take(1) == [1]
    with pytest.raises(ValueError), unit_of_work():
        assert next_serial("certificate", 2025) == 2
        raise ValueError
    assert take(1) == [2]


def test_eight_threads_take_four_hundred_numbers_without_gap_or_duplicate(app: Flask) -> None:
    taken = threads(app, WORKERS, lambda _: take(EACH))
    assert sorted(sum(taken, [])) == list(range(1, WORKERS * EACH + 1))


def test_eight_processes_take_four_hundred_numbers_without_gap_or_duplicate(app: Flask) -> None:
    taken = processes(app, WORKERS, lambda _: take(EACH))
    assert sorted(sum(taken, [])) == list(range(1, WORKERS * EACH + 1))


def test_trap_the_highest_number_plus_one_is_given_out_twice(app: Flask) -> None:
    """The obvious code: two who read before either has written take the same number."""
    highest = "SELECT coalesce(max(last), 0) + 1 FROM counter WHERE series = 'obvious'"
    connections = [db.engine.raw_connection() for _ in range(2)]
    taken = []
    for connection in connections:
        cursor = connection.cursor()
        cursor.execute(highest)
        taken.append(cursor.fetchall()[0][0])
    for place, connection in enumerate(connections):
        write = (
            f"INSERT INTO counter (series, year, last) VALUES ('obvious', {place}, {taken[place]})"
        )
        connection.cursor().execute(write)
        connection.commit()
        connection.close()
    written = select(Counter.last).where(Counter.series == "obvious")
    assert db.session.scalars(written).all() == [1, 1]


def test_a_number_follows_its_pattern_and_ends_with_its_check_character() -> None:
    number = format_number(PATTERN, 2025, 42)
    assert number.startswith("PIP2025000042")
    assert len(number) == 14
    assert is_well_formed(number)


def test_a_number_is_well_formed_in_small_letters_and_with_hyphens_too() -> None:
    assert is_well_formed(format_number("PIP-{year}-{serial:06d}-{check}", 2025, 42).lower())


@pytest.mark.parametrize("junk", ["", "PIP", "二〇二五", "PIP2025000042", "' OR 1=1 --"])
def test_what_is_no_number_is_not_well_formed(junk: str) -> None:
    assert not is_well_formed(junk)


serials = st.integers(min_value=1, max_value=999_999)


@given(serials, st.integers(0, 13), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_is_noticed(serial: int, place: int, wrong: str) -> None:
    number = format_number(PATTERN, 2025, serial)
    changed = number[:place] + wrong + number[place + 1 :]
    assert is_well_formed(changed) is (changed == number)


def test_two_neighbours_exchanged_are_nearly_always_noticed() -> None:
    numbers = [format_number(PATTERN, 2025, serial) for serial in range(1, 5000, 7)]
    swapped = [
        number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        for number in numbers
        for place in range(13)
        if number[place] != number[place + 1]
    ]
    unnoticed = sum(is_well_formed(number) for number in swapped)
    assert unnoticed * 200 < len(swapped)


def test_the_counter_row_waits_for_nobody_who_counts_another_series(app: Flask) -> None:
    """On PostgreSQL two series do not block each other; on SQLite there is one writer anyway."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with unit_of_work():
        next_serial("certificate", 2025)
        with db.engine.connect() as other:
            other.execute(text("SET LOCAL lock_timeout = '1s'"))
            other.execute(
                text("INSERT INTO counter (series, year, last) VALUES ('registration', 2025, 1)")
            )
            other.rollback()
