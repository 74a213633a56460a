"""Before what weighs most, a person proves once more who they are, and loses nothing by it."""

import re
from html import unescape

import pytest
from factories import PASSWORD, ApplicationFactory, UserFactory
from telephone import digits

from registry.applications.models import Application
from registry.extensions import db
from registry.permissions import Permission, access_table, fresh_endpoints

WEIGHTY = {
    "certification.certify",
    "certification.register",
    "certification.change",
    "proposals.decide",
    "papers.reprint",
    "releases.publish",
    "statistics.totals_file",
    "targets.file",
    "watching.backdated_file",
    "benchmarks.put",
    "people.add",
    "people.change_roles",
    "people.close",
    "people.open",
    "people.forget_factor",
    "people_links.link",
    "factors.add_authenticator",
    "factors.remove_authenticator",
    "factors.add_key",
    "factors.remove_key",
    "factors.recovery_codes",
}

# Tables to be filled in: they hold nothing of anybody.
EMPTY_FORMS = {"contract_tables.empty"}

pytestmark = pytest.mark.usefixtures("as_on_a_server")


@pytest.fixture
def decision():
    """A reviewer, and the address and form that register a submitted application."""
    application = ApplicationFactory(submitted=True)
    form = {
        "version": str(application.version),
        "reason_code": "",
        "reason": "",
        "note": "符合要求",
    }
    return UserFactory(reviewer=True), application, form


def hidden_fields(page: str) -> dict[str, str]:
    form = re.search(r'<form class="card-form".*?</form>', page, re.S)[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def status_of(application) -> str:
    db.session.rollback()
    return db.session.get_one(Application, application.id).status.value


def test_the_acts_that_weigh_most_ask_once_more(app):
    assert WEIGHTY <= fresh_endpoints(app)


def test_every_export_that_is_not_public_asks_once_more(app):
    needed = access_table(app)
    exports = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith((".csv", ".xlsx")) and needed[rule.endpoint] is not Permission.PUBLIC
    }
    assert exports
    assert exports - fresh_endpoints(app) - EMPTY_FORMS == set()


def test_within_five_minutes_of_signing_in_nothing_more_is_asked(sign_in, decision, later):
    user, application, form = decision
    browser = sign_in(user)
    with later(minutes=4):
        answer = browser.post(f"/reviews/{application.public_id}/register", data=form)
    assert answer.status_code == 302
    assert status_of(application) == "registered"


def test_later_the_password_is_asked_and_the_form_goes_on_from_there(sign_in, decision, later):
    user, application, form = decision
    browser, address = sign_in(user), f"/reviews/{application.public_id}/register"
    with later(minutes=6):
        asked = browser.post(address, data=form)
        assert asked.status_code == 403 and "Confirm that it is you" in asked.text
        assert status_of(application) == "submitted"
        kept = hidden_fields(asked.text)
        assert kept == form
        wrong = browser.post(address, data=kept | {"confirm_password": "not the password"})
        assert wrong.status_code == 403 and "That was not right." in wrong.text
        assert hidden_fields(wrong.text) == form
        assert status_of(application) == "submitted"
        done = browser.post(address, data=kept | {"confirm_password": PASSWORD})
    assert done.status_code == 302
    assert status_of(application) == "registered"


def test_who_has_an_app_is_asked_for_its_digits_and_not_for_the_password(
    sign_in, decision, later, with_app
):
    user, application, form = decision
    secret, browser = with_app(user), sign_in(user)
    address = f"/reviews/{application.public_id}/register"
    with later(minutes=6):
        asked = browser.post(address, data=form)
        assert 'name="confirm_code"' in asked.text and "confirm_password" not in asked.text
        browser.post(address, data=form | {"confirm_password": PASSWORD})
        assert status_of(application) == "submitted"
        browser.post(address, data=form | {"confirm_code": digits(secret)})
    assert status_of(application) == "registered"


def test_markup_in_what_was_filled_in_stays_text(sign_in, decision, later):
    user, application, form = decision
    nasty = '"><script>alert(1)</script>'
    with later(minutes=6):
        page = sign_in(user)
        asked = page.post(
            f"/reviews/{application.public_id}/register",
            data=form | {"note": nasty, nasty: "x"},
        )
    # The clock was moved before signing in: nothing is asked, and nothing runs as script either.
    assert "<script>alert" not in asked.text
    browser = sign_in(user)
    with later(minutes=6):
        asked = browser.post(
            f"/reviews/{application.public_id}/register", data=form | {"note": nasty, nasty: "x"}
        )
    assert "<script>alert" not in asked.text and "&lt;script&gt;alert" in asked.text


def test_an_export_leads_to_the_question_and_back(sign_in, later):
    browser = sign_in(UserFactory(statistician=True))
    with later(minutes=6):
        answer = browser.get("/statistics/targets.csv?year=2024")
        there = answer.headers["Location"]
        assert there == "/account/confirm?next=/statistics/targets.csv?year%3D2024"
        page = browser.get(there).text
        action = unescape(
            re.search(r'<form class="card-form" method="post" action="([^"]+)"', page)[1]
        )
        back = browser.post(action, data={"confirm_password": PASSWORD})
        assert back.headers["Location"] == "/statistics/targets.csv?year=2024"
        assert browser.get("/statistics/targets.csv").status_code == 200


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org", "/\\example.org"])
def test_the_way_back_after_confirming_never_leads_to_another_server(sign_in, address):
    browser = sign_in(UserFactory())
    answer = browser.post(
        "/account/confirm", query_string={"next": address}, data={"confirm_password": PASSWORD}
    )
    assert answer.headers["Location"] == "/"


def test_who_may_not_is_refused_and_not_asked(sign_in, decision, later):
    _, application, form = decision
    browser = sign_in(UserFactory())
    with later(minutes=6):
        answer = browser.post(f"/reviews/{application.public_id}/register", data=form)
    assert answer.status_code == 403 and "Confirm that it is you" not in answer.text
