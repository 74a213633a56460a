"""Year on year, series over data years and the codes they are shown in, and concentration."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from histories import DATA_YEAR, REGIONS, Case, a_case, an_enterprise, some_patents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_decisions import natural, nothing_kept, rows_of, signed

from registry import clock
from registry.applications.ledger import AMOUNTS, Stage
from registry.codes.models import Region
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.money import MAX_FEN
from registry.statistics.breakdowns import Breakdown
from registry.statistics.bridging import Codes
from registry.statistics.catalogue import all_indicators, all_ratios
from registry.statistics.concentration import concentration
from registry.statistics.indicator import Indicator, Ratio
from registry.statistics.panel import Change, Member, year_on_year
from registry.statistics.queries import totals
from registry.statistics.schemas import to_json
from registry.statistics.series import Point, series

ROLLED_BACK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
BY_ID: dict[str, Indicator] = {each.id: each for each in all_indicators()}
RATIOS: dict[str, Ratio] = {each.id: each for each in all_ratios()}
OUTPUT = BY_ID["output_value"]


def registered(who: Enterprise, amount: int, year: int = DATA_YEAR, **more: Any) -> Case:
    """A product with this much of every amount, registered today."""
    case = a_case(
        who, "0301", dict.fromkeys(AMOUNTS, amount), more.pop("patents", ()), data_year=year, **more
    )
    case.decide("register", 0)
    return case


def change_of(pairs: list[tuple[int | None, int | None]]) -> Change:
    """Added up by the definition, not by ``Change.count``."""
    both = [(old, new) for old, new in pairs if old is not None and new is not None]
    return Change(
        before=sum(old or 0 for old, _ in pairs),
        after=sum(new or 0 for _, new in pairs),
        panel=len(both),
        panel_before=sum(old for old, _ in both),
        panel_after=sum(new for _, new in both),
        risen=sum(new - old for old, new in both if new > old),
        fallen=sum(new - old for old, new in both if new < old),
        entered=sum(new or 0 for old, new in pairs if old is None),
        left=-sum(old or 0 for old, new in pairs if new is None),
    )


amount = st.one_of(st.none(), signed)


@ROLLED_BACK
@given(lives=st.lists(st.tuples(st.integers(0, 2), amount, amount), max_size=8))
def test_the_four_parts_of_a_change_sum_exactly(app: Flask, lives: list[Any]) -> None:
    with nothing_kept():
        enterprises = [an_enterprise(REGIONS[n]) for n in range(3)]
        of_one: dict[int, list[list[int]]] = {}
        for which, before, after in lives:
            earlier = None
            for year, value in ((DATA_YEAR - 1, before), (DATA_YEAR, after)):
                if value is not None:
                    earlier = registered(enterprises[which], value, year, earlier=earlier)
                    of_one.setdefault(which, [[], []])[year - DATA_YEAR + 1].append(value)
        found = year_on_year(BY_ID["profit"], DATA_YEAR, clock.today(), (Breakdown.COUNTY,))
        by_enterprise = year_on_year(
            BY_ID["profit"], DATA_YEAR, clock.today(), member=Member.ENTERPRISE
        ).total
    lived = [(before, after) for _, before, after in lives if (before, after) != (None, None)]
    assert found.total == change_of(lived)
    assert found.total.risen + found.total.fallen + found.total.entered + found.total.left == (
        found.total.change
    )
    assert sum(change.change for _, change in found.rows) == found.total.change
    sums = [(sum(old) if old else None, sum(new) if new else None) for old, new in of_one.values()]
    assert by_enterprise == change_of(sums)


def test_a_product_whose_registration_was_withdrawn_has_left(app: Flask) -> None:
    with nothing_kept():
        enterprise = an_enterprise("370102")
        last = registered(enterprise, 100, DATA_YEAR - 1)
        registered(enterprise, 130, earlier=last).decide("withdraw", 0)
        found = year_on_year(OUTPUT, DATA_YEAR, clock.today()).total
    assert (found.before, found.after, found.left, found.panel) == (100, 0, -100, 0)
    assert found.like_for_like is None


def test_growth_like_for_like_is_exact_and_leaves_entry_out(app: Flask) -> None:
    with nothing_kept():
        enterprise = an_enterprise("370102")
        registered(enterprise, 104, earlier=registered(enterprise, 96, DATA_YEAR - 1))
        registered(enterprise, 10**14)
        found = year_on_year(OUTPUT, DATA_YEAR, clock.today()).total
    assert found.like_for_like == Fraction(1, 12)
    assert found.entered == 10**14


def test_a_count_has_no_change_of_one_member(app: Flask) -> None:
    with pytest.raises(ValueError, match="patents is no amount"):
        year_on_year(BY_ID["patents"], DATA_YEAR, clock.today())


@ROLLED_BACK
@given(lives=st.lists(st.tuples(st.integers(0, 4), natural, st.booleans()), max_size=9))
def test_the_largest_enterprises_have_the_share_that_adding_up_gives(
    app: Flask, lives: list[tuple[int, int, bool]]
) -> None:
    with nothing_kept():
        enterprises = [an_enterprise("370102") for _ in range(5)]
        sums = dict.fromkeys(range(5), 0)
        for which, value, stays in lives:
            case = registered(enterprises[which], value)
            if stays:
                sums[which] += value
            else:
                case.decide("withdraw", 0)
        found = concentration("output_value", DATA_YEAR, clock.today(), (1, 3, 50))
        none = concentration("output_value", DATA_YEAR, clock.today(), stage=Stage.CERTIFIED)
    ranked = sorted((each for each in sums.values() if each), reverse=True)
    whole = sum(ranked)
    assert (found.total, found.enterprises) == (whole, len(ranked))
    assert [top.amount for top in found.top] == [sum(ranked[:n]) for n in (1, 3, 50)]
    for top in found.top:
        if whole:
            assert top.share is not None
            assert top.share * whole <= top.amount * 1000 < (top.share + 1) * whole
    assert found.herfindahl == (
        sum(Fraction(each, whole) ** 2 for each in ranked) if whole else None
    )
    assert (none.total, none.top[0].percent) == (0, None)


def test_a_share_is_cut_and_not_rounded(app: Flask) -> None:
    with nothing_kept():
        for value in (MAX_FEN, 1):
            registered(an_enterprise("370102"), value)
        first = concentration("sales_revenue", DATA_YEAR, clock.today(), (1,)).top[0]
    assert (first.percent, first.enterprises) == ("99.9", 1)


def test_profit_has_no_concentration(app: Flask) -> None:
    with pytest.raises(ValueError, match="profit has no concentration"):
        concentration("profit", DATA_YEAR, clock.today())


def test_a_series_gives_each_year_as_known_on_the_day(app: Flask) -> None:
    with nothing_kept():
        enterprise = an_enterprise("370102")
        last = registered(enterprise, 100, DATA_YEAR - 1)
        last.decide("certify", 0)
        registered(enterprise, 130, earlier=last, patents=some_patents(3))
        years = (DATA_YEAR - 2, DATA_YEAR - 1, DATA_YEAR)
        found = series(OUTPUT, (Breakdown.REGION,), years, clock.today())
        before = series(OUTPUT, (), years, clock.today() - timedelta(days=1))
        ratio = series(RATIOS["output_per_patent"], (), years, clock.today())
    assert found.total == (Point(0, 0, 0), Point(0, 100, 100), Point(130, 0, 130))
    assert [row.keys[0].code for row in found.rows] == ["370100"]
    assert found.rows[0].points == (None, *found.total[1:])
    assert set(before.total) == {Point(0, 0, 0)}
    assert ratio.total == (*[Point(None, None, None)] * 2, Point(43, None, 43))


def test_output_per_patent_is_not_told_by_kind_of_patent(app: Flask) -> None:
    with pytest.raises(ValueError, match="output_per_patent is not told by kind"):
        series(RATIOS["output_per_patent"], (Breakdown.KIND,), (DATA_YEAR,), clock.today())
    with nothing_kept():
        registered(an_enterprise("370102"), 5, patents=some_patents(1))
        (row,) = to_json(totals(DATA_YEAR, clock.today(), (Breakdown.KIND,)))["rows"]
    assert row["ratios"]["together"].keys() == {"output_per_product"}


LAIWU, LAICHENG, JINAN = "371200", "371202", "370100"


@pytest.mark.parametrize(
    ("by", "of_day", "today"),
    [
        (Breakdown.REGION, {LAIWU: 102, JINAN: 4}, {JINAN: 106}),
        (Breakdown.COUNTY, {LAIWU: 2, LAICHENG: 100, "370102": 4}, {"370116": 100, JINAN: 2, "370102": 4}),
        (Breakdown.PROVINCE, {"370000": 106}, {"370000": 106}),
    ],
)  # fmt: skip
def test_laiwu_is_shown_as_it_was_or_within_jinan_which_took_it_in(
    app: Flask, by: Breakdown, of_day: dict[str, int], today: dict[str, int]
) -> None:
    with nothing_kept():
        for region, value in ((LAICHENG, 100), (LAIWU, 2), ("370102", 4)):
            registered(an_enterprise(region), value)
        shown = {
            codes: {
                row.keys[0].code: row.points[0].together
                for row in series(OUTPUT, (by,), (DATA_YEAR,), clock.today(), codes).rows
                if row.points[0]
            }
            for codes in Codes
        }
    assert shown == {Codes.OF_DAY: of_day, Codes.TODAY: today}


def test_an_enterprise_of_both_cities_is_counted_once_in_todays_codes(app: Flask) -> None:
    with nothing_kept():
        enterprise = an_enterprise(LAICHENG)
        registered(enterprise, 1)
        enterprise.region_code = "370102"
        registered(enterprise, 1)
        found = rows_of(totals(DATA_YEAR, clock.today(), (Breakdown.REGION,), Codes.TODAY))
        of_day = rows_of(totals(DATA_YEAR, clock.today(), (Breakdown.REGION,)))
    assert found[(JINAN,)].together["enterprises"] == 1
    assert of_day[(JINAN,)].together["enterprises"] == 1
    assert of_day[(LAIWU,)].together["enterprises"] == 1


def test_a_region_that_was_split_keeps_its_row_and_the_row_says_so(app: Flask) -> None:
    with nothing_kept():
        registered(an_enterprise("370102"), 7)
        split = db.session.get_one(Region, "370102")
        split.valid_to = date(2025, 8, 31)
        db.session.flush()
        found = to_json(totals(DATA_YEAR, clock.today(), (Breakdown.COUNTY,), Codes.TODAY))
        as_it_was = to_json(totals(DATA_YEAR, clock.today(), (Breakdown.COUNTY,)))
    (row,) = found["rows"]
    assert row["keys"]["county"]["unbridged"] is True
    assert row["cell"]["together"]["output_value"]["fen"] == 7
    assert found["codes"] == "today"
    assert "unbridged" not in as_it_was["rows"][0]["keys"]["county"]
