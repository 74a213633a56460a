"""Figures over the years, year on year and of the largest: pages, files, JSON, commands."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from click.testing import CliRunner
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.commands.facts import statistics_group
from registry.errors import BadInput
from registry.statistics import comparing
from registry.statistics.catalogue import all_figures
from registry.statistics.comparing_forms import (
    change_question,
    concentration_question,
    series_question,
)
from registry.statistics.forms import question
from registry.statistics.growth_text import percent
from registry.statistics.releases import service as releases
from registry.statistics.releases.content import ReleaseStatus
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
PAGES = ("series", "change", "concentration")
ADDRESSES = [f"/statistics/{page}" for page in PAGES]
QUESTIONS: list[Callable[[Any], Any]] = [series_question, change_question, concentration_question]


@pytest.fixture
def statistician(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(UserFactory(statistician=True))


@pytest.fixture
def application(app: Flask) -> Application:
    return ApplicationFactory(certified=True)


@pytest.mark.parametrize("page", PAGES)
def test_page_file_and_json_are_for_staff(app: Flask, sign_in: SignIn, page: str) -> None:
    applicant = sign_in(UserFactory())
    for address in (f"/statistics/{page}", f"/statistics/{page}.csv", f"/api/{page}"):
        assert applicant.get(address).status_code == 403


def test_a_series_says_of_each_year_what_has_been_published_by_then(
    app: Flask, statistician: FlaskClient, application: Application
) -> None:
    one, other = UserFactory(statistician=True), UserFactory(statistician=True)
    with clock.at(date(2025, 11, 1)):
        with unit_of_work():
            made = releases.prepare(
                actor(one), "初步", 2024, date(2025, 10, 31), ReleaseStatus.PROVISIONAL
            )
        with unit_of_work():
            releases.publish(actor(other), made)
        found = statistician.get("/api/series?years=2023-2024&by=region").get_json()
        before = statistician.get("/api/series?years=2024&as_of=2025-10-31").get_json()
        page = statistician.get("/statistics/series?years=2023-2024&by=region").text
    assert found["years"] == [
        {"data_year": 2023, "release": None},
        {
            "data_year": 2024,
            "release": {
                "number": "2024-1",
                "status": "provisional",
                "published_on": "2025-11-01",
            },
        },
    ]
    assert before["years"][0]["release"] is None
    (row,) = found["rows"]
    assert row["points"][0] is None
    assert row["points"][1]["certified"]["yuan"] == "12000000.00"
    assert found["total"][1]["together"]["fen"] == 1_200_000_000
    for said in ("2024-1", "Provisional", "not published", "济南市", "12,000,000.00"):
        assert said in page


def test_year_on_year_is_the_sum_of_its_four_parts(
    app: Flask, statistician: FlaskClient, application: Application
) -> None:
    with clock.at(date(2025, 11, 1)):
        found = statistician.get("/api/change?data_year=2024&by=size").get_json()
        page = statistician.get("/statistics/change?data_year=2024&by=size&unit=wan").text
    whole = found["total"]
    parts = sum(whole[name]["fen"] for name in ("risen", "fallen", "entered", "left"))
    assert parts == whole["change"]["fen"] == whole["entered"]["fen"] == 1_200_000_000
    assert whole["panel"] == {
        "members": 0,
        "before": {"fen": 0, "yuan": "0.00"},
        "after": {"fen": 0, "yuan": "0.00"},
        "like_for_like": None,
    }
    assert "1,200.00" in page and "10,000 yuan" in page


def test_of_one_enterprise_the_largest_has_everything(
    app: Flask, statistician: FlaskClient, application: Application
) -> None:
    with clock.at(date(2025, 11, 1)):
        found = statistician.get("/api/concentration?n=1,3&stage=certified").get_json()
        none = statistician.get("/api/concentration?stage=registered").get_json()
        page = statistician.get("/statistics/concentration?n=3").text
    assert [top["share_percent"] for top in found["top"]] == ["100.0", "100.0"]
    assert found["top"][1]["enterprises"] == 1
    assert found["herfindahl"] == {"numerator": "1", "denominator": "1", "shown": "1.0000"}
    assert none["herfindahl"] is None and none["total"]["fen"] == 0
    assert "100.0 %" in page and "1.0000" in page


@pytest.mark.parametrize("page", PAGES)
def test_the_file_has_exact_yuan_and_what_was_asked(
    app: Flask, statistician: FlaskClient, application: Application, page: str
) -> None:
    with clock.at(date(2025, 11, 1)):
        answer = statistician.get(f"/statistics/{page}.csv?unit=yi&size=small")
    assert answer.content_type == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert any("12000000.00" in line for line in lines)
    assert any("2025-11-01" in line for line in lines)


@pytest.mark.parametrize(
    ("page", "asked", "field"),
    [
        ("series", "years=20x4", "years"),
        ("series", "years=2024-2020", "years"),
        ("series", "years=1900-2000", "years"),
        ("series", "indicator=output", "indicator"),
        ("series", "indicator=output_per_patent&by=kind", "indicator"),
        ("series", "indicator=output_per_patent&kind=invention", "indicator"),
        ("series", "as_of=2999-01-01", "as_of"),
        ("change", "indicator=products", "indicator"),
        ("change", "member=group", "member"),
        ("change", "data_year=1", "data_year"),
        ("change", "by=region,province", "by"),
        ("concentration", "indicator=profit", "indicator"),
        ("concentration", "n=0", "n"),
        ("concentration", "n=1,x", "n"),
        ("concentration", "n=9999999", "n"),
        ("concentration", "stage=draft", "stage"),
        ("concentration", "region=999999", "region"),
        ("concentration", "unit=kg", "unit"),
    ],
)
def test_a_wrong_question_is_answered_with_the_field(
    app: Flask, statistician: FlaskClient, page: str, asked: str, field: str
) -> None:
    answer = statistician.get(f"/statistics/{page}?{asked}")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert statistician.get(f"/api/{page}?{asked}").status_code == 422


words = st.text(st.sampled_from("0123456789-,x年output_valueall"), max_size=12)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    given_words=st.dictionaries(
        st.sampled_from(
            ["years", "indicator", "n", "stage", "member", "by", "as_of", "region", "class", "unit"]
        ),
        words,
        max_size=4,
    ),
    which=st.integers(0, 2),
)
def test_any_words_are_a_question_or_name_their_fields(
    app: Flask, given_words: dict[str, str], which: int
) -> None:
    try:
        asked = QUESTIONS[which]({word: [text] for word, text in given_words.items()})
    except BadInput as error:
        assert {problem.field for problem in error.problems} <= set(given_words)
        assert all(problem.text() for problem in error.problems)
        return
    told = {word: [text] for word, text in asked.address().items()}
    assert QUESTIONS[which](told) == asked


@pytest.mark.parametrize(
    "asked",
    [
        "by=region,class&region=370000,370100&size=small&kind=design,none&right=both&codes=today",
        "order=-output_per_patent&unit=yi",
        "data_year=2023&as_of=2025-08-31&class=03,0301&order=-code",
        "order=patents&unit=wan&by=county",
    ],
)
def test_the_whole_question_of_the_totals_stands_in_the_address(app: Flask, asked: str) -> None:
    given_words = {word: [text] for word, text in (each.split("=") for each in asked.split("&"))}

    def read(words: dict[str, list[str]]) -> Any:
        own = [words.get(word, [""])[0] for word in ("data_year", "as_of", "by", "codes")]
        return question(*own, words)

    one = read(given_words)
    assert read({word: [text] for word, text in one.address().items()}) == one


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("order=weight", "order"),
        ("order=-output_per_patent&by=kind", "order"),
        ("unit=kg", "unit"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("region=37", "region"),
        ("class=99", "class"),
        ("size=huge", "size"),
        ("kind=trademark", "kind"),
        ("right=owner", "right"),
        ("industry=3451", "industry"),
        ("figures=none", "figures"),
        ("region=" + ",".join(["370100", *(str(370100 + n) for n in range(60))]), "region"),
    ],
)
def test_a_wrong_filter_order_page_or_unit_is_answered_with_the_field(
    app: Flask, statistician: FlaskClient, asked: str, field: str
) -> None:
    answer = statistician.get(f"/statistics/totals?{asked}")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text


def test_a_page_of_totals_sorts_narrows_and_says_its_unit_and_rounding(
    app: Flask, statistician: FlaskClient, application: Application
) -> None:
    asked = "by=region,industry&region=370000&unit=yi&order=-output_value&figures=amounts"
    page = statistician.get(f"/statistics/totals?{asked}").text
    assert 'aria-sort="descending"' in page
    assert "0.12" in page and "100 million yuan" in page and "half to the even neighbour" in page
    assert "region=370000" in page and "Narrowed to" in page
    assert "target-bar" not in page
    empty = statistician.get("/api/totals?region=110000").get_json()
    assert empty["filters"] == {"region": ["110000"]} and empty["progress"] is None
    assert empty["total"]["together"]["products"] == 0
    paged = statistician.get("/api/totals?by=region&page=1").get_json()
    assert paged["page"] == {"page": 1, "pages": 1, "rows_in_all": 1, "order": "code"}
    file = statistician.get("/statistics/totals.csv?by=region&region=370000").text
    assert '"Only","region","370000"' in file and "together_output_per_patent" in file


def test_every_figure_can_be_asked_over_the_years(app: Flask, application: Application) -> None:
    for figure in all_figures():
        asked = series_question({"indicator": [figure.id]})
        assert comparing.series_of(asked).total[-1].together is not None


def test_the_commands_answer_as_the_addresses_do(
    app: Flask, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.commands.frame.application", lambda: app)
    run = CliRunner()
    for name in PAGES:
        answer = run.invoke(statistics_group, [name, "--json"], catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        assert json.loads(answer.output)["indicator"] == "output_value"
        assert run.invoke(statistics_group, [name]).exit_code == 0
    wrong = run.invoke(statistics_group, ["concentration", "--n", "0"])
    assert wrong.exit_code == 1 and "n: 0" in wrong.output


def test_percent_is_rounded_half_away_from_zero() -> None:
    assert [percent(Fraction(n, 2000)) for n in (1, -1, 0, 2000)] == [
        "+0.1",
        "-0.1",
        "0.0",
        "+100.0",
    ]
    assert percent(None) == "—" and percent(Fraction(1, 3), signed=False) == "33.3"
