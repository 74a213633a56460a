"""Totals narrowed down, sorted and paged: always the rows that the whole table has."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from histories import DATA_YEAR, FIRST_DAY, a_case, an_enterprise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_decisions import filings, live, nothing_kept, steps

from registry.codes.models import IndustryLevel, NationalIndustry
from registry.extensions import db
from registry.statistics.breakdowns import ALL_DIMENSIONS, Breakdown
from registry.statistics.bridging import Codes
from registry.statistics.catalogue import all_figures
from registry.statistics.filters import Where
from registry.statistics.queries import Ask, rows_in_order, totals

B = Breakdown
LOOK = date(2025, 5, 1)
FILTERS = {
    B.REGION: "regions",
    B.PROVINCE: "regions",
    B.COUNTY: "regions",
    B.CLASS: "classes",
    B.MAJOR: "classes",
    B.SIZE: "sizes",
    B.KIND: "kinds",
    B.BASIS: "bases",
    B.INDUSTRY: "industries",
    B.DIVISION: "industries",
}
INDUSTRIES = ("3451", "3452", "2710", None)


def with_industries(cases: list[Any]) -> None:
    """An EXAMPLE table, and a class for each application; one class is split, one followed."""
    for code, end, successor in (
        ("3451", date(2025, 1, 31), "3459"),
        ("3452", date(2025, 1, 31), None),
        ("3459", None, None),
        ("2710", None, None),
    ):
        row = NationalIndustry(code=code, name=f"示例{code}", level=IndustryLevel.CLASS)
        row.edition, row.valid_from = "EXAMPLE", date(2017, 10, 1)
        row.valid_to, row.successor_code = end, successor
        db.session.add(row)
    for place, case in enumerate(cases):
        case.application.industry_code = INDUSTRIES[place % len(INDUSTRIES)]
    db.session.flush()


def breakdowns() -> Iterator[tuple[Breakdown, ...]]:
    flat = [(level, place) for place, levels in enumerate(ALL_DIMENSIONS) for level in levels]
    for one, first in flat:
        yield (one,)
        for other, second in flat:
            if first < second:
                yield (one, other)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(filed=filings, happened=steps, seed=st.integers(0, 1000))
def test_narrowed_to_a_row_the_total_is_that_row(
    app: Flask, filed: list[Any], happened: list[Any], seed: int
) -> None:
    chance = random.Random(seed)
    with nothing_kept():
        cases, _ = live(filed, happened)
        with_industries(cases)
        for by in chance.sample(list(breakdowns()), 4):
            codes = chance.choice(list(Codes))
            found = totals(DATA_YEAR, LOOK, by, codes)
            for row in chance.sample(found.rows, min(3, len(found.rows))):
                told: dict[str, tuple[str, ...]] = {}
                for key in row.keys:
                    told[FILTERS[key.breakdown]] = (key.code,)
                narrowed = totals(DATA_YEAR, LOOK, (), codes, Where(**told))
                assert narrowed.total == row.cell, (by, codes, told)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(filed=filings, happened=steps, seed=st.integers(0, 1000))
def test_the_pages_of_a_table_are_its_rows_in_order_whatever_it_is_sorted_by(
    app: Flask, filed: list[Any], happened: list[Any], seed: int
) -> None:
    chance = random.Random(seed)
    with nothing_kept():
        cases, _ = live(filed, happened)
        with_industries(cases)
        for by in chance.sample(list(breakdowns()), 2):
            whole = totals(DATA_YEAR, LOOK, by)
            figure = chance.choice(
                [None, *(f for f in all_figures() if set(by) <= set(f.breakdowns))]
            )
            for descending in (False, True):
                expected = rows_in_order(whole.rows, figure, descending)
                found = []
                for page in range(1, len(expected) // 2 + 2):
                    part = totals(DATA_YEAR, LOOK, by, ask=Ask(page, figure, descending, 2))
                    assert part.window is not None and part.window.count == len(expected)
                    assert part.total == whole.total
                    found += part.rows
                assert tuple(found) == expected, (by, figure and figure.id, descending)


def test_sums_of_either_sign_sort_exactly_where_hundred_millions_and_rest_differ_in_sign(
    app: Flask,
) -> None:
    profits = [-(10**8) + 1, -(10**8), -1, 0, 1, 10**8 - 1, 10**8, -3 * 10**8 + 5]
    regions = ["370102", "370200", "370300", "370400", "370500", "370600", "370700", "370800"]
    with nothing_kept():
        for region, profit in zip(regions, profits, strict=True):
            for part in (10**8 + 7, profit - (10**8 + 7)):
                amounts = {"output_value": 1, "sales_revenue": 1, "export_value": 0, "profit": part}
                a_case(an_enterprise(region), "0301", amounts, []).decide("register", 0)
        figure = next(each for each in all_figures() if each.id == "profit")
        day = date(2025, 9, 1)
        found = totals(DATA_YEAR, day, (B.COUNTY,), ask=Ask(1, figure, True))
        assert [row.cell.together["profit"] for row in found.rows] == sorted(profits, reverse=True)


def test_a_page_past_the_end_is_empty_and_says_how_many_rows_there_are(app: Flask) -> None:
    found = totals(DATA_YEAR, FIRST_DAY, (B.REGION,), ask=Ask(9))
    assert found.rows == () and found.window is not None and found.window.count == 0


@pytest.mark.parametrize("codes", list(Codes))
def test_industries_are_told_in_the_codes_of_the_day_or_of_today(app: Flask, codes: Codes) -> None:
    amounts = {"output_value": 5, "sales_revenue": 0, "export_value": 0, "profit": 0}
    with nothing_kept():
        cases = [a_case(an_enterprise("370102"), "0301", amounts, []) for _ in range(4)]
        with_industries(cases)
        for case in cases:
            case.decide("register", 0)
        found = totals(DATA_YEAR, date(2025, 9, 1), (B.INDUSTRY,), codes)
        names = {row.keys[0].code: row.keys[0].unbridged for row in found.rows}
        named = [key.code for key in found.unbridged]
        divisions = totals(DATA_YEAR, date(2025, 9, 1), (B.DIVISION,), codes)
        parts = {row.keys[0].code: row.cell.together["products"] for row in divisions.rows}
    of_day = {"2710": None, "3451": None, "3452": None, "unstated": None}
    today = {"2710": None, "3459": None, "3452": True, "unstated": None}
    assert names == (of_day if codes is Codes.OF_DAY else today)
    assert named == ([] if codes is Codes.OF_DAY else ["3452"])
    assert parts == {"27": 1, "34": 2, "unstated": 1}
