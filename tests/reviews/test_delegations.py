"""A reviewer is away, and another one stands in."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.audit import AuditEntry
from registry.errors import Conflict
from registry.extensions import db
from registry.reviews import assignments
from registry.reviews.delegations import absent_for, delegate, deputies
from registry.reviews.models import Delegation
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def people(app: Flask) -> list[User]:
    return [UserFactory(reviewer=True) for _ in range(3)]


def days(first: int, last: int) -> list[date]:
    return [clock.today() + timedelta(days=each) for each in (first, last)]


def away(user: User, other: User, first: int, last: int) -> None:
    with unit_of_work():
        from_on, until_on = days(first, last)
        delegate(actor(user), other.email, from_on, until_on)


def test_on_the_days_of_absence_the_cases_stand_in_the_others_list_and_then_no_more(
    sign_in: SignIn, people: list[User]
) -> None:
    one, other, _ = people
    it = ApplicationFactory(submitted=True)
    with unit_of_work():
        assignments.take(actor(one), db.session.get_one(Application, it.id), 0)
    away(one, other, 1, 2)
    for day, listed in ((0, False), (1, True), (2, True), (3, False)):
        with clock.at(clock.today() + timedelta(days=day)):
            page = sign_in(other).get("/reviews/?whose=own").text
            assert (it.public_id in page) is listed
            assert (f"{other.name} stands in" in page) is listed
            assert it.public_id in sign_in(one).get("/reviews/?whose=own").text


def test_an_absence_is_recorded_and_ended_each_with_its_entry(
    sign_in: SignIn, people: list[User]
) -> None:
    one, other, third = people
    first, last = days(0, 5)
    fields = {
        "reviewer": other.email,
        "from_on": first.isoformat(),
        "until_on": last.isoformat(),
    }
    browser = sign_in(one)
    assert browser.post("/reviews/away", data=fields).status_code == 302
    assert deputies(clock.today()) == {one.id: other.name}
    (row,) = db.session.scalars(select(Delegation)).all()
    assert sign_in(third).post("/reviews/away", data={"end": str(row.id)}).status_code == 403
    assert other.name in browser.get("/reviews/away").text
    assert browser.post("/reviews/away", data={"end": str(row.id)}).status_code == 302
    assert absent_for(other.id, clock.today()) == []
    verbs = select(AuditEntry.verb).where(AuditEntry.subject_type == "delegation")
    assert db.session.scalars(verbs.order_by(AuditEntry.id)).all() == ["delegate", "end"]


def test_there_are_no_chains_and_nobody_is_away_twice(people: list[User]) -> None:
    one, other, third = people
    away(one, other, 5, 9)
    for who, to in ((one, third), (other, third), (third, one)):
        with pytest.raises(Conflict):
            away(who, to, 9, 12)
    away(other, third, 10, 12)
    away(third, other, 1, 4)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reviewer", ""),
        ("reviewer", "nobody@example.org"),
        ("reviewer", "self"),
        ("from_on", "2020-01-01"),
        ("from_on", "明天"),
        ("until_on", "2025-01-01"),
        ("until_on", "2099-01-01"),
        ("until_on", "9999-12-31"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    sign_in: SignIn, people: list[User], field: str, value: str
) -> None:
    one, other, _ = people
    day = clock.today().isoformat()
    fields = {"reviewer": other.email, "from_on": day, "until_on": day}
    answer = sign_in(one).post(
        "/reviews/away", data=fields | {field: one.email if value == "self" else value}
    )
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert db.session.scalars(select(Delegation)).all() == []
