"""GB/T 4754: the operator's table loaded, dated, followed; declared, refused, told."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import application_input
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import func, select

from registry.accounts.models import User
from registry.applications import service as applications
from registry.applications.models import Application
from registry.codes.industries import check_industry, classes, followed, industry, is_loaded
from registry.codes.loading import TableProblems, load_industries
from registry.codes.models import IndustryLevel, NationalIndustry
from registry.commands.codes import codes as codes_group
from registry.errors import BadInput
from registry.extensions import db
from registry.integrity.verify import examine
from registry.statistics.breakdowns import Breakdown
from registry.statistics.queries import totals
from registry.tables.problems import FileProblem
from registry.transaction import unit_of_work

EXAMPLE = """code,name,level,valid_from,valid_to,successor
C,示例制造业,section,2017-10-01,,
34,示例通用设备制造业,division,2017-10-01,,
345,示例轴承、齿轮制造,group,2017-10-01,,
3451,示例滚动轴承制造,class,2017-10-01,2024-06-30,3452
3452,示例滑动轴承制造,class,2017-10-01,,
3453,示例齿轮制造,class,2017-10-01,2024-06-30,
3453,示例另一类,class,2024-07-01,,
"""
BEGUN = date(2017, 10, 1)


def written(folder: Path, text: str, name: str = "classes.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def loaded(app: Flask, tmp_path: Path) -> Path:
    path = written(tmp_path, EXAMPLE)
    with unit_of_work():
        assert load_industries(path, "EXAMPLE 2017").added == 7
    return path


def test_loading_the_same_table_again_changes_nothing(loaded: Path) -> None:
    with unit_of_work():
        done = load_industries(loaded, "EXAMPLE 2017")
    assert (done.added, done.changed, done.unchanged) == (0, 0, 7)


def test_a_code_means_what_the_edition_of_the_day_says(loaded: Path) -> None:
    before, after = industry("3453", date(2023, 12, 31)), industry("3453", date(2024, 12, 31))
    assert before is not None and before.name == "示例齿轮制造"
    assert after is not None and after.name == "示例另一类"
    assert classes(date(2023, 12, 31)) == {"3451", "3452", "3453"}
    assert classes(date(2024, 12, 31)) == {"3452", "3453"}
    assert followed(date(2023, 12, 31), date(2025, 9, 1)) == {"3451": "3452", "3453": None}
    assert followed(date(2024, 12, 31), date(2025, 9, 1)) == {}


def test_a_row_takes_its_end_and_its_successor_from_a_later_file(
    loaded: Path, tmp_path: Path
) -> None:
    later = (
        "代码,名称,层级,生效日期,失效日期,后继代码\n"
        "3452,示例滑动轴承制造,小类,2017-10-01,2025-06-30,3459\n3459,示例轴承制造,小类,2025-07-01,,\n"
    )
    with unit_of_work():
        done = load_industries(written(tmp_path, later, "later.csv"), "EXAMPLE 2025")
    assert (done.added, done.changed) == (1, 1)
    assert followed(date(2023, 12, 31), date(2025, 9, 1))["3451"] == "3459"


def test_a_workbook_without_days_takes_the_day_of_the_option(app: Flask, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("行业代码", "行业名称"), ("C", "示例制造业"), ("3451", "示例轴承制造")):
        book.active.append(row)
    book.save(tmp_path / "classes.xlsx")
    with unit_of_work():
        done = load_industries(tmp_path / "classes.xlsx", "EXAMPLE", BEGUN)
    assert done.added == 2
    found = industry("3451", BEGUN)
    assert found is not None and found.level is IndustryLevel.CLASS and found.edition == "EXAMPLE"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("345x,示例,class,2017-10-01,,", "code"),
        ("３４５１,示例,class,2017-10-01,,", "code"),
        ("34515,示例,class,2017-10-01,,", "code"),
        ("3451,,class,2017-10-01,,", "name"),
        ("3451,示例,group,2017-10-01,,", "level"),
        ("3451,示例,类,2017-10-01,,", "level"),
        ("3451,示例,class,2017/10/1,,", "valid_from"),
        ("3451,示例,class,,,", "valid_from"),
        ("3451,示例,class,2017-10-01,2017-02-30,", "valid_to"),
        ("3451,示例,class,2017-10-01,2016-01-01,", "valid_to"),
        ("3451,示例,class,2017-10-01,2020-01-01,9999", "successor"),
        ("3451,示例,class,2017-10-01,,3452", "successor"),
        ("3452,示例,class,2018-10-01,,", "valid_from"),
    ],
)
def test_one_wrong_row_keeps_the_whole_table_out(
    app: Flask, tmp_path: Path, row: str, field: str
) -> None:
    head, good = EXAMPLE.splitlines()[0], "3452,示例滑动轴承制造,class,2017-10-01,,"
    path = written(tmp_path, f"{head}\n{good}\n{row}\n")
    with pytest.raises(TableProblems) as raised, unit_of_work():
        load_industries(path, "EXAMPLE")
    assert [(line, problem.field) for line, problem in raised.value.problems] == [(3, field)]
    assert not is_loaded()


def test_a_stored_class_cannot_get_another_name(loaded: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "code,name,valid_from\n345,示例改名,2017-10-01\n", "again.csv")
    with pytest.raises(TableProblems) as raised:
        load_industries(path, "EXAMPLE")
    assert raised.value.problems[0][1].field == "name"
    db.session.rollback()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(["3451", "34", "C", "class", "2017-10-01", "2020-01-01", "名"]),
                st.text(max_size=6),
            ),
            max_size=7,
        ),
        max_size=5,
    )
)
def test_any_table_is_taken_whole_or_told_row_by_row(
    app: Flask, tmp_path: Path, rows: list[list[str]]
) -> None:
    text = EXAMPLE.splitlines()[0] + "\n" + "\n".join(",".join(row) for row in rows) + "\n"
    path = tmp_path / "any.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load_industries(path, "EXAMPLE")
    except FileProblem:
        pass
    except TableProblems as error:
        assert all(line > 1 and problem.text() for line, problem in error.problems)
        assert not db.session.new
    finally:
        db.session.rollback()


def test_the_command_loads_and_names_each_wrong_row(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.commands.frame.application", lambda: app)
    run = CliRunner()
    good = ["load", str(written(tmp_path, EXAMPLE)), "--edition", "EXAMPLE 2017"]
    answer = run.invoke(codes_group, good)
    assert answer.exit_code == 0 and "7 classes added" in answer.output
    bad = written(tmp_path, "code,name\n99999,示例\n", "bad.csv")
    refused = run.invoke(
        codes_group, ["load", str(bad), "--edition", "X", "--valid-from", "2017-10-01"]
    )
    assert refused.exit_code == 1 and "bad.csv:2: code: 99999" in refused.output
    assert run.invoke(codes_group, ["load", str(bad), "--edition", " "]).exit_code == 2


def test_an_application_names_a_class_of_the_table_and_is_told_by_it(
    loaded: Path, app: Flask
) -> None:
    made = ApplicationFactory(registered=True, given=application_input(industry_code="3452"))
    assert made.industry_code == "3452"
    rows = totals(2024, date(2025, 9, 1), (Breakdown.INDUSTRY,)).rows
    assert [(row.keys[0].code, row.keys[0].name) for row in rows] == [("3452", "示例滑动轴承制造")]
    assert rows[0].keys[0].parent_name == "示例通用设备制造业"
    assert not list(examine(db.session.connection()).faults())


@pytest.mark.parametrize("code", ["3451", "345", "34", "C", "9999", "", "３４５２", "345 "])
def test_what_is_no_class_at_the_end_of_the_data_year_is_refused(loaded: Path, code: str) -> None:
    user = UserFactory()
    with pytest.raises(BadInput) as raised, unit_of_work():
        applications.begin(actor(user), 2025, application_input(industry_code=code))
    assert [problem.field for problem in raised.value.problems] == ["industry_code"]
    assert db.session.scalars(select(func.count()).select_from(Application)).one() == 0


def test_without_a_table_no_class_can_be_named_and_the_form_does_not_ask(
    app: Flask, sign_in: Callable[[User], FlaskClient]
) -> None:
    (problem,) = check_industry("3452", 2024)
    assert "No table of GB/T 4754 is loaded" in problem.text()
    assert check_industry(None, 2024) == []
    assert "industry_code" not in sign_in(UserFactory()).get("/applications/new").text


def test_the_form_takes_a_class_and_says_what_is_wrong_with_another(
    loaded: Path, app: Flask, sign_in: Callable[[User], FlaskClient]
) -> None:
    browser = sign_in(UserFactory())
    given = {"round_year": "2025", "product_name": "示例产品", "class_code": "0301", "save": "1"}
    assert 'name="industry_code"' in browser.get("/applications/new").text
    for wrong in ("34", "3451", "<b>"):
        answer = browser.post("/applications/new", data=given | {"industry_code": wrong})
        assert answer.status_code == 422 and 'id="industry_code-error"' in answer.text
    done = browser.post("/applications/new", data=given | {"industry_code": "3452"})
    assert done.status_code == 303
    assert db.session.scalars(select(Application.industry_code)).all() == ["3452"]
    assert 'value="3452"' in browser.get(f"{done.location}/edit").text


@pytest.mark.skipif("REGISTRY_TEST_DATA" not in os.environ, reason="needs the real table")
def test_the_real_table_of_2017_has_its_1381_classes(app: Flask) -> None:
    path = Path(os.environ["REGISTRY_TEST_DATA"]) / "gbt4754_2017.csv"
    with unit_of_work():
        load_industries(path, "GB/T 4754-2017", BEGUN)
    levels = select(NationalIndustry.level, func.count()).group_by(NationalIndustry.level)
    counts = {level: number for level, number in db.session.execute(levels)}
    assert counts[IndustryLevel.CLASS] == 1381
    assert (counts[IndustryLevel.SECTION], counts[IndustryLevel.DIVISION]) == (20, 97)
    assert industry("3453", BEGUN) is not None
