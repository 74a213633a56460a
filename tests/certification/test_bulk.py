"""One decision on many applications, and what would be sent before it is made."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from factories import ApplicationFactory, UserFactory
from factories.applications import application_input
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from snapshots import contents
from sqlalchemy import select

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.certification.bulk import MOST, read_choices
from registry.errors import BadInput, Conflict
from registry.extensions import db
from registry.messages.models import Message
from registry.transaction import after_commit, part_of_work, unit_of_work

SignIn = Callable[[User], FlaskClient]


@pytest.fixture(autouse=True)
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


@pytest.fixture
def reviewer(app: Flask) -> User:
    user: User = UserFactory(reviewer=True)
    return user


def rows(*applications: Application) -> list[str]:
    return [f"{each.public_id}:{each.version}" for each in applications]


def send(browser: FlaskClient, action: str, chosen: list[str], **fields: str) -> tuple[int, str]:
    given = {"action": action, "chosen": chosen, "step": "decide"} | fields
    answer = browser.post("/certification/bulk", data=given)
    return answer.status_code, answer.text


def status_of(application: Application) -> Status:
    db.session.rollback()
    return db.session.get_one(Application, application.id, populate_existing=True).status


def test_each_row_is_decided_by_itself_and_what_is_refused_leaves_the_others(
    sign_in: SignIn, reviewer: User
) -> None:
    good, other = ApplicationFactory(submitted=True), ApplicationFactory(submitted=True)
    bad = ApplicationFactory(submitted=True, given=application_input(export_value=99_000_000_00))
    gone, draft = ApplicationFactory(submitted=True), ApplicationFactory()
    chosen = [*rows(good, bad, draft, other), f"{gone.public_id}:99", "0000000000000000:1"]
    status, page = send(sign_in(reviewer), "register", chosen)
    assert status == 200 and "2 decided, 4 refused." in page
    assert "A finding is not met." in page and "There is no application" in page
    found = [status_of(each) for each in (good, other, bad, gone, draft)]
    assert found == [Status.REGISTERED] * 2 + [Status.SUBMITTED] * 2 + [Status.DRAFT]
    numbers = db.session.scalars(
        select(Application.registration_number).where(Application.registered_on.is_not(None))
    ).all()
    assert sorted(number[-5:-1] for number in numbers if number) == ["0001", "0002"]


def test_four_eyes_hold_for_each_row(sign_in: SignIn, reviewer: User) -> None:
    mine = ApplicationFactory(under_notice=True, examiner=reviewer)
    others = ApplicationFactory(under_notice=True)
    with clock.at(clock.today() + timedelta(days=30)):
        status, page = send(sign_in(reviewer), "certify", rows(mine, others))
    assert status == 200 and "1 decided, 1 refused." in page and "four eyes" in page
    assert (status_of(mine), status_of(others)) == (Status.PUBLIC_NOTICE, Status.CERTIFIED)


def test_sent_again_it_is_answered_and_not_carried_out_again(
    sign_in: SignIn, reviewer: User
) -> None:
    browser, it = sign_in(reviewer), ApplicationFactory(submitted=True)
    fields = {"reason": "示例", "idempotency_key": "a-key-of-this-form"}
    chosen = rows(it)
    first = send(browser, "return", chosen, **fields)
    before = contents()
    assert send(browser, "return", chosen, **fields) == first
    assert contents() == before
    again = send(browser, "return", chosen, reason="示例")
    assert "0 decided, 1 refused." in again[1]


def test_the_preview_says_what_will_be_sent_and_leaves_nothing(
    sign_in: SignIn, reviewer: User
) -> None:
    applicant = UserFactory(locale="zh_Hans_CN")
    it = ApplicationFactory(submitted=True, applicant=applicant)
    draft = ApplicationFactory()
    before = contents()
    browser = sign_in(reviewer)
    seen = contents("user_session")
    status, page = send(browser, "return", rows(it, draft), step="preview", reason="请补充合同")
    assert status == 200 and "Can be done" in page and "Will be refused" in page
    assert {**contents(), **seen} == {**before, **seen}
    send(browser, "return", rows(it), reason="请补充合同")
    sent = db.session.scalars(select(Message).where(Message.kind == "application.return")).one()
    assert sent.subject in page and sent.text in page and "理由" in sent.text


@pytest.mark.parametrize("action", ["return", "register"])
def test_a_single_decision_is_previewed_in_the_words_that_are_sent(
    sign_in: SignIn, reviewer: User, action: str
) -> None:
    it = ApplicationFactory(submitted=True, applicant=UserFactory(locale="zh_Hans_CN"))
    browser, fields = sign_in(reviewer), {"version": str(it.version), "reason": "请补充合同"}
    address = f"/reviews/{it.public_id}/{action}"
    before = contents("application", "message", "decision", "counter", "audit_entry")
    page = browser.post(address, data=fields | {"step": "preview"})
    assert page.status_code == 200
    assert contents("application", "message", "decision", "counter", "audit_entry") == before
    assert browser.post(address, data=fields).status_code == 302
    kind = f"application.{action}"
    sent = db.session.scalars(select(Message).where(Message.kind == kind)).one()
    assert sent.subject in page.text and sent.text in page.text


def test_the_pages_offer_a_decision_only_with_the_words_that_will_be_sent(
    sign_in: SignIn, reviewer: User
) -> None:
    it = ApplicationFactory(submitted=True)
    browser, address = sign_in(reviewer), f"/reviews/{it.public_id}/return"
    assert 'value="decide"' not in browser.get(address).text
    fields = {"version": str(it.version), "reason": "请补充合同", "note": "by phone"}
    seen = browser.post(address, data=fields | {"step": "preview"}).text
    assert 'value="decide" autofocus' in seen and "by phone" in seen
    again = browser.post(address, data=fields | {"step": "change"}).text
    assert "请补充合同" in again and 'value="decide"' not in again
    assert browser.post(address, data=fields | {"step": "decide"}).status_code == 302


def test_a_preview_shows_what_is_wrong_as_the_decision_would(
    sign_in: SignIn, reviewer: User
) -> None:
    it = ApplicationFactory(submitted=True)
    fields = {"version": str(it.version), "step": "preview"}
    answer = sign_in(reviewer).post(f"/reviews/{it.public_id}/reject", data=fields)
    assert answer.status_code == 422 and "There is no reason." in answer.text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"chosen": ["x"]}, "chosen"),
        ({"chosen": ["ab:²"]}, "chosen"),
        ({"chosen": []}, "chosen"),
        ({"chosen": ["ab:1"], "action": ""}, "chosen"),
        ({"chosen": ["ab:1"], "action": "submit"}, "action"),
        ({"chosen": [f"a{n}:1" for n in range(MOST + 1)]}, "chosen"),
    ],
)
def test_what_is_no_choice_is_answered_with_the_field(
    sign_in: SignIn, reviewer: User, fields: dict[str, object], field: str
) -> None:
    answer = sign_in(reviewer).post(
        "/certification/bulk",
        data={"action": "return"} | fields,
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert [each["field"] for each in answer.get_json()["problems"]] == [field]


@given(st.lists(st.text(max_size=20), max_size=5))
def test_any_choice_is_read_or_refused(given: list[str]) -> None:
    try:
        assert all(choice.version >= 0 for choice in read_choices(given))
    except BadInput as error:
        assert {problem.field for problem in error.problems} == {"chosen"}


def test_the_rows_are_chosen_in_the_work_list(sign_in: SignIn, reviewer: User) -> None:
    it, browser = ApplicationFactory(submitted=True), sign_in(reviewer)
    (row,) = rows(it)
    assert f'value="{row}"' in browser.get("/reviews/").text
    page = browser.get(f"/certification/bulk?chosen={row}&action=return").text
    assert f'value="{row}"' in page and '<option value="return" selected>' in page
    operator = sign_in(UserFactory(operator=True))
    assert 'name="chosen"' not in operator.get("/reviews/").text


def test_a_part_that_fails_takes_its_effects_back_and_no_others(app: Flask) -> None:
    done: list[str] = []
    with unit_of_work():
        after_commit(lambda: done.append("whole"))
        with pytest.raises(Conflict), part_of_work():
            after_commit(lambda: done.append("part"))
            raise Conflict("no")
        with part_of_work():
            after_commit(lambda: done.append("other part"))
    assert done == ["whole", "other part"]
