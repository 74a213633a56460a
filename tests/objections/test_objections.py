"""Public notices, and objections from the form to the answer."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.accounts import role_row
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.applications.objections import AnswerKind, Ground, Objection
from registry.applications.workflow import Status
from registry.audit import AuditEntry
from registry.certification import service as certification
from registry.errors import BadInput, Conflict
from registry.extensions import db
from registry.messages.models import Message
from registry.objections import service
from registry.objections.reading import ObjectionInput, read_objection
from registry.permissions import ANONYMOUS, Role
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
TYPED = {
    "name": "张异议",
    "contact": "13800000000",
    "ground": "patent_right",
    "objection": "该专利归我方所有。\n证据另附。",
}


@pytest.fixture(autouse=True)
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


@pytest.fixture
def announced(app: Flask) -> Application:
    it: Application = ApplicationFactory(under_notice=True)
    return it


def send(browser: FlaskClient, it: Application, **changes: str) -> tuple[int, str]:
    address = f"/notices/{it.registration_number}/objection"
    answer = browser.post(address, data=TYPED | changes)
    return answer.status_code, answer.text


def kept() -> list[Objection]:
    db.session.rollback()
    return list(db.session.scalars(select(Objection).order_by(Objection.id)))


def certify(it: Application, days: int = 30) -> None:
    with clock.at(clock.today() + timedelta(days=days)), unit_of_work():
        found = db.session.get_one(Application, it.id)
        certification.certify(actor(UserFactory(reviewer=True)), found, Grounds())


def answered(it: Objection, kind: AnswerKind) -> None:
    with unit_of_work():
        found = db.session.get_one(Objection, it.id)
        service.answer(actor(UserFactory(reviewer=True)), found, kind, "示例理由")


def test_the_public_sees_what_is_under_notice_with_its_period_and_nothing_else(
    client: FlaskClient, announced: Application
) -> None:
    registered = ApplicationFactory(registered=True)
    page = client.get("/notices").text
    assert f"/notices/{announced.registration_number}" in page
    assert str(registered.registration_number) not in page
    assert announced.notice_until is not None
    one = client.get(f"/notices/{announced.registration_number}").text
    for day in (clock.today(), announced.notice_until):
        assert f'datetime="{day.isoformat()}"' in one
    assert "10 days" in one
    for hidden in ("12,000,000", announced.public_id, "示例用户"):
        assert hidden not in one
    assert client.get(f"/notices/{registered.registration_number}").status_code == 404


def test_when_the_period_is_over_the_page_says_so_and_takes_nothing(
    client: FlaskClient, announced: Application
) -> None:
    assert announced.notice_until is not None
    with clock.at(announced.notice_until):
        assert announced.registration_number in client.get("/notices").text
    with clock.at(announced.notice_until + timedelta(days=1)):
        assert str(announced.registration_number) not in client.get("/notices").text
        page = client.get(f"/notices/{announced.registration_number}").text
        assert "The period for objections is over." in page
        form = client.get(f"/notices/{announced.registration_number}/objection").text
        assert "<textarea" not in form
        assert send(client, announced)[0] == 409
    assert kept() == []


def test_an_objection_is_kept_and_the_enterprise_is_told_without_who_it_was(
    client: FlaskClient, announced: Application
) -> None:
    assert send(client, announced)[0] == 302
    (it,) = kept()
    assert (it.name, it.contact, it.ground) == ("张异议", "13800000000", Ground.PATENT_RIGHT)
    assert (it.recorded_by_id, it.received_on) == (None, clock.today())
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "receive")).one()
    told = db.session.scalars(select(Message).where(Message.kind == "objection.receive")).one()
    for text in (str(entry.details), told.text, told.subject):
        assert "张异议" not in text and "13800000000" not in text and "归我方" not in text


def test_the_same_objection_twice_is_kept_once(client: FlaskClient, announced: Application) -> None:
    assert [send(client, announced)[0] for _ in range(2)] == [302, 302]
    assert len(kept()) == 1
    assert send(client, announced, objection="另一项理由")[0] == 302
    assert len(kept()) == 2


def test_who_sends_many_has_to_wait(client: FlaskClient, announced: Application) -> None:
    found = [send(client, announced, objection=f"理由{n}")[0] for n in range(7)]
    assert found == [302] * 5 + [429] * 2
    assert len(kept()) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 101),
        ("name", "a\u202eb"),
        ("contact", " "),
        ("contact", "9" * 201),
        ("ground", ""),
        ("ground", "spite"),
        ("objection", "\n\n"),
        ("objection", "长" * 4001),
        ("objection", "a\u0007b"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_at_its_field_and_what_was_typed_stays(
    client: FlaskClient, announced: Application, field: str, value: str
) -> None:
    status, page = send(client, announced, **{field: value})
    assert status == 422
    assert f'id="{field}-error"' in page
    assert field == "contact" or "13800000000" in page
    assert kept() == []


@given(
    st.dictionaries(st.sampled_from([*TYPED, "received_on"]), st.text(max_size=30)),
    st.sampled_from([None, date(2025, 9, 1)]),
)
def test_anything_typed_is_read_or_refused_with_its_field(
    given: dict[str, str], day: date | None
) -> None:
    try:
        read_objection(given, day)
    except BadInput as error:
        assert error.problems
        assert {each.field for each in error.problems} <= {*TYPED, "received_on"}


def test_nothing_is_certified_while_an_objection_is_open_or_after_one_was_upheld(
    client: FlaskClient, announced: Application
) -> None:
    send(client, announced)
    with pytest.raises(Conflict, match="objection"):
        certify(announced)
    (it,) = kept()
    answered(it, AnswerKind.DISMISSED)
    send(client, announced, objection="另一项理由")
    answered(kept()[1], AnswerKind.UPHELD)
    with pytest.raises(Conflict, match="objection"):
        certify(announced)


def test_a_dismissed_objection_lets_the_certification_go_on(
    client: FlaskClient, announced: Application
) -> None:
    send(client, announced)
    answered(kept()[0], AnswerKind.DISMISSED)
    certify(announced)
    found = db.session.get_one(Application, announced.id, populate_existing=True)
    assert found.status is Status.CERTIFIED
    told = db.session.scalars(select(Message.kind).where(Message.kind.like("objection.%")))
    assert list(told) == ["objection.receive", "objection.dismissed"]


def test_the_staff_read_and_answer_it_once(
    client: FlaskClient, sign_in: SignIn, announced: Application
) -> None:
    send(client, announced)
    browser = sign_in(UserFactory(reviewer=True))
    (it,) = kept()
    address = f"/objections/{it.public_id}"
    assert address in browser.get("/objections").text
    assert address in browser.get(f"/reviews/{announced.public_id}").text
    assert "张异议" in browser.get(address).text
    for fields in ({"reason": "示例"}, {"answer": "upheld"}, {"answer": "maybe", "reason": "x"}):
        assert browser.post(address, data=fields).status_code == 422
    assert browser.post(address, data={"answer": "upheld", "reason": "示例理由"}).status_code == 302
    assert browser.post(address, data={"answer": "dismissed", "reason": "x"}).status_code == 409
    assert "Objection upheld" in browser.get(address).text
    assert address not in browser.get("/objections").text
    told = db.session.scalars(select(Message).where(Message.kind == "objection.upheld")).one()
    assert "示例理由" in told.text


def test_who_objects_is_shown_to_the_staff_alone(client: FlaskClient, sign_in: SignIn) -> None:
    both = [role_row(Role.APPLICANT), role_row(Role.REVIEWER)]
    insider = UserFactory(roles=both)
    it = ApplicationFactory(under_notice=True, applicant=insider)
    send(client, it)
    address = f"/objections/{kept()[0].public_id}"
    browser = sign_in(insider)
    assert browser.get(address).status_code == 403
    assert browser.post(address, data={"answer": "dismissed", "reason": "x"}).status_code == 403
    assert browser.get(f"/objections/to/{it.public_id}").status_code == 403
    for page in (f"/reviews/{it.public_id}", f"/applications/{it.public_id}", "/objections"):
        assert "张异议" not in browser.get(page).text
    assert sign_in(UserFactory()).get(address).status_code == 403


def test_an_objection_on_paper_is_recorded_with_its_day(
    sign_in: SignIn, announced: Application
) -> None:
    reviewer = UserFactory(reviewer=True)
    address, day = f"/objections/to/{announced.public_id}", clock.today()
    assert announced.notice_until is not None
    with clock.at(announced.notice_until + timedelta(days=2)):
        browser = sign_in(reviewer)
        for wrong in (day - timedelta(days=1), announced.notice_until + timedelta(days=1)):
            given = TYPED | {"received_on": wrong.isoformat()}
            answer = browser.post(address, data=given)
            assert answer.status_code == 422 and "Write a day from" in answer.text
        assert browser.post(address, data=TYPED | {"received_on": "九月"}).status_code == 422
        given = TYPED | {"received_on": day.isoformat()}
        assert browser.post(address, data=given).status_code == 302
    (it,) = kept()
    assert (it.received_on, it.recorded_by_id) == (day, reviewer.id)


def test_what_is_under_no_notice_takes_no_objection(client: FlaskClient, app: Flask) -> None:
    it = ApplicationFactory(registered=True)
    assert send(client, it)[0] == 404
    given = ObjectionInput("甲", "乙", Ground.OTHER, "丙", clock.today())
    with pytest.raises(Exception, match="no public notice"), unit_of_work():
        service.receive(ANONYMOUS, db.session.get_one(Application, it.id), given)
