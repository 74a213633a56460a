"""Totals: exact, as of any day, over any history."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from acts import revoke
from factories import ApplicationFactory, EnterpriseFactory, UserFactory, actor
from flask import Flask
from histories import DATA_YEAR, FIRST_DAY, a_case, an_enterprise, some_patents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_decisions import check_totals, filings, live, nothing_kept, steps

from registry import clock
from registry.applications import service as applications
from registry.applications.ledger import AMOUNTS
from registry.certification.queries import of_application
from registry.enterprises.models import Size
from registry.extensions import db
from registry.money import MAX_FEN
from registry.statistics.breakdowns import Breakdown
from registry.statistics.catalogue import all_indicators
from registry.statistics.queries import Cell, newest_data_year, totals
from registry.transaction import unit_of_work


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(filed=filings, happened=steps, look=st.integers(-2, 130))
def test_totals_equal_a_recount_of_every_random_history_as_of_any_day(
    app: Flask, filed: list[Any], happened: list[Any], look: int
) -> None:
    with nothing_kept():
        cases, _ = live(filed, happened)
        check_totals(cases, FIRST_DAY + timedelta(days=look))


def test_a_sum_beyond_two_to_the_63rd_is_exact(app: Flask) -> None:
    with nothing_kept():
        enterprise = an_enterprise("370102")
        amounts = {name: MAX_FEN for name in AMOUNTS} | {"profit": -MAX_FEN}
        for _ in range(1100):
            case = a_case(enterprise, "0301", amounts, [])
            case.decide("register", 0)
        found = totals(DATA_YEAR, clock.today(), (Breakdown.PROVINCE,))
    assert found.total.registered["output_value"] == 1100 * MAX_FEN > 2**63
    assert found.total.together["profit"] == -1100 * MAX_FEN < -(2**63)
    assert found.rows[0].cell.registered == found.total.registered
    assert found.progress is not None
    assert found.progress.registered == 1100 * MAX_FEN
    assert found.progress.missing == 0


def test_with_nothing_counted_every_figure_is_zero_and_there_are_no_rows(app: Flask) -> None:
    found = totals(DATA_YEAR, clock.today(), (Breakdown.REGION,))
    nothing = {indicator.id: 0 for indicator in all_indicators()}
    assert found.total == Cell(nothing, nothing, nothing)
    assert found.rows == ()
    assert newest_data_year() is None


def test_registering_counts_the_declared_amounts_from_that_day_on(app: Flask) -> None:
    application = ApplicationFactory(registered=True)
    before = totals(DATA_YEAR, clock.today() - timedelta(days=1))
    found = totals(DATA_YEAR, clock.today())
    assert before.total.together["products"] == 0
    assert found.total.registered == {
        "output_value": application.output_value,
        "sales_revenue": application.sales_revenue,
        "export_value": application.export_value,
        "profit": application.profit,
        "products": 1,
        "enterprises": 1,
        "patents": 2,
        "patents_core": 2,
        "patents_design": 0,
        "patents_invention": 2,
        "patents_utility_model": 0,
    }
    assert newest_data_year() == DATA_YEAR


def test_certified_output_is_no_longer_counted_as_registered(app: Flask) -> None:
    application = ApplicationFactory(certified=True)
    found = totals(DATA_YEAR, application.certified_on).total
    assert found.registered["output_value"] == 0
    assert found.certified["output_value"] == application.output_value
    assert found.together == found.certified


def test_a_backdated_revocation_leaves_the_figure_as_it_was_known_before(app: Flask) -> None:
    application = ApplicationFactory(certified=True)
    reviewer = UserFactory(reviewer=True)
    certified_on = application.certified_on
    revoked_on = certified_on + timedelta(days=60)
    known = totals(DATA_YEAR, revoked_on - timedelta(days=1))
    with clock.at(revoked_on), unit_of_work():
        certificate = of_application(application.id)
        assert certificate is not None
        revoke(actor(reviewer), certificate, "示例理由", certified_on)
    assert totals(DATA_YEAR, revoked_on - timedelta(days=1)) == known
    after = totals(DATA_YEAR, revoked_on).total
    assert after.certified["products"] == 0
    assert after.registered == known.total.certified


def test_a_withdrawn_registration_counts_no_longer_and_no_earlier_figure_changes(
    app: Flask,
) -> None:
    person = UserFactory()
    application = ApplicationFactory(applicant=person, registered=True)
    known = totals(DATA_YEAR, clock.today())
    later = clock.today() + timedelta(days=3)
    with clock.at(later), unit_of_work():
        applications.withdraw(actor(person), db.session.merge(application))
    assert totals(DATA_YEAR, clock.today()) == known
    assert totals(DATA_YEAR, later).total.together["products"] == 0


def test_an_enterprise_with_products_in_both_stages_is_counted_once_together(app: Flask) -> None:
    with nothing_kept():
        enterprise, patents = an_enterprise("370102"), some_patents(2)
        amounts = dict.fromkeys(AMOUNTS, 100)
        for step in ("register", "certify"):
            case = a_case(enterprise, "0301", amounts, patents)
            case.decide("register", 0)
            case.decide(step, 0)
        found = totals(DATA_YEAR, clock.today()).total
    assert found.registered["enterprises"] == found.certified["enterprises"] == 1
    assert found.together["enterprises"] == 1
    assert found.together["patents"] == 2
    assert found.together["products"] == 2


@pytest.mark.parametrize(
    ("region_code", "region", "province"),
    [
        ("370102", "370100", "370000"),
        ("370200", "370200", "370000"),
        ("370000", "370000", "370000"),
        ("110101", "110000", "110000"),
    ],
)
def test_a_region_rolls_up_to_its_prefecture_and_province(
    app: Flask, region_code: str, region: str, province: str
) -> None:
    with nothing_kept():
        case = a_case(an_enterprise(region_code), "0301", dict.fromkeys(AMOUNTS, 1), [])
        case.decide("register", 0)
        by_region = totals(DATA_YEAR, clock.today(), (Breakdown.REGION,)).rows
        by_province = totals(DATA_YEAR, clock.today(), (Breakdown.PROVINCE,)).rows
    assert [row.keys[0].code for row in by_region] == [region]
    assert [row.keys[0].code for row in by_province] == [province]
    assert by_region[0].keys[0].parent_code == (province if region != province else None)


def test_sizes_are_listed_from_large_to_small(app: Flask) -> None:
    with nothing_kept():
        for size in reversed(Size):
            case = a_case(an_enterprise("370102", size), "0301", dict.fromkeys(AMOUNTS, 1), [])
            case.decide("register", 0)
        rows = totals(DATA_YEAR, clock.today(), (Breakdown.SIZE,)).rows
    assert [row.keys[0].code for row in rows] == [size.value for size in Size]


def test_the_way_to_the_target_counts_the_province_alone(app: Flask) -> None:
    with nothing_kept():
        for region_code in ("370102", "370200", "370000", "320100", "110101"):
            amounts = dict.fromkeys(AMOUNTS, 1_000_000_000_000)
            case = a_case(an_enterprise(region_code), "0301", amounts, [])
            case.decide("register", 0)
        progress = totals(DATA_YEAR, clock.today()).progress
    assert progress is not None
    assert (progress.region_code, progress.year) == ("370000", 2025)
    assert progress.value == 8_500_000_000_000
    assert progress.together == progress.registered == 3_000_000_000_000
    assert progress.missing == 5_500_000_000_000
    assert progress.share == "35.2"
    assert "850" in progress.reference


def test_the_share_shows_100_percent_only_when_the_target_is_reached(app: Flask) -> None:
    shares = []
    with nothing_kept():
        enterprise = an_enterprise("370102")
        for amount in (8_499_999_999_999, 1):
            amounts = dict.fromkeys(AMOUNTS, amount)
            a_case(enterprise, "0301", amounts, []).decide("register", 0)
            progress = totals(DATA_YEAR, clock.today()).progress
            assert progress is not None
            shares.append((progress.share, progress.missing))
    assert shares == [("99.9", 1), ("100.0", 0)]


def test_after_the_last_year_of_the_plan_there_is_no_target(app: Flask) -> None:
    assert totals(2026, date(2027, 9, 1)).progress is None


def test_the_columns_of_a_table_have_one_order() -> None:
    found = all_indicators()
    assert [one.id for one in found][:1] == ["output_value"]
    assert all(one.place < other.place for one, other in pairwise(found))


def test_an_enterprise_that_moves_is_counted_where_it_was_on_the_day_of_registration(
    app: Flask,
) -> None:
    person = UserFactory(enterprise=EnterpriseFactory(region_code="370100"))
    ApplicationFactory(applicant=person, registered=True)
    with unit_of_work():
        db.session.merge(person).enterprise.region_code = "370200"
    rows = totals(DATA_YEAR, clock.today(), (Breakdown.REGION,)).rows
    assert [row.keys[0].code for row in rows] == ["370100"]
