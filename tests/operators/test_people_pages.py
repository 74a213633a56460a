"""Accounts in pages: added, changed, closed; nobody locks out themselves or the last operator."""

import re
from datetime import timedelta

import pytest
from factories import UserFactory
from snapshots import contents
from sqlalchemy import select

from registry import clock
from registry.accounts import sessions
from registry.accounts.invitations import GOOD_FOR, invite
from registry.accounts.models import Authenticator, User
from registry.accounts.reading import state_of
from registry.accounts.passwords import verify_password
from registry.accounts.service import SYSTEM, actor_of, set_active, set_roles
from registry.audit import AuditEntry
from registry.errors import Conflict
from registry.extensions import db
from registry.idempotency import KeptAnswer
from registry.permissions import Role
from registry.transaction import unit_of_work

NEW = "four words nobody guesses 7"
ADDED = {
    "email": "New.Person@Example.org",
    "name": "示例新人",
    "roles": ["reviewer"],
    "reference": "示例函〔2025〕1 号",
}


def now(user: User) -> User:
    db.session.rollback()
    return db.session.get_one(User, user.id, populate_existing=True)


def last_entry() -> AuditEntry:
    db.session.rollback()
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).all()[0]


def acted(browser, user, act, **form):
    sent = {"seen": state_of(now(user)), "reference": "示例理由", **form}
    return browser.post(f"/people/{user.id}/{act}", data=sent)


def test_an_account_is_added_and_its_person_chooses_the_password_by_a_link(app, browser, operator):
    answer = browser.post("/people/new", data=ADDED)
    assert answer.status_code == 303
    user = db.session.scalars(select(User).where(User.email == "new.person@example.org")).one()
    assert [each.name for each in user.roles] == ["reviewer"]
    assert last_entry().details["reason"] == "示例函〔2025〕1 号"
    page = browser.post(f"/people/{user.id}/link")
    (path,) = re.findall(r"http://localhost(/invitation/[\w.\-]+)", page.text)
    assert (last_entry().verb, last_entry().actor_id) == ("invite", operator.id)
    assert path not in str(contents("kept_answer", "audit_entry"))
    visitor = app.test_client()
    assert user.email in visitor.get(path).text
    assert visitor.post(path, data={"new": "short", "again": "short"}).status_code == 422
    assert visitor.post(path, data={"new": NEW, "again": NEW + "x"}).status_code == 422
    assert visitor.post(path, data={"new": NEW, "again": NEW}).status_code == 303
    assert verify_password(now(user).password, NEW)
    assert visitor.get(path).status_code == 404, "a link works once"


@pytest.mark.parametrize("spoiled", ["late", "closed", "changed", "foreign"])
def test_a_link_that_is_not_good_any_more_opens_nothing(app, spoiled):
    user = UserFactory(reviewer=True)
    with unit_of_work():
        token = invite(SYSTEM, user)
        if spoiled == "closed":
            set_active(SYSTEM, db.session.get_one(User, user.id), False)
    if spoiled == "changed":
        # Not the last one, of whose six bits two are not read.
        token = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    if spoiled == "foreign":
        token = "WzEsMiwzXQ.abc"
    day = clock.today() + (GOOD_FOR + timedelta(days=1) if spoiled == "late" else timedelta())
    with clock.at(day):
        assert app.test_client().get(f"/invitation/{token}").status_code == 404


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("email", "no address"),
        ("email", "a@b"),
        ("email", ""),
        ("name", ""),
        ("roles", []),
        ("roles", ["emperor"]),
        ("roles", ["applicant"]),
        ("credit_code", "91370100MA00000000"),
        ("reference", " "),
    ],
)
def test_a_wrong_account_is_refused_at_its_field(browser, field, typed):
    before = contents("user", "audit_entry")
    answer = browser.post("/people/new", data={**ADDED, field: typed})
    assert answer.status_code == 422
    named = "credit_code" if typed == ["applicant"] else field
    assert f'href="#{named}"' in answer.text
    assert contents("user", "audit_entry") == before


def test_an_address_that_has_an_account_is_refused(browser, operator):
    assert browser.post("/people/new", data={**ADDED, "email": operator.email}).status_code == 422


def test_an_applicant_is_added_for_an_enterprise_of_the_registry(browser):
    enterprise = UserFactory().enterprise
    form = {**ADDED, "roles": ["applicant"], "credit_code": enterprise.credit_code}
    assert browser.post("/people/new", data=form).status_code == 303
    user = db.session.scalars(select(User).where(User.email == "new.person@example.org")).one()
    assert user.enterprise_id == enterprise.id


def test_other_roles_end_the_sessions_and_stand_in_the_trail(browser, operator, sign_in):
    user = UserFactory(reviewer=True)
    theirs = sign_in(user)
    assert theirs.get("/reviews/").status_code == 200
    assert acted(browser, user, "roles", roles=["statistician"]).status_code == 303
    assert theirs.get("/reviews/").status_code in (302, 401, 403)
    assert sessions.of_user(user.id) == []
    entry = last_entry()
    assert (entry.verb, entry.actor_id, entry.details) == (
        "set_roles",
        operator.id,
        {"before": ["reviewer"], "after": ["statistician"], "reason": "示例理由"},
    )
    page = browser.get(f"/people/{user.id}").text
    assert operator.name in page and "示例理由" in page


def test_an_account_is_closed_and_opened_again(browser):
    user = UserFactory(reviewer=True)
    assert acted(browser, user, "close").status_code == 303
    assert not now(user).active
    assert acted(browser, user, "open").status_code == 303
    assert now(user).active


def test_a_lost_second_factor_is_removed_and_the_person_signed_out(browser, sign_in):
    user = UserFactory(reviewer=True)
    theirs = sign_in(user)
    with unit_of_work():
        db.session.add(
            Authenticator(user_id=user.id, secret="x", added_at=clock.now(), last_step=0)
        )
    assert acted(browser, user, "forget-factor").status_code == 303
    assert db.session.scalars(select(Authenticator)).all() == []
    assert theirs.get("/account").status_code in (302, 401, 403)
    assert last_entry().details == {"factor": "all", "reason": "示例理由"}


@pytest.mark.parametrize("act", ["close", "open", "forget-factor", "roles"])
def test_nothing_is_done_without_a_reason(browser, act):
    user = UserFactory(reviewer=True)
    before = contents("user", "user_role", "audit_entry")
    answer = acted(browser, user, act, reference=" ")
    assert answer.status_code == 422 and "reference" in answer.text
    assert contents("user", "user_role", "audit_entry") == before


@pytest.mark.parametrize("act", ["close", "forget-factor", "roles"])
def test_nobody_does_it_to_the_own_account(browser, operator, act):
    UserFactory(operator=True)
    assert acted(browser, operator, act).status_code == 403
    assert now(operator).active


def test_the_last_operator_stays_one(browser, operator):
    other = UserFactory(operator=True)
    assert acted(browser, other, "roles", roles=["reviewer"]).status_code == 303
    # Who acts is the last one now; somebody with the permission and no role in the table is not.
    stranger = UserFactory(operator=True, active=False)
    with pytest.raises(Conflict, match="last operator"), unit_of_work():
        set_active(actor_of(stranger), db.session.get_one(User, operator.id), False)
    with pytest.raises(Conflict, match="last operator"), unit_of_work():
        me = db.session.get_one(User, operator.id)
        set_roles(actor_of(stranger), me, frozenset({Role.REVIEWER}))


def test_what_was_changed_meanwhile_is_looked_at_again(browser):
    user = UserFactory(reviewer=True)
    assert acted(browser, user, "roles", roles=["operator"], seen="statistician").status_code == 409
    assert [each.name for each in now(user).roles] == ["reviewer"]


def test_who_has_not_proved_of_late_who_they_are_is_asked_first(app, browser, monkeypatch):
    user = UserFactory(reviewer=True)
    monkeypatch.setitem(app.config, "REGISTRY", app.config["REGISTRY"] | {"CONFIRM_MINUTES": "-1"})
    before = contents("user", "user_role", "audit_entry", "benchmark")
    for act in ("roles", "close", "forget-factor", "link"):
        assert acted(browser, user, act).status_code == 403, act
    assert browser.post("/programme/benchmarks/2025/put", data={}).status_code == 403
    assert contents("user", "user_role", "audit_entry", "benchmark") == before


def test_a_link_is_never_kept_with_an_idempotency_key(browser):
    user = UserFactory(reviewer=True)
    browser.post(f"/people/{user.id}/link", data={"idempotency_key": "a-key-of-this-form"})
    assert db.session.scalars(select(KeptAnswer)).all() == []


def test_accounts_are_found_by_words_and_role(browser):
    one, other = UserFactory(reviewer=True), UserFactory(statistician=True)
    page = browser.get(f"/people?q={one.email.upper()}").text
    assert one.email in page and other.email not in page
    page = browser.get("/people?role=statistician").text
    assert other.email in page and one.email not in page
    assert browser.get("/people?q=%25_").status_code == 200
    assert browser.get("/people?page=x").status_code == 422
