"""Sessions on the server: what opens them, what ends them."""

import re

import pytest
from factories import PASSWORD, UserFactory, actor
from sqlalchemy import func, select

from registry.accounts import sessions
from registry.accounts.models import User, UserSession
from registry.accounts.service import SYSTEM, set_active, set_password, set_roles, user_of
from registry.audit import AuditEntry
from registry.extensions import db
from registry.permissions import Role
from registry.transaction import unit_of_work

NEW = "三月的雨 bridge over copper"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1"
)


def is_in(browser) -> bool:
    return browser.get("/account").status_code == 200


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(UserSession.id))) or 0


def test_the_database_holds_the_hash_of_what_the_browser_holds(app, client):
    user = UserFactory()
    client.post("/login", data={"email": user.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        token = cookie[sessions.TOKEN]
    kept = db.session.scalars(select(UserSession)).one()
    assert token not in (kept.token_sha256, kept.public_id)
    assert kept.token_sha256 == sessions._hash(token)


def test_signing_out_ends_the_session_for_who_has_kept_the_cookie_too(app, client):
    user = UserFactory()
    client.post("/login", data={"email": user.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        token = cookie[sessions.TOKEN]
    client.post("/logout")
    assert count() == 0
    with client.session_transaction() as cookie:
        cookie[sessions.TOKEN] = token
    assert not is_in(client)


def test_signing_out_has_the_browser_forget_what_it_kept_of_the_pages(client):
    user = UserFactory()
    client.post("/login", data={"email": user.email, "password": PASSWORD})
    assert client.post("/logout").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/login").headers


def test_signing_in_gives_a_new_token_and_leaves_nothing_of_the_visitor_but_the_language(client):
    user = UserFactory()
    with client.session_transaction() as cookie:
        cookie.update({"locale": "en", "csrf_token": "planted", sessions.TOKEN: "planted"})
    client.post("/login", data={"email": user.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["locale"] == "en"
        assert "planted" not in cookie.values()


@pytest.mark.parametrize("token", ["", "x", 7, None, ["a"]], ids=repr)
def test_a_token_of_nobody_opens_nothing(client, token):
    with client.session_transaction() as cookie:
        cookie[sessions.TOKEN] = token
    assert client.get("/account").status_code == 403


@pytest.mark.usefixtures("as_on_a_server")
@pytest.mark.parametrize(
    ("by", "still_in"),
    [({"minutes": 59}, True), ({"minutes": 61}, False)],
    ids=["59 minutes", "61 minutes"],
)
def test_a_session_that_is_not_used_ends_after_an_hour(sign_in, later, by, still_in):
    browser = sign_in(UserFactory())
    with later(**by):
        assert is_in(browser) is still_in


@pytest.mark.usefixtures("as_on_a_server")
def test_a_session_ends_after_twelve_hours_however_much_it_is_used(sign_in, later):
    browser = sign_in(UserFactory())
    for minutes in range(50, 12 * 60, 50):
        with later(minutes=minutes):
            assert is_in(browser), minutes
    with later(minutes=12 * 60 + 1):
        assert not is_in(browser)


CHANGES = {
    "roles": lambda user: set_roles(SYSTEM, user, frozenset({Role.STATISTICIAN})),
    "password": lambda user: set_password(SYSTEM, user, NEW),
    "closed": lambda user: set_active(SYSTEM, user, False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_operator_changes_ends_every_session_of_the_account(sign_in, change):
    user, other = UserFactory(reviewer=True), UserFactory()
    browsers, bystander = [sign_in(user), sign_in(user)], sign_in(other)
    with unit_of_work():
        CHANGES[change](user_of(user.email))
    assert [is_in(browser) for browser in browsers] == [False, False]
    assert is_in(bystander)


def test_an_account_that_is_closed_by_any_way_opens_nothing(sign_in):
    user = UserFactory()
    browser = sign_in(user)
    user.active = False
    db.session.commit()
    assert not is_in(browser)


def test_the_owner_sees_the_browsers_in_words_and_ends_one(app, sign_in):
    user = UserFactory()
    here = sign_in(user)
    with unit_of_work():
        sessions.begin(db.session.get_one(User, user.id), SAFARI, second_factor=True)
    page = here.get("/account/sessions").text
    assert "Mobile Safari on iOS" in page and "(this one)" in page
    assert "with a second factor" in page
    ends = re.findall(r'action="(/account/sessions/[0-9a-f]{16}/end)"', page)
    assert len(ends) == 2
    there = next(each for each in ends if name_of(app, here, user) not in each)
    assert here.post(there).status_code == 302
    assert count() == 1 and is_in(here)


def name_of(app, browser, user) -> str:
    """The public name of this browser's session."""
    with browser.session_transaction() as cookie:
        token = cookie[sessions.TOKEN]
    kept = db.session.scalars(select(UserSession).where(UserSession.user_id == user.id))
    return next(each.public_id for each in kept if each.token_sha256 == sessions._hash(token))


def test_nobody_ends_the_session_of_another(app, sign_in):
    one, other = UserFactory(), UserFactory()
    browser, victim = sign_in(one), sign_in(other)
    answer = browser.post(f"/account/sessions/{name_of(app, victim, other)}/end")
    assert answer.status_code == 404
    assert is_in(victim)


def test_all_others_end_at_once(sign_in):
    user = UserFactory()
    here, there = sign_in(user), sign_in(user)
    here.post("/account/sessions/end-others")
    assert is_in(here) and not is_in(there)


def test_the_owner_changes_the_password_and_only_this_browser_stays_in(sign_in, client):
    user = UserFactory()
    here, there = sign_in(user), sign_in(user)
    given = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert here.post("/account/password", data=given).status_code == 302
    assert is_in(here) and not is_in(there)
    answer = client.post("/login", data={"email": user.email, "password": NEW})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"old": "not the old one"}, "This is not your password."),
        ({"new": "short", "again": "short"}, "It has 5 characters."),
        ({"again": "another one altogether"}, "The two are not the same."),
        ({"new": ""}, "It has 0 characters."),
    ],
    ids=["old", "short", "again", "empty"],
)
def test_a_change_of_password_that_cannot_be_made_says_why_and_ends_nothing(sign_in, changed, said):
    user = UserFactory()
    here, there = sign_in(user), sign_in(user)
    given = {"old": PASSWORD, "new": NEW, "again": NEW} | changed
    answer = here.post("/account/password", data=given)
    assert answer.status_code == 422 and said in answer.text
    assert NEW not in answer.text
    assert is_in(here) and is_in(there)


def test_what_happens_to_an_account_stands_in_the_trail(sign_in, app):
    user = UserFactory(reviewer=True)
    sign_in(user).post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW})
    with unit_of_work():
        set_roles(SYSTEM, user_of(user.email), frozenset({Role.OPERATOR}))
    said = db.session.execute(
        select(AuditEntry.verb, AuditEntry.actor_id).where(AuditEntry.subject_type == "user")
    ).all()
    assert [tuple(each) for each in said] == [("change_password", user.id), ("set_roles", None)]
    assert actor(user_of(user.email)).roles == {Role.OPERATOR}
