"""The work list: whose, how old, by when; sorted, paged, and as a table."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import application_input
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.errors import BadInput
from registry.extensions import db
from registry.reviews import assignments
from registry.reviews.deadlines import due
from registry.reviews.filters import Age, Filter, Whose, read_filter
from registry.reviews.work_list import Asked, work_list
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
WORDS = ("status", "whose", "age", "order", "page")


@pytest.fixture
def reviewer(app: Flask) -> User:
    user: User = UserFactory(reviewer=True)
    return user


def handed_in(days_ago: int, name: str, **wanted: object) -> Application:
    with clock.at(clock.today() - timedelta(days=days_ago)):
        it: Application = ApplicationFactory(
            submitted=True, given=application_input(product_name=name), **wanted
        )
    return it


def names(chosen: Filter, user: User, per_page: int = 40) -> list[str]:
    listed = work_list(Asked(chosen, user.id, clock.today()), per_page)
    return [row.application.product.name for row in listed.rows]


def taken_by(user: User, application: Application) -> None:
    with unit_of_work():
        assignments.take(actor(user), db.session.get_one(Application, application.id), 0)


def test_the_list_shows_mine_nobodys_and_what_is_overdue(reviewer: User) -> None:
    mine, others, late = (
        handed_in(days, name) for days, name in ((2, "甲"), (3, "乙"), (60, "丙"))
    )
    taken_by(reviewer, mine)
    taken_by(UserFactory(reviewer=True), others)
    assert names(Filter(whose=Whose.OWN), reviewer) == ["甲"]
    assert names(Filter(whose=Whose.UNASSIGNED), reviewer) == ["丙"]
    assert names(Filter(whose=Whose.OVERDUE), reviewer) == ["丙"]
    listed = work_list(Asked(Filter(), reviewer.id, clock.today()), 40)
    assert list(listed.whose.values()) == [3, 1, 1, 1]
    assert list(listed.ages.values()) == [2, 0, 1]
    assert listed.rows[0].application.id == late.id


def test_every_count_says_how_many_there_would_be(reviewer: User) -> None:
    for days, name in ((1, "甲"), (20, "乙"), (25, "丙"), (50, "丁")):
        handed_in(days, name)
    ApplicationFactory(registered=True, given=application_input(product_name="戊"))
    for chosen in (Filter(), Filter(Status.SUBMITTED), Filter(Status.SUBMITTED, age=Age.MONTH)):
        listed = work_list(Asked(chosen, reviewer.id, clock.today()), 40)
        assert listed.total == len(listed.rows)
        for age, count in listed.ages.items():
            assert len(names(Filter(chosen.status, age=age), reviewer)) == count
        for status, count in listed.stages.items():
            assert len(names(Filter(status, age=chosen.age), reviewer)) == count


@pytest.mark.parametrize("reach", ["submitted", "registered", "public_notice"])
def test_the_database_and_the_due_day_agree_on_what_is_overdue_on_every_day(
    reviewer: User, reach: str
) -> None:
    ApplicationFactory(reach=reach, given=application_input(product_name="甲"))
    begun = clock.today()
    seen = set()
    for days in (0, 1, *range(16, 45)):
        with clock.at(begun + timedelta(days=days)):
            (row,) = work_list(Asked(Filter(), reviewer.id, clock.today()), 40).rows
            assert row.due is not None
            listed = names(Filter(whose=Whose.OVERDUE), reviewer)
            assert (listed == ["甲"]) == row.due.overdue == (row.due.day < clock.today())
            seen.add(row.due.overdue)
    assert seen == {False, True}


def test_what_nobody_has_to_decide_has_no_due_day(app: Flask) -> None:
    given = application_input(seeks_certification=False)
    assert due(ApplicationFactory(registered=True, given=given), clock.today()) is None
    assert due(ApplicationFactory(), clock.today()) is None


def test_the_list_is_sorted_and_paged_in_the_database(reviewer: User) -> None:
    for days, name in ((1, "A"), (2, "C"), (3, "B")):
        handed_in(days, name)
    assert names(read_filter({}), reviewer) == ["B", "C", "A"]
    assert names(read_filter({"order": "-handed_in"}), reviewer) == ["A", "C", "B"]
    assert names(read_filter({"order": "product"}), reviewer) == ["A", "B", "C"]
    by_due = read_filter({"order": "-due", "status": "submitted"})
    assert names(by_due, reviewer) == ["A", "C", "B"]
    assert names(read_filter({"order": "product", "page": "2"}), reviewer, 2) == ["C"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("whose", {"whose": "theirs"}),
        ("age", {"age": "old"}),
        ("order", {"order": "--product"}),
        ("order", {"order": "name;drop table"}),
        ("order", {"order": "due"}),
        ("status", {"status": "draft"}),
    ],
)
def test_a_wrong_part_of_the_address_is_named(
    app: Flask, sign_in: SignIn, reviewer: User, field: str, given: dict[str, str]
) -> None:
    answer = sign_in(reviewer).get(
        "/reviews/", query_string=given, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert [each["field"] for each in answer.get_json()["problems"]] == [field]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(WORDS), st.text(max_size=12)))
def test_any_address_is_read_or_refused_with_the_field(given: dict[str, str]) -> None:
    try:
        chosen = read_filter(MultiDict(given))
    except BadInput as error:
        assert {problem.field for problem in error.problems} <= set(WORDS)
    else:
        assert read_filter(chosen.args()) == Filter(
            chosen.status, chosen.whose, chosen.age, chosen.order, chosen.descending
        )


def test_the_table_has_the_rows_of_the_filter_and_no_formula(
    app: Flask, sign_in: SignIn, reviewer: User
) -> None:
    handed_in(60, "=1+1")
    taken_by(reviewer, handed_in(1, "乙"))
    answer = sign_in(reviewer).get("/reviews/table.csv?whose=overdue")
    assert answer.mimetype == "text/csv"
    head, *rows = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    (row,) = (dict(zip(head, each, strict=True)) for each in rows)
    assert (row["product"], row["overdue"], row["reviewer"]) == ("'=1+1", "yes", "")
    whole = sign_in(reviewer).get("/reviews/table.csv").get_data(as_text=True)
    assert reviewer.name in whole


def test_the_page_says_that_the_days_are_examples_and_what_is_overdue(
    app: Flask, sign_in: SignIn, reviewer: User
) -> None:
    it = handed_in(60, "甲")
    page = sign_in(reviewer).get("/reviews/").text
    assert 'badge-overdue">Past the due day' in page
    assert "are example values" in page
    assert 'aria-sort="ascending"' in page
    assert "badge-overdue" in sign_in(reviewer).get(f"/reviews/{it.public_id}").text
