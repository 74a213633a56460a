"""What the operator sets for a year: rounds, benchmarks, targets, each with its source."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from snapshots import contents
from sqlalchemy import delete, func, select, update

from registry.applications.ledger import AMOUNTS
from registry.codes.queries import middle_classes
from registry.eligibility.measures import MEASURES
from registry.extensions import db
from registry.programme.models import Benchmark, Dimension, Round, Target
from registry.programme.queries import all_rounds, benchmarks_of, open_rounds, target
from registry.programme.service import load_programme
from registry.transaction import unit_of_work

# Left without benchmark on purpose, so that *undetermined* can be tried out.
WITHOUT = {"0602", "0703"}
EIGHTY_FIVE_BILLION_YUAN = 85_000_000_000_00


def test_the_rounds_have_the_deadlines_that_the_notices_gave(app: Flask) -> None:
    deadlines = {row.year: (row.filing_by, row.correction_by) for row in all_rounds()}
    assert deadlines[2023] == (date(2023, 8, 15), date(2023, 8, 31))
    assert deadlines[2024] == (date(2024, 9, 30), None)
    assert deadlines[2025] == (date(2025, 9, 15), None)
    assert list(deadlines) == [2026, 2025, 2024, 2023]


def test_the_data_year_of_a_round_is_the_year_before_it(app: Flask) -> None:
    assert all(row.data_year == row.year - 1 for row in all_rounds())


def test_a_round_whose_notice_is_not_known_is_an_example_and_says_so(app: Flask) -> None:
    examples = [row for row in all_rounds() if row.is_example]
    assert [row.year for row in examples] == [2026]
    assert all("EXAMPLE" in row.reference for row in examples)
    assert all("示例" in row.reference for row in all_rounds())


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2025, 9, 15), [2025]),
        (date(2025, 9, 16), []),
        (date(2026, 1, 1), [2026]),
        (date(2022, 12, 31), []),
    ],
)
def test_a_round_takes_filings_from_its_first_to_its_last_day(
    app: Flask, day: date, years: list[int]
) -> None:
    assert [row.year for row in open_rounds(day)] == years


def test_every_class_but_the_two_left_out_has_the_four_benchmarks_in_every_round(
    app: Flask,
) -> None:
    for programme_round in all_rounds():
        for each in middle_classes(programme_round.filing_by):
            found = {row.dimension for row in benchmarks_of(programme_round.year, each.code)}
            assert found == (set() if each.code in WITHOUT else set(Dimension)), each.code


def test_every_shipped_benchmark_is_an_example_that_can_be_measured_and_compared(
    app: Flask,
) -> None:
    for row in db.session.scalars(select(Benchmark)):
        assert row.is_example and "EXAMPLE" in row.reference and "示例" in row.reference
        assert row.measure in MEASURES
        assert Decimal(row.threshold) > 0


def test_a_major_class_may_have_its_own_threshold(app: Flask) -> None:
    thresholds = {
        code: {row.dimension: row.threshold for row in benchmarks_of(2025, code)}
        for code in ("0101", "0301")
    }
    assert thresholds["0101"][Dimension.ECONOMIC_BENEFIT] == "10000000"
    assert thresholds["0301"][Dimension.ECONOMIC_BENEFIT] == "5000000"


def test_the_plan_wants_eighty_five_billion_yuan_of_shandong_by_2025(app: Flask) -> None:
    found = target("output_value", "370000", 2025)
    assert found is not None and found.value == EIGHTY_FIVE_BILLION_YUAN
    assert found.indicator in AMOUNTS
    assert target("output_value", "370100", 2025) is None


def test_loading_again_adds_and_changes_nothing(app: Flask) -> None:
    before = contents("round", "benchmark", "target")
    with unit_of_work():
        assert load_programme() == {"rounds": 0, "targets": 0, "benchmarks": 0}
    assert contents("round", "benchmark", "target") == before


def test_what_the_operator_has_set_stays_when_the_programme_is_loaded_again(app: Flask) -> None:
    with unit_of_work():
        db.session.execute(update(Round).where(Round.year == 2025).values(notice_days=30))
        db.session.execute(delete(Benchmark).where(Benchmark.dimension != "economic_benefit"))
        db.session.execute(update(Target).values(value=1))
    before = contents("round", "benchmark", "target")
    with unit_of_work():
        load_programme()
    assert contents("round", "benchmark", "target") == before


def test_a_round_without_any_benchmark_gets_the_examples(app: Flask) -> None:
    with unit_of_work():
        db.session.execute(delete(Benchmark).where(Benchmark.round_year == 2024))
    with unit_of_work():
        added = load_programme()["benchmarks"]
    assert added == (31 - len(WITHOUT)) * len(Dimension)
    assert (
        db.session.scalar(
            select(func.count()).select_from(Benchmark).where(Benchmark.round_year == 2024)
        )
        == added
    )


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"filing_by": date(2024, 12, 31)}, "opens_before_deadline"),
        ({"notice_days": -1}, "notice_not_negative"),
    ],
)
def test_the_database_itself_refuses_a_round_that_cannot_be(
    app: Flask, wrong: dict[str, object], constraint: str
) -> None:
    with pytest.raises(Exception, match=constraint), unit_of_work():
        db.session.execute(update(Round).where(Round.year == 2025).values(**wrong))


def test_a_class_has_one_benchmark_in_a_dimension_and_round(app: Flask) -> None:
    one = db.session.scalars(select(Benchmark).limit(1)).one()
    copy = {
        column.name: getattr(one, column.name)
        for column in Benchmark.__table__.columns
        if column.name != "id"
    }
    with pytest.raises(Exception, match="(?i)unique"), unit_of_work():
        db.session.add(Benchmark(**copy))
