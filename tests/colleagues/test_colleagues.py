"""People of an enterprise: invited by its administrator, given roles, let go; and what a reader sees."""

import email
import email.policy
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import ApplicationFactory, EnterpriseFactory, UserFactory
from factories.accounts import actor, role_row
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snapshots import contents
from sqlalchemy import select

from registry import clock
from registry.accounts import sessions
from registry.accounts.models import User
from registry.accounts.reading import state_of
from registry.accounts.service import SYSTEM, set_active, set_roles
from registry.audit import AuditEntry
from registry.colleagues import service
from registry.errors import Refused
from registry.extensions import db
from registry.messages.models import Message
from registry.permissions import Role
from registry.transaction import unit_of_work

NEW = "four words nobody guesses 7"
INVITED = {"email": "New.Colleague@Example.org", "name": "示例同事", "roles": ["enterprise_reader"]}


@pytest.fixture
def administrator(app: Flask) -> User:
    user: User = UserFactory(administrator=True, locale="en")
    return user


@pytest.fixture
def browser(administrator: User, sign_in: Any) -> FlaskClient:
    """In which the administrator is signed in."""
    found: FlaskClient = sign_in(administrator)
    return found


@pytest.fixture
def mails(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the mails of this test go."""
    monkeypatch.setitem(app.config["REGISTRY"], "MAIL_FOLDER", str(tmp_path / "mail"))
    return tmp_path / "mail"


def now(user: User) -> User:
    db.session.rollback()
    return db.session.get_one(User, user.id, populate_existing=True)


def invited() -> User:
    db.session.rollback()
    return db.session.scalars(select(User).where(User.email == "new.colleague@example.org")).one()


def acted(browser: FlaskClient, user: User, act: str, **form: Any) -> Any:
    user = now(user)
    return browser.post(
        f"/colleagues/{user.public_id}/{act}", data={"seen": state_of(user), **form}
    )


def link_in(folder: Path) -> str:
    """The path of the link in the newest mail."""
    newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    mail = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default)
    lines = str(mail.get_content())
    return re.findall(r"/invitation/[\w.\-]+", lines)[-1]


def test_a_colleague_is_invited_by_mail_and_chooses_the_password(
    app, browser, administrator, mails
):
    assert browser.post("/colleagues/new", data=INVITED).status_code == 303
    user = invited()
    assert user.enterprise_id == administrator.enterprise_id
    assert (user.held_roles, user.locale) == ({Role.ENTERPRISE_READER}, "en")
    path = link_in(mails)
    token = path.rsplit("/", 1)[-1]
    assert token not in str(contents("message", "audit_entry", "kept_answer"))
    page = browser.get("/colleagues").text
    assert "示例同事" in page and "no password chosen yet" in page
    visitor = app.test_client()
    assert visitor.post(path, data={"new": NEW, "again": NEW}).status_code == 303
    assert visitor.get(path).status_code == 404, "a link works once"
    signed_in = visitor.post("/login", data={"email": user.email, "password": NEW})
    assert signed_in.status_code in (302, 303)
    assert visitor.get("/applications").status_code == 200
    assert "no password chosen yet" not in browser.get("/colleagues").text


def test_the_trail_says_who_invited_whom_as_what(browser, administrator, mails):
    browser.post("/colleagues/new", data=INVITED)
    of_it = select(AuditEntry).where(AuditEntry.subject_id == invited().id)
    entries = db.session.scalars(of_it.where(AuditEntry.subject_type == "user")).all()
    assert [(each.verb, each.actor_id) for each in entries] == [
        ("add", administrator.id),
        ("invite", administrator.id),
    ]
    assert entries[0].details["roles"] == ["enterprise_reader"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "no address"),
        ("email", ""),
        ("email", "x" * 250 + "@example.org"),
        ("name", ""),
        ("name", "名" * 81),
        ("name", "示例\u202e同事"),
        ("roles", []),
        ("roles", ["reviewer"]),
        ("roles", ["operator", "applicant"]),
        ("roles", ["emperor"]),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(browser, field, typed):
    before = contents("user", "message", "audit_entry")
    answer = browser.post("/colleagues/new", data={**INVITED, field: typed})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert contents("user", "message", "audit_entry") == before


def test_an_address_that_has_an_account_cannot_be_invited(browser):
    answer = browser.post("/colleagues/new", data={**INVITED, "email": UserFactory().email})
    assert answer.status_code == 422 and 'href="#email"' in answer.text


def test_the_thirty_first_invitation_of_an_hour_waits(browser):
    wrong = {**INVITED, "email": UserFactory().email}
    answers = [browser.post("/colleagues/new", data=wrong).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_an_enterprise_has_no_more_accounts_than_it_may(browser, administrator, monkeypatch):
    monkeypatch.setattr(service, "MOST", 2)
    UserFactory(enterprise=administrator.enterprise)
    assert browser.post("/colleagues/new", data=INVITED).status_code == 409


def test_an_administrator_reaches_nobody_of_another_enterprise(browser):
    other = UserFactory()
    before = contents("user", "user_role", "audit_entry", "message")
    assert browser.get(f"/colleagues/{other.public_id}").status_code == 404
    for act in ("roles", "close", "open", "write", "link"):
        assert acted(browser, other, act, roles=["applicant"]).status_code == 404
    assert contents("user", "user_role", "audit_entry", "message") == before


def test_nobody_changes_the_own_account_or_that_of_who_works_for_the_registry(
    browser, administrator
):
    both = [role_row(Role.APPLICANT), role_row(Role.REVIEWER)]
    staff = UserFactory(enterprise=administrator.enterprise, roles=both)
    for user in (administrator, staff):
        for act in ("roles", "close", "write"):
            assert acted(browser, user, act, roles=["applicant"]).status_code == 403
        assert browser.get(f"/colleagues/{user.public_id}").status_code == 200
    assert now(staff).active and now(administrator).active


def test_other_roles_end_the_sessions_of_a_colleague(browser, administrator, sign_in):
    colleague = UserFactory(enterprise=administrator.enterprise)
    theirs = sign_in(colleague)
    assert theirs.get("/applications/new").status_code == 200
    answer = acted(browser, colleague, "roles", roles=["enterprise_reader"])
    assert answer.status_code == 303
    assert sessions.of_user(colleague.id) == []
    theirs = sign_in(now(colleague))
    assert theirs.get("/applications/new").status_code == 403
    assert theirs.get("/applications").status_code == 200


def test_a_colleague_is_let_go_and_taken_back(browser, administrator, sign_in, mails):
    colleague = UserFactory(enterprise=administrator.enterprise)
    theirs = sign_in(colleague)
    assert acted(browser, colleague, "close").status_code == 303
    assert not now(colleague).active
    assert theirs.get("/applications").status_code in (302, 401, 403)
    assert acted(browser, colleague, "write").status_code == 409
    assert acted(browser, colleague, "open").status_code == 303
    assert now(colleague).active


def test_a_page_that_shows_an_older_state_changes_nothing(browser, administrator):
    colleague = UserFactory(enterprise=administrator.enterprise)
    seen = state_of(colleague)
    with unit_of_work():
        set_active(SYSTEM, db.session.get_one(User, colleague.id), False)
    address = f"/colleagues/{colleague.public_id}/roles"
    sent = {"seen": seen, "roles": ["enterprise_reader"]}
    assert browser.post(address, data=sent).status_code == 409
    assert now(colleague).held_roles == {Role.APPLICANT}


def test_of_two_administrators_who_let_each_other_go_one_remains(administrator):
    second = UserFactory(administrator=True, enterprise=administrator.enterprise)
    # Both have been let in, and know what they were when they came.
    one, other = actor(administrator), actor(second)
    with unit_of_work():
        service.close(one, db.session.get_one(User, second.id))
    with pytest.raises(Refused), unit_of_work():
        service.close(other, db.session.get_one(User, administrator.id))
    assert now(administrator).active


def test_who_was_made_a_reader_meanwhile_invites_nobody(administrator):
    stale = actor(administrator)
    with unit_of_work():
        user = db.session.get_one(User, administrator.id)
        set_roles(SYSTEM, user, frozenset({Role.ENTERPRISE_READER}))
    someone = service.Invited("a@example.org", "示例", frozenset({Role.APPLICANT}))
    with pytest.raises(Refused), unit_of_work():
        service.invite(stale, someone)


def test_a_link_is_shown_where_no_mail_goes_out_and_until_a_password_is_chosen(
    app, browser, mails, monkeypatch
):
    browser.post("/colleagues/new", data=INVITED)
    page = acted(browser, invited(), "link")
    (path,) = re.findall(r"http://localhost(/invitation/[\w.\-]+)", page.text)
    monkeypatch.setitem(app.config["REGISTRY"], "MAIL_URL", "smtp://127.0.0.1:1")
    assert acted(browser, invited(), "link").status_code == 403
    monkeypatch.setitem(app.config["REGISTRY"], "MAIL_URL", "")
    assert app.test_client().post(path, data={"new": NEW, "again": NEW}).status_code == 303
    assert acted(browser, invited(), "link").status_code == 403


def test_who_forgot_the_password_gets_a_link_by_mail(app, browser, administrator, mails):
    colleague = UserFactory(enterprise=administrator.enterprise)
    assert acted(browser, colleague, "write").status_code == 303
    path = link_in(mails)
    with clock.at(clock.today() + timedelta(days=4)):
        assert app.test_client().get(path).status_code == 404
    assert app.test_client().post(path, data={"new": NEW, "again": NEW}).status_code == 303


def test_the_message_in_the_inbox_opens_nothing(browser, mails):
    browser.post("/colleagues/new", data=INVITED)
    of_it = select(Message).where(Message.user_id == invited().id)
    message = db.session.scalars(of_it).one()
    assert message.path == "/account" and "invitation/" not in message.text


def test_a_reader_looks_at_everything_of_the_enterprise_and_changes_nothing(sign_in):
    owner = UserFactory()
    draft = ApplicationFactory(reach="draft", applicant=owner)
    certified = ApplicationFactory(reach="certified", applicant=UserFactory())
    reader = sign_in(UserFactory(reader=True, enterprise=owner.enterprise))
    for path in ("/applications", f"/applications/{draft.public_id}", "/contracts/"):
        page = reader.get(path)
        assert page.status_code == 200
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert "/new" not in main and "/edit" not in main and "withdraw" not in main, path
    before = contents("application", "audit_entry")
    for act in ("edit", "submit", "withdraw", "documents", "correction"):
        assert reader.post(f"/applications/{draft.public_id}/{act}").status_code == 403
    assert contents("application", "audit_entry") == before
    assert reader.get(f"/applications/{certified.public_id}").status_code == 404
    assert reader.get("/colleagues").status_code == 403


def test_who_only_files_looks_after_no_accounts(sign_in):
    assert sign_in(UserFactory()).get("/colleagues").status_code == 403


def test_an_administrator_of_no_enterprise_invites_nobody(sign_in):
    lost = sign_in(UserFactory(administrator=True, enterprise=None))
    assert lost.get("/colleagues").status_code == 200
    assert lost.post("/colleagues/new", data=INVITED).status_code == 403


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    address=st.text(max_size=40), name=st.text(max_size=90), roles=st.lists(st.text(max_size=12))
)
def test_whatever_is_typed_is_refused_with_a_sentence(browser, monkeypatch, address, name, roles):
    monkeypatch.setattr("registry.colleagues.views.service.count_an_invitation", lambda actor: None)
    before = contents("user")
    data = {"email": address, "name": name, "roles": roles}
    answer = browser.post("/colleagues/new", data=data)
    assert answer.status_code in (400, 422)
    assert contents("user") == before


def test_the_enterprises_of_two_administrators_stay_apart(sign_in):
    one, other = EnterpriseFactory(), EnterpriseFactory()
    pages = []
    for enterprise in (one, other):
        user = UserFactory(administrator=True, enterprise=enterprise)
        UserFactory(enterprise=enterprise)
        pages.append(re.findall(r"person\d+@example\.org", sign_in(user).get("/colleagues").text))
    assert not set(pages[0]) & set(pages[1]) and len(set(pages[0])) == 2
