"""Security keys, with Chromium's own virtual authenticator at the other end."""

import json
import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from factories import PASSWORD, UserFactory
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.serving import make_server

from registry import clock
from registry.accounts import security_keys
from registry.accounts.models import SecurityKey
from registry.extensions import db

CHROMIUM = shutil.which("chromium")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def served(app: Flask, settings) -> Iterator[str]:
    """The address of the application, served on this machine. A key is bound to a name, which an
    IP address is not."""
    server = make_server("localhost", 0, app, threaded=True)
    address = f"http://localhost:{server.server_port}"
    settings(PUBLIC_URL=address)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()


@pytest.fixture
def page(served: str) -> Iterator[object]:
    """A page of Chromium; what its console says is kept as ``page.said``."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        it = browser.new_context(locale="en").new_page()
        it.said = []
        it.on("console", lambda message: it.said.append(message.text))
        it.set_default_timeout(30_000)
        yield it
        browser.close()


def plug_in(page) -> tuple[object, str]:
    """A new key at the browser's port."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session, key["authenticatorId"]


def first_step(page, served: str, user) -> None:
    page.goto(f"{served}/login")
    page.fill("#email", user.email)
    page.fill("#password", PASSWORD)
    page.click("main button.btn-primary")


def test_a_key_is_added_asked_for_at_the_door_and_before_what_weighs_most(served, page, settings):
    user = UserFactory(reviewer=True)
    settings(SECOND_FACTOR="staff")
    session, authenticator = plug_in(page)
    first_step(page, served, user)
    assert page.url.endswith("/account/second-factor"), "staff are led to the set-up"
    page.click("text=Add a key")
    page.fill("#name", "blue key")
    page.click("text=Add the key")
    page.wait_for_selector("ol.codes")
    db.session.rollback()
    kept = db.session.scalars(select(SecurityKey)).one()
    assert (kept.name, kept.user_id) == ("blue key", user.id)
    page.click("header >> text=Sign out")
    first_step(page, served, user)
    page.click("text=Use the security key")
    page.wait_for_url("**/reviews/")
    _count_goes_on(kept.id)
    settings(CONFIRM_MINUTES="0")
    page.goto(f"{served}/statistics/targets.csv")
    assert "Confirm that it is you" in page.content()
    settings(CONFIRM_MINUTES="5")
    with page.expect_download() as download:
        page.click("text=Use the security key")
    assert download.value.suggested_filename.endswith(".csv")
    assert [each for each in page.said if "Content Security Policy" in each] == []
    _another_key_is_not_taken(page, served, user, session, authenticator)


def _count_goes_on(key_id: int) -> None:
    db.session.rollback()
    used = db.session.get_one(SecurityKey, key_id)
    assert used.sign_count > 0 and used.last_used_at is not None


def _another_key_is_not_taken(page, served, user, session, authenticator) -> None:
    """What has not the key gets no further; the page says so."""
    page.goto(f"{served}/account")
    page.click("header >> text=Sign out")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
    plug_in(page)
    first_step(page, served, user)
    page.click("text=Use the security key")
    page.wait_for_selector("[data-security-key-failed]:visible")
    assert page.goto(f"{served}/account").status == 403


ANSWERS = [
    "",
    "{}",
    "[]",
    "null",
    "[" * 10_000,
    '{"rawId": 1}',
    '{"id":"AA","rawId":"AA"}',
    "x" * 30_000,
]


@pytest.mark.parametrize("answer", ANSWERS, ids=range(len(ANSWERS)))
def test_what_is_no_answer_of_a_key_is_refused_in_words(sign_in, answer):
    browser = sign_in(UserFactory())
    browser.get("/account/second-factor/key")
    given_ = {"name": "blue key", "credential": answer}
    refused = browser.post("/account/second-factor/key", data=given_)
    assert refused.status_code == 422
    assert "The security key has not answered as it should." in refused.text


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\u202eb", "tab\there"])
def test_a_key_needs_a_name_that_can_be_read(sign_in, name):
    answer = sign_in(UserFactory()).post(
        "/account/second-factor/key", data={"name": name, "credential": "{}"}
    )
    assert answer.status_code == 422 and "This cannot be its name." in answer.text


def test_nobody_removes_the_key_of_another(sign_in, app):
    owner = UserFactory()
    key = SecurityKey(
        public_id="0123456789abcdef", user_id=owner.id, name="x", credential=b"x",
        public_key=b"x", sign_count=0, added_at=clock.now(),
    )  # fmt: skip
    db.session.add(key)
    db.session.commit()
    address = "/account/second-factor/key/0123456789abcdef/remove"
    assert sign_in(UserFactory()).post(address).status_code == 404
    assert sign_in(owner).post(address).status_code == 302


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON", "signature"]),
            inner,
        )
    ),
    max_leaves=6,
)


@given(JSON)
@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_json_makes_anything_but_a_refusal_of_it(app, answer):
    with app.test_request_context():
        assert not security_keys.takes_answer(1, json.dumps(answer))
