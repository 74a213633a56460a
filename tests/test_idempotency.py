"""What comes again is not carried out again: it gets the answer of the first time."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from factories import UserFactory
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sendings import SENDINGS, Sending
from snapshots import contents
from sqlalchemy import func, select, text
from together import processes, threads
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.errors import BadInput
from registry.extensions import db
from registry.idempotency import (
    FIELD,
    HEADER,
    KeptAnswer,
    covered,
    digest,
    given_key,
    new_key,
)
from registry.integrity.verify import verify
from registry.transaction import after_commit, unit_of_work

SignIn = Callable[[User], FlaskClient]
KEY = "a-key-of-this-test"
TEMPLATES = Path(__file__).parents[1] / "templates"


@pytest.fixture(autouse=True)
def no_papers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers take long, and nothing but printing one again depends on them: of no design, none."""
    if "reprint" in request.node.name:
        return
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


def send(browser: FlaskClient, it: Sending, key: str = KEY, **changes: str) -> TestResponse:
    with clock.at(it.day):
        return browser.post(it.address, data=it.data | {FIELD: key} | changes)


def told(answer: TestResponse) -> tuple[int, str | None, bytes]:
    return answer.status_code, answer.headers.get("Location"), answer.data


def kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(KeptAnswer)) or 0


def test_every_act_of_a_signed_in_person_has_its_sending_here(app: Flask) -> None:
    assert {endpoint for endpoint, _ in covered(app)} >= set(SENDINGS)


@pytest.mark.parametrize("endpoint", SENDINGS)
def test_what_comes_again_gets_the_same_answer_and_other_contents_are_refused(
    app: Flask, sign_in: SignIn, endpoint: str
) -> None:
    it = SENDINGS[endpoint]()
    browser = sign_in(it.user)
    first = send(browser, it)
    assert first.status_code in (302, 303), first.text
    before = contents()
    assert kept() == 1
    assert told(send(browser, it)) == told(first)
    other = send(browser, it, **{it.other: it.data.get(it.other, "") + " other"})
    assert other.status_code == 422
    assert "carried out already, with other contents" in other.text
    assert contents() == before


def test_whoever_changes_something_by_a_route_without_a_sending_here_is_answered_once_as_well(
    app: Flask,
) -> None:
    for endpoint, _ in covered(app):
        assert app.view_functions[endpoint].__code__.co_name == "answer_once", endpoint


def test_the_same_key_of_somebody_else_is_another_key(app: Flask, sign_in: SignIn) -> None:
    one, other = SENDINGS["desk.new"](), SENDINGS["desk.new"]()
    assert told(send(sign_in(one.user), one)) != told(send(sign_in(other.user), other))
    assert db.session.scalar(select(func.count()).select_from(Application)) == 2


def test_a_program_sends_its_key_in_a_header(app: Flask, sign_in: SignIn) -> None:
    it = SENDINGS["desk.new"]()
    browser, quoted = sign_in(it.user), {HEADER: f'"{KEY}"'}
    first = browser.post(it.address, data=it.data, headers=quoted)
    assert told(browser.post(it.address, data=it.data, headers={HEADER: KEY})) == told(first)
    assert kept() == 1


def test_without_a_key_each_request_is_one_of_its_own(app: Flask, sign_in: SignIn) -> None:
    it = SENDINGS["desk.edit"]()
    browser = sign_in(it.user)
    assert browser.post(it.address, data=it.data).status_code == 303
    assert browser.post(it.address, data=it.data).status_code == 409
    assert kept() == 0


def test_what_was_refused_may_be_corrected_and_sent_again(app: Flask, sign_in: SignIn) -> None:
    it = SENDINGS["desk.new"]()
    browser = sign_in(it.user)
    assert send(browser, it, product_name="").status_code == 422
    assert kept() == 0
    assert send(browser, it).status_code == 303


def test_what_the_next_page_was_to_say_is_said_again(app: Flask, sign_in: SignIn) -> None:
    it = SENDINGS["desk.submit"]()
    first, second = sign_in(it.user), sign_in(it.user)
    send(first, it)
    place = send(second, it).location
    assert "The application has been submitted." in second.get(place).text


def test_who_may_no_longer_act_is_not_answered_from_what_is_kept(
    app: Flask, sign_in: SignIn
) -> None:
    it = SENDINGS["reviews.return"]()
    browser = sign_in(it.user)
    send(browser, it)
    with unit_of_work():
        db.session.get_one(User, it.user.id).roles = []
    assert send(browser, it).status_code == 403


@pytest.mark.parametrize(
    "key", ["short", "with a space", "k" * 201, "中文中文中文中文", "a\x7fbcdefgh"]
)
def test_a_key_that_cannot_be_used_is_refused_by_name(
    app: Flask, sign_in: SignIn, key: str
) -> None:
    it = SENDINGS["desk.new"]()
    answer = send(sign_in(it.user), it, key)
    assert answer.status_code == 422
    assert HEADER in answer.text and "8 to 200 characters" in answer.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(key=st.text(max_size=12), fields=st.dictionaries(st.text(max_size=4), st.text(max_size=4)))
def test_any_key_and_any_contents_are_read_or_refused(
    app: Flask, key: str, fields: dict[str, str]
) -> None:
    with app.test_request_context(method="POST", data=MultiDict(fields | {FIELD: key})):
        try:
            assert given_key() in (key, None)
        except BadInput as error:
            assert error.problems[0].field == HEADER
        assert re.fullmatch("[0-9a-f]{64}", digest())


def test_the_digest_is_of_what_is_asked_and_of_nothing_else(app: Flask) -> None:
    def of(**request: Any) -> str:
        with app.test_request_context(**({"method": "POST", "path": "/a"} | request)):
            return digest()

    plain = of(data={"x": "1", "y": "2"})
    assert of(data={"y": "2", "x": "1", FIELD: "k", "csrf_token": "t"}) == plain
    others = [
        of(data={"x": "1", "y": "3"}),
        of(data={"x": "1"}),
        of(data={"x": "1", "y": "2"}, path="/b"),
        of(data={"x": "1", "y": "2"}, query_string="z=1"),
        of(data={"x": "1", "y": "2"}, method="PUT"),
        of(json={"x": "1", "y": "2"}),
        of(json={"x": "1"}),
    ]
    assert len({plain, *others}) == 8


def test_no_two_forms_have_the_same_key(app: Flask, sign_in: SignIn) -> None:
    page, keys = "/applications/new", set()
    browser = sign_in(UserFactory())
    for _ in range(3):
        keys |= set(re.findall(rf'name="{FIELD}" value="([^"]+)"', browser.get(page).text))
    assert len(keys) == 3
    assert kept() == 0
    assert len({new_key() for _ in range(1000)}) == 1000


def test_of_six_sent_at_once_one_acts_and_all_get_its_answer(app: Flask, sign_in: SignIn) -> None:
    it = SENDINGS["desk.new"]()
    browsers = [sign_in(it.user) for _ in range(6)]
    answers = threads(app, 6, lambda worker: told(send(browsers[worker], it)))
    assert len(set(answers)) == 1 and answers[0][0] == 303
    assert db.session.scalar(select(func.count()).select_from(Application)) == 1
    assert kept() == 1
    assert verify().faults() == []


def test_trap_without_a_key_six_sent_at_once_are_not_one(app: Flask, sign_in: SignIn) -> None:
    """The obvious form. The version in it keeps the act from happening twice, yet five who did
    nothing wrong are told of a conflict: what was done looks like a failure."""
    it = SENDINGS["desk.submit"]()
    browsers = [sign_in(it.user) for _ in range(6)]

    def send_plainly(worker: int) -> int:
        return browsers[worker].post(it.address, data=it.data).status_code

    assert sorted(threads(app, 6, send_plainly)) == [302, *[409] * 5]


def test_after_a_crash_between_commit_and_answer_the_same_request_gets_its_answer(
    app: Flask, sign_in: SignIn
) -> None:
    """The process is killed once the act is committed, before anything is sent back."""
    it = SENDINGS["desk.submit"]()
    browser = sign_in(it.user)
    with killed_after_commit(app), pytest.raises(AssertionError):
        processes(app, 1, lambda _: told(send(browser, it)))
    assert kept() == 1
    before = contents()
    answer = send(browser, it)
    assert answer.status_code == 302
    assert contents() == before
    page = browser.get(answer.location).text
    assert "The application has been submitted." in page
    assert verify().faults() == []


class killed_after_commit:
    """Every act within ends in the death of its process, right after its commit."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __enter__(self) -> None:
        # The wrapped view; around it is the door that commits.
        door = self._app.view_functions["desk.submit"]
        cell = next(c for c in door.__closure__ or () if callable(c.cell_contents))
        self._cell, self._view = cell, cell.cell_contents

        def act_and_die(**values: str) -> object:
            answer = self._view(**values)
            with unit_of_work():
                after_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
            return answer

        cell.cell_contents = act_and_die

    def __exit__(self, *_: object) -> None:
        self._cell.cell_contents = self._view


def test_an_answer_that_cannot_be_kept_takes_the_act_back(app: Flask, sign_in: SignIn) -> None:
    """All of it is one transaction: here the table of the answers is gone."""
    it = SENDINGS["desk.submit"]()
    version = db.session.scalars(select(Application.version)).one()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE kept_answer RENAME TO put_away"))
    try:
        with pytest.raises(Exception, match="kept_answer"):
            send(sign_in(it.user), it)
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE put_away RENAME TO kept_answer"))
    db.session.rollback()
    assert db.session.scalars(select(Application.version)).one() == version


def test_many_sendings_of_one_person_are_each_kept(app: Flask, sign_in: SignIn) -> None:
    it = SENDINGS["desk.new"]()
    browser = sign_in(it.user)
    for name in ("示例一", "示例二", "示例三"):
        assert (
            send(browser, it, f"{KEY}-{name.encode().hex()}", product_name=name).status_code == 303
        )
    assert kept() == 3


def forms_of(template: Path) -> list[str]:
    """The forms of a template that are sent by POST, from tag to tag."""
    found = re.findall(r"<form\b.*?</form>", template.read_text("utf-8"), re.DOTALL)
    return [form for form in found if re.match(r'<form[^>]*method="post"', form)]


def test_every_form_of_what_is_answered_once_has_a_key() -> None:
    """What visitors and accounts send is not kept: the frame of all pages, and their folders."""
    elsewhere = {"base.html", "security", "accounts"}
    forms = [
        (template.relative_to(TEMPLATES), form)
        for template in sorted(TEMPLATES.rglob("*.html"))
        if template.relative_to(TEMPLATES).parts[0] not in elsewhere
        for form in forms_of(template)
    ]
    assert len(forms) > 8
    bare = [str(name) for name, form in forms if not re.search(r"\b(token|key)\(\)", form)]
    assert bare == []
