"""The annual update: last year's record carried over, and marked against it wherever it is read."""

from datetime import date

import pytest
from application_form import filled_in
from factories import ApplicationFactory, PatentFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from registry import clock
from registry.accounts.models import User
from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.audit import AuditEntry
from registry.corrections import service as corrections
from registry.extensions import db
from registry.operators.trail_words import details_in_words
from registry.reviews.comparison import compare
from registry.transaction import unit_of_work

NEXT_YEAR = date(2026, 9, 1)


@pytest.fixture
def applicant(app: Flask) -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def browser(sign_in, applicant: User) -> FlaskClient:
    return sign_in(applicant)


@pytest.fixture
def record(applicant: User) -> Application:
    return ApplicationFactory(registered=True, applicant=applicant)


def begin(browser, record, **changes):
    links = {
        f"links-{place}-{name}": value
        for place, link in enumerate(record.links)
        for name, value in (
            ("typed", link.typed), ("core", "y"), ("basis", "patentee"), ("contribution", "30"),
        )
    }  # fmt: skip
    given = {
        name: value for name, value in filled_in(record.enterprise).items() if "links" not in name
    }
    given |= links | {"round_year": "2026"} | changes
    return browser.post(f"/applications/new?update={record.public_id}", data=given)


def test_the_form_begins_with_the_earlier_record_and_says_so(browser, record):
    with clock.at(NEXT_YEAR):
        page = browser.get(f"/applications/{record.public_id}").text
        assert f"/applications/new?update={record.public_id}" in page
        form = browser.get(f"/applications/new?update={record.public_id}").text
    for shown in ("示例精密减速器", "12000000.00", *(link.typed for link in record.links)):
        assert shown in form
    assert form.count("As in the record of round 2025.") == 6 + len(record.links)


def test_what_is_changed_is_marked_on_form_check_and_review(browser, sign_in, record):
    with clock.at(NEXT_YEAR):
        new = f"ZL{PatentFactory(patentee=record.enterprise.name).number}"
        changes = {"output_value": "13000000", "links-1-typed": new, "sales_revenue": "11000000"}
        assert begin(browser, record, **changes).status_code == 303
        db.session.rollback()
        made = db.session.scalars(select(Application).where(Application.round_year == 2026)).one()
        assert made.product_id == record.product_id
        place = f"/applications/{made.public_id}"
        form = browser.get(f"{place}/edit").text
        assert "Changed; the record of round 2025 says: 12000000.00" in form
        assert "Not in the record of round 2025." in form
        reviewer = sign_in(UserFactory(reviewer=True))
        for page in (browser.get(f"{place}/check"), reviewer.get(f"/reviews/{made.public_id}")):
            assert "Against the record of round 2025" in page.text
            for word in ("carried over", "changed", "new", "named no longer"):
                assert f"<td>{word}</td>" in page.text, word
        page = browser.get(f"/applications/{record.public_id}").text
        assert "Begin the annual update" not in page


def test_only_an_own_registered_record_is_carried_over(browser, applicant):
    others = ApplicationFactory(registered=True)
    draft = ApplicationFactory(applicant=applicant)
    assert browser.get(f"/applications/new?update={others.public_id}").status_code == 404
    assert browser.get(f"/applications/new?update={draft.public_id}").status_code == 409


def test_amounts_of_the_earlier_record_are_handed_in_only_when_each_is_confirmed(browser, record):
    with clock.at(NEXT_YEAR):
        assert begin(browser, record, output_value="13000000").status_code == 303
        db.session.rollback()
        made = db.session.scalars(select(Application).where(Application.round_year == 2026)).one()
        place, version = f"/applications/{made.public_id}", made.version
        page = browser.get(f"{place}/check").text
        names = [name for name in AMOUNTS if f'id="unchanged-{name}"' in page]
        assert names and "output_value" not in names
        for wrong in ([], names[1:], ["output_value", "nonsense"]):
            given = {"version": version, "unchanged": wrong}
            answer = browser.post(f"{place}/submit", data=given)
            assert answer.status_code == 422
            assert "Confirm it, or change it." in answer.text
        db.session.rollback()
        assert db.session.get_one(Application, made.id).status is Status.DRAFT
        answer = browser.post(f"{place}/submit", data={"version": version, "unchanged": names})
        assert answer.status_code == 302
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "submit")).all()[-1]
        assert entry.details["confirmed"] == names
        said = dict(details_in_words(entry.details))["Amounts confirmed as unchanged"]
        assert said == "Sales revenue, Export value"


def test_of_a_corrected_record_the_corrected_amounts_are_carried_over_and_compared(
    browser, sign_in, applicant, record
):
    amounts = {name: getattr(record, name) or 0 for name in AMOUNTS} | {
        "output_value": 9_000_000_00
    }
    with clock.at(date(2025, 11, 1)), unit_of_work():
        found = db.session.get_one(Application, record.id)
        asked = corrections.ask(actor(applicant), found, amounts, "示例：审计核减")
        corrections.accept(actor(UserFactory(reviewer=True)), asked)
    with clock.at(NEXT_YEAR):
        form = browser.get(f"/applications/new?update={record.public_id}").text
        assert 'value="9000000.00"' in form and "12000000.00" not in form
        assert begin(browser, record, output_value="9900000").status_code == 303
        db.session.rollback()
        of_2026 = select(Application).where(Application.round_year == 2026)
        update = db.session.scalars(of_2026).one()
        (compared, *_) = compare(update, record)
        assert (compared.before, compared.change, compared.was_corrected) == (
            9_000_000_00,
            "+10.0",
            True,
        )
        review = sign_in(UserFactory(reviewer=True)).get(f"/reviews/{update.public_id}").text
        assert "+10.0" in review and "corrected" in review
