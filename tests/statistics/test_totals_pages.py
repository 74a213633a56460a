"""The totals as a page, a file and JSON."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from factories import ApplicationFactory, UserFactory
from factories.applications import application_input
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from watching import statements

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.errors import BadInput
from registry.extensions import db
from registry.money import format_yuan
from registry.statistics.breakdowns import Breakdown
from registry.statistics.bridging import Codes
from registry.statistics.exports import safe
from registry.statistics.forms import question
from registry.statistics.queries import totals
from registry.statistics.schemas import to_json

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def statistician(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(UserFactory(statistician=True))


@pytest.fixture
def application(app: Flask) -> Application:
    return ApplicationFactory(registered=True)


@pytest.mark.parametrize("path", ["/statistics/totals", "/statistics/totals.csv", "/api/totals"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ({"statistician": True}, 200),
        ({"reviewer": True}, 200),
        ({"operator": True}, 200),
        ({}, 403),
    ],
)
def test_totals_are_for_staff(
    app: Flask, sign_in: SignIn, path: str, who: dict[str, bool], status: int
) -> None:
    assert sign_in(UserFactory(**who)).get(path).status_code == status


@pytest.mark.parametrize("path", ["/statistics/totals", "/statistics/totals.csv", "/api/totals"])
def test_a_visitor_sees_no_totals(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 403


def test_page_api_and_query_give_the_same_totals_to_the_fen(
    statistician: FlaskClient, application: Application
) -> None:
    found = totals(2024, clock.today(), (Breakdown.REGION, Breakdown.CLASS))
    query = f"data_year=2024&as_of={clock.today()}&by=region,class"
    assert statistician.get(f"/api/totals?{query}").json == to_json(found)
    page = statistician.get(f"/statistics/totals?{query}").text
    row = re.search(r"济南市.*?</tbody>", page, re.DOTALL)
    assert row is not None
    for amount in ("output_value", "sales_revenue", "export_value", "profit"):
        assert f">{format_yuan(found.rows[0].cell.registered[amount])}</td>" in row.group()
        assert f">{format_yuan(found.total.together[amount])}</td>" in page


def test_amounts_in_json_are_whole_fen_and_decimal_text(
    statistician: FlaskClient, application: Application
) -> None:
    answer = statistician.get("/api/totals?data_year=2024&by=region").get_json()
    assert answer["total"]["registered"]["output_value"] == {
        "fen": 1_200_000_000,
        "yuan": "12000000.00",
    }
    assert answer["total"]["registered"]["patents"] == 2
    assert answer["rows"][0]["keys"]["region"]["code"] == "370100"
    assert answer["rows"][0]["keys"]["region"]["parent_code"] == "370000"
    assert answer["as_of"] == "2025-09-01"
    assert answer["progress"]["share_percent"] == "0.0"
    assert answer["progress"]["missing"]["yuan"] == "84988000000.00"
    assert answer["benchmarks_are_example"] is True


def test_the_page_says_unit_data_year_day_target_and_that_benchmarks_are_examples(
    statistician: FlaskClient, application: Application
) -> None:
    page = statistician.get("/statistics/totals").text
    for said in (
        "Data year 2024, as known on 2025-09-01",
        "yuan",
        "850.00 × 100 million yuan",
        "849.88 × 100 million yuan",
        '<progress class="target-bar" max="100" value="0.0"',
        "EXAMPLE",
        "What these figures mean",
    ):
        assert said in page


def test_without_a_question_the_newest_data_year_is_shown_as_of_today(
    statistician: FlaskClient,
) -> None:
    answer = statistician.get("/api/totals").get_json()
    assert (answer["data_year"], answer["as_of"], answer["by"]) == (2024, "2025-09-01", [])


asked_words = st.one_of(
    st.text(max_size=12),
    st.lists(st.sampled_from([*Breakdown, " size", "Region", ""]), max_size=3).map(",".join),
)

WRONG = [
    ("data_year", "20x4"),
    ("data_year", "２０２４"),
    ("data_year", "1066"),
    ("as_of", "01.09.2025"),
    ("as_of", "2025-02-30"),
    ("as_of", "20250901"),
    ("as_of", "2025-09-02"),
    ("by", "colour"),
    ("by", "region,province"),
    ("by", "size,size"),
    ("by", "county,region"),
    ("by", "kind,kind"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_wrong_question_is_answered_with_the_field_and_what_would_be_right(
    statistician: FlaskClient, field: str, value: str
) -> None:
    answer = statistician.get("/api/totals", query_string={field: value})
    assert answer.status_code == 422
    assert answer.json is not None
    (problem,) = answer.json["problems"]
    assert (problem["field"], problem["given"]) == (field, value)
    page = statistician.get("/statistics/totals", query_string={field: value})
    assert page.status_code == 422
    assert page.text.count(f'href="#{field}"') == 1
    assert f'id="{field}"' in page.text
    assert problem["message"] in page.text


@pytest.mark.parametrize("codes", ["TODAY", "2019", "of_day,today", "今天"])
def test_codes_that_there_are_not_are_refused_by_name(
    statistician: FlaskClient, codes: str
) -> None:
    answer = statistician.get("/api/totals", query_string={"codes": codes})
    assert answer.status_code == 422
    (problem,) = answer.get_json()["problems"]
    assert (problem["field"], problem["given"]) == ("codes", codes)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(by=asked_words, codes=st.one_of(st.text(max_size=12), st.sampled_from(list(Codes))))
def test_any_text_is_read_as_a_question_or_refused_by_the_name_of_its_field(
    app: Flask, by: str, codes: str
) -> None:
    try:
        read = question("2024", "", by, codes)
    except BadInput as error:
        refused = {problem.field for problem in error.problems}
        assert refused <= {"by", "codes"}
        assert ("codes" in refused) == (codes not in ("", *Codes))
    else:
        assert (read.codes, ",".join(read.by)) == (codes or Codes.OF_DAY, by.replace(" ", ""))


def test_ratios_are_exact_in_json_with_what_is_shown_beside(
    statistician: FlaskClient, application: Application
) -> None:
    answer = statistician.get("/api/totals?data_year=2024&by=kind,basis&codes=today").get_json()
    assert answer["codes"] == "today"
    assert answer["ratios"]["registered"]["output_per_patent"] == {
        "numerator": 1_200_000_000,
        "denominator": 2,
        "fen": 600_000_000,
        "yuan": "6000000.00",
    }
    assert answer["ratios"]["certified"]["output_per_patent"] is None
    assert answer["rows"][0]["keys"]["kind"]["name_en"] == "Invention"
    assert answer["rows"][0]["keys"]["basis"]["code"] == "patentee"


def test_several_wrong_fields_are_named_together(statistician: FlaskClient) -> None:
    answer = statistician.get("/api/totals?data_year=x&as_of=y&by=z").get_json()
    assert [problem["field"] for problem in answer["problems"]] == ["data_year", "as_of", "by"]


def test_what_was_typed_wrong_stays_in_the_form(statistician: FlaskClient) -> None:
    page = statistician.get("/statistics/totals?data_year=20x4&by=class").text
    assert 'value="20x4"' in page
    assert '<option value="class" selected>' in page


def test_the_selects_of_the_page_may_each_give_their_part_of_the_breakdown(
    statistician: FlaskClient, application: Application
) -> None:
    answer = statistician.get("/api/totals?by=province&by=&by=size").get_json()
    assert answer["by"] == ["province", "size"]
    assert set(answer["rows"][0]["keys"]) == {"province", "size"}


def test_the_csv_is_titled_typed_and_exact(
    statistician: FlaskClient, application: Application
) -> None:
    answer = statistician.get("/statistics/totals.csv?data_year=2024&by=class")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="totals-2024-as-of-2025-09-01.csv"'
    )
    text = answer.data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[1:3] == [["Data year", "2024"], ["As of", "2025-09-01"]]
    header, row, last = lines[5], lines[6], lines[7]
    assert row[0] == "0301"
    assert Decimal(row[header.index("registered_output_value")]) == Decimal("12000000.00")
    assert last[0] == "Total"
    assert '"0301"' in text
    assert ",12000000.00," in text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_a_text_that_looks_like_a_formula_is_made_harmless(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_the_page_of_a_day_before_anything_was_counted_says_so(
    statistician: FlaskClient, application: Application
) -> None:
    before = clock.today() - timedelta(days=1)
    page = statistician.get(f"/statistics/totals?data_year=2024&by=region&as_of={before}").text
    assert "Nothing had been counted for this data year by this day." in page


def test_the_page_asks_the_same_number_of_queries_however_many_rows_it_has(
    statistician: FlaskClient,
) -> None:
    lengths = []
    for class_codes in (("0301",), ("0101", "0302", "0303", "0401")):
        for class_code in class_codes:
            ApplicationFactory(registered=True, given=application_input(class_code=class_code))
        db.session.remove()
        with statements() as sent:
            assert statistician.get("/statistics/totals?by=region,class").status_code == 200
        lengths.append(len(sent))
    assert lengths[0] == lengths[1]


def test_rows_that_no_release_would_show_are_marked_for_staff(statistician: FlaskClient) -> None:
    for _ in range(2):
        ApplicationFactory(registered=True, given=application_input(class_code="0301"))
    marked = "withheld in releases: too few enterprises"
    page = statistician.get("/statistics/totals?by=class").text
    assert page.count(marked) == 1
    assert "You see more than the public" in page
    for _ in range(4):
        ApplicationFactory(registered=True, given=application_input(class_code="0301"))
    page = statistician.get("/statistics/totals?by=class").text
    assert "withheld in releases" not in page
    assert "You see more than the public" not in page
