"""The second factor: set up, asked for, good once, required of staff."""

import re

import pytest
from factories import PASSWORD, UserFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select
from telephone import digits

from registry.accounts import second_factors
from registry.accounts.models import Authenticator, RecoveryCode
from registry.accounts.service import SYSTEM
from registry.extensions import db
from registry.transaction import unit_of_work


def first_step(client, user):
    return client.post("/login?next=/account", data={"email": user.email, "password": PASSWORD})


def is_in(browser) -> bool:
    return browser.get("/account").status_code == 200


def secret_on(page: str) -> str:
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")


def test_an_app_is_added_by_its_first_digits_and_gives_ten_recovery_codes(sign_in):
    browser = sign_in(UserFactory())
    page = browser.get("/account/second-factor/authenticator").text
    assert "data:image/svg+xml" in page
    answer = browser.post(
        "/account/second-factor/authenticator", data={"code": digits(secret_on(page))}
    )
    codes = re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>", answer.text)
    assert len(set(codes)) == 10
    assert "Codes left: 10." in browser.get("/account/second-factor").text


@pytest.mark.parametrize("code", ["", "000000", "12345", "１２３４５６", "abcdef", "\u202e12"])
def test_digits_that_the_app_does_not_show_add_nothing_and_are_told(sign_in, code):
    browser = sign_in(UserFactory())
    browser.get("/account/second-factor/authenticator")
    answer = browser.post("/account/second-factor/authenticator", data={"code": code})
    assert answer.status_code == 422
    assert "These are not the digits" in answer.text
    assert db.session.scalars(select(Authenticator)).all() == []


def test_who_has_an_app_is_in_only_after_the_second_step(client, with_app):
    user = UserFactory()
    secret = with_app(user)
    answer = first_step(client, user)
    assert answer.status_code == 200 and "Second step" in answer.text
    assert not is_in(client)
    answer = client.post("/login/second", data={"code": digits(secret)})
    assert answer.headers["Location"] == "/account"
    assert is_in(client)


def test_digits_are_good_once(app, client, with_app):
    user = UserFactory()
    code = digits(with_app(user))
    first_step(client, user)
    assert client.post("/login/second", data={"code": code}).status_code == 302
    other = app.test_client()
    first_step(other, user)
    assert other.post("/login/second", data={"code": code}).status_code == 422
    assert not is_in(other)


@pytest.mark.parametrize(("periods", "taken"), [(0, True), (1, True), (2, False), (-2, False)])
def test_the_clock_of_the_telephone_may_be_half_a_minute_wrong(client, with_app, periods, taken):
    user = UserFactory()
    secret = with_app(user)
    first_step(client, user)
    answer = client.post("/login/second", data={"code": digits(secret, periods)})
    assert (answer.status_code == 302) is taken


def test_a_recovery_code_is_good_once_in_any_writing(app, client, with_app):
    user = UserFactory()
    with_app(user)
    with unit_of_work():
        code = second_factors.new_recovery_codes(SYSTEM, user.id)[0]
    first_step(client, user)
    typed = {"code": f" {code.upper().replace('-', ' ')} "}
    assert client.post("/login/second", data=typed).status_code == 302
    other = app.test_client()
    first_step(other, user)
    assert other.post("/login/second", data={"code": code}).status_code == 422
    assert second_factors.recovery_codes_left(user.id) == 9


def test_neither_secret_nor_codes_can_be_read_from_the_database(app, with_app):
    user = UserFactory()
    secret = with_app(user)
    with unit_of_work():
        codes = second_factors.new_recovery_codes(SYSTEM, user.id)
    kept = db.session.scalars(select(Authenticator)).one().secret
    assert secret not in kept
    hashes = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert not hashes & set(codes)


def test_a_secret_that_the_settings_key_does_not_open_takes_no_digits(app, with_app, settings):
    user = UserFactory()
    secret = with_app(user)
    settings(PASSWORD_SALT="another key of another registry")
    with unit_of_work():
        assert not second_factors.takes_code(user.id, digits(secret))


def test_the_second_step_alone_opens_nothing(client, with_app):
    secret = with_app(UserFactory())
    assert client.post("/login/second", data={"code": digits(secret)}).status_code == 409


@pytest.mark.usefixtures("as_on_a_server")
def test_the_second_step_is_to_be_taken_within_ten_minutes(client, with_app, later):
    user = UserFactory()
    secret = with_app(user)
    first_step(client, user)
    with later(minutes=11):
        assert client.post("/login/second", data={"code": digits(secret)}).status_code == 409


STAFF = ["reviewer", "statistician", "operator"]


@pytest.mark.parametrize("role", STAFF)
def test_staff_without_a_second_factor_get_no_further_than_to_its_set_up(sign_in, settings, role):
    settings(SECOND_FACTOR="staff")
    browser = sign_in(UserFactory(**{role: True}))
    for address in ("/reviews/", "/statistics/totals", "/account", "/", "/register"):
        answer = browser.get(address)
        assert answer.headers.get("Location") == "/account/second-factor", address
    assert "Your work here needs" in browser.get("/account/second-factor").text
    page = browser.get("/account/second-factor/authenticator").text
    browser.post("/account/second-factor/authenticator", data={"code": digits(secret_on(page))})
    assert is_in(browser)
    assert browser.get("/statistics/targets").status_code == 200


def test_a_server_that_asks_no_second_factor_of_staff_says_so(sign_in, settings):
    said = "On this server staff sign in without a second factor"
    assert said in sign_in(UserFactory(reviewer=True)).get("/account/second-factor").text
    assert said not in sign_in(UserFactory()).get("/account/second-factor").text


def test_an_applicant_needs_no_second_factor(sign_in, settings):
    settings(SECOND_FACTOR="staff")
    assert is_in(sign_in(UserFactory()))


def test_staff_who_have_a_factor_but_came_in_before_it_must_show_it(sign_in, settings, with_app):
    user = UserFactory(reviewer=True)
    with_app(user)
    settings(SECOND_FACTOR="staff")
    answer = sign_in(user).get("/reviews/")
    assert answer.headers["Location"] == "/account/confirm?next=/reviews/"


def test_staff_cannot_remove_their_last_factor(client, settings, with_app):
    user = UserFactory(reviewer=True)
    secret = with_app(user)
    settings(SECOND_FACTOR="staff")
    first_step(client, user)
    client.post("/login/second", data={"code": digits(secret)})
    assert client.post("/account/second-factor/authenticator/remove").status_code == 409
    assert second_factors.has_factor(user.id)


def test_an_applicant_can_remove_the_app(sign_in, with_app):
    user = UserFactory()
    with_app(user)
    assert sign_in(user).post("/account/second-factor/authenticator/remove").status_code == 302
    assert not second_factors.has_factor(user.id)


def test_recovery_codes_without_app_or_key_are_refused(sign_in):
    assert sign_in(UserFactory()).post("/account/second-factor/recovery-codes").status_code == 409


@given(st.text(max_size=60))
@hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_text_is_taken_for_a_code(app, typed):
    with unit_of_work():
        assert not second_factors.takes_code(1, typed)
