"""The applicant's pages: own applications only, and nothing written by looking."""

from datetime import date

import pytest
from factories import ApplicationFactory, EnterpriseFactory, UserFactory
from factories.applications import application_input
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from watching import rows, statements

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.certification.queries import of_application
from registry.extensions import db

REACHES = [status.value for status in Status]


@pytest.fixture
def applicant(app: Flask) -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def browser(sign_in, applicant: User) -> FlaskClient:
    return sign_in(applicant)


def pages_of(application: Application) -> list[str]:
    address = f"/applications/{application.public_id}"
    return [address, f"{address}/check", f"{address}/edit", f"{address}/withdraw"]


def status_of(application: Application) -> Status:
    db.session.rollback()
    return db.session.scalars(
        select(Application.status).where(Application.id == application.id)
    ).one()


@pytest.mark.parametrize("reach", REACHES)
def test_every_page_opens_in_every_status_and_no_get_writes(browser, applicant, reach):
    application = ApplicationFactory(reach=reach, applicant=applicant)
    before = rows()
    for page in ["/applications", "/applications/new", *pages_of(application)]:
        assert browser.get(page, follow_redirects=True).status_code == 200, page
    assert rows() == before


def test_another_enterprises_application_is_not_there(browser):
    others = ApplicationFactory(certified=True)
    for page in pages_of(others):
        assert browser.get(page).status_code == 404, page
    for act in ("edit", "submit", "withdraw"):
        answer = browser.post(f"/applications/{others.public_id}/{act}", data={"version": "1"})
        assert answer.status_code == 404, act
    assert status_of(others) is Status.CERTIFIED
    assert others.product.name not in browser.get("/applications").text


@pytest.mark.parametrize("role", ["reviewer", "statistician", "operator", None])
def test_whoever_is_no_applicant_has_no_desk(app, sign_in, client, role):
    application = ApplicationFactory()
    visitor = sign_in(UserFactory(**{role: True})) if role else client
    for page in ["/applications", "/applications/new", *pages_of(application)]:
        assert visitor.get(page).status_code == 403, page


def test_who_is_not_signed_in_is_offered_to_sign_in_and_to_come_back(client):
    page = client.get("/applications").text
    assert 'href="/login?next=/applications"' in page


def test_an_account_without_enterprise_is_told_so(app, sign_in):
    browser = sign_in(UserFactory(enterprise=None))
    assert "This account applies for no enterprise." in browser.get("/applications").text


def test_the_list_shows_rounds_deadline_and_what_waits_for_correction(browser, applicant):
    ApplicationFactory(returned=True, applicant=applicant)
    page = browser.get("/applications").text
    assert "15 September 2025" in page
    assert "(14 days left)" in page
    assert "Returned for correction: 1." in page


def test_the_list_takes_as_many_queries_for_thirty_rows_as_for_three(browser, applicant):
    def queries() -> int:
        with statements() as sent:
            assert browser.get("/applications").status_code == 200
        return len(sent)

    def file(first: int, last: int) -> None:
        for number in range(first, last):
            given = application_input(product_name=f"示例产品{number}", model=f"M{number}")
            ApplicationFactory(applicant=applicant, given=given)

    file(0, 3)
    few = queries()
    file(3, 30)
    assert queries() == few


def test_a_page_of_the_list_that_cannot_be_is_refused_by_name(browser):
    for page in ("0", "-1", "x", "9" * 20):
        answer = browser.get("/applications", query_string={"page": page})
        assert answer.status_code == 422
        assert "There is no page of this number." in answer.text


def test_the_check_shows_findings_with_citation_and_stores_nothing(browser, applicant):
    given = application_input(export_value=99_000_000_00)
    draft = ApplicationFactory(applicant=applicant, given=given)
    before = rows()
    page = browser.get(f"/applications/{draft.public_id}/check").text
    assert "Declaration coherent" in page
    assert "Own rule: plausibility of the declaration" in page
    assert "Not met" in page
    assert "EXAMPLE" in page
    assert rows() == before


def test_submitting_stores_findings_and_hands_it_in(browser, applicant):
    draft = ApplicationFactory(applicant=applicant)
    address = f"/applications/{draft.public_id}"
    answer = browser.post(f"{address}/submit", data={"version": "1"}, follow_redirects=True)
    assert "The application has been submitted." in answer.text
    assert "Findings when it was last examined" in answer.text
    assert status_of(draft) is Status.SUBMITTED


def test_submitting_something_other_than_what_was_seen_is_refused(browser, applicant):
    draft = ApplicationFactory(applicant=applicant)
    answer = browser.post(f"/applications/{draft.public_id}/submit", data={"version": "7"})
    assert answer.status_code == 409
    assert status_of(draft) is Status.DRAFT


def test_submitting_after_the_deadline_is_refused_with_the_date(browser, applicant):
    draft = ApplicationFactory(applicant=applicant)
    before = rows()
    with clock.at(date(2025, 9, 16)):
        answer = browser.post(f"/applications/{draft.public_id}/submit", data={"version": "1"})
    assert answer.status_code == 409
    assert "Round 2025 took filings until 2025-09-15; this is too late for it." in answer.text
    assert rows() == before


def test_withdrawing_asks_once_more_and_then_does_it(browser, applicant):
    registered = ApplicationFactory(registered=True, applicant=applicant)
    address = f"/applications/{registered.public_id}/withdraw"
    question = browser.get(address).text
    assert registered.registration_number in question
    assert status_of(registered) is Status.REGISTERED
    version = str(registered.version)
    answer = browser.post(address, data={"version": version}, follow_redirects=True)
    assert "The application has been withdrawn." in answer.text
    assert status_of(registered) is Status.WITHDRAWN


def test_what_is_certified_cannot_be_withdrawn(browser, applicant):
    certified = ApplicationFactory(certified=True, applicant=applicant)
    address = f"/applications/{certified.public_id}"
    assert f"{address}/withdraw" not in browser.get(address).text
    answer = browser.post(f"{address}/withdraw", data={"version": str(certified.version)})
    assert answer.status_code == 409
    assert status_of(certified) is Status.CERTIFIED


def test_the_applicant_reads_the_reason_of_a_decision_and_not_the_note_of_the_staff(
    browser, applicant
):
    returned = ApplicationFactory(returned=True, applicant=applicant)
    page = browser.get(f"/applications/{returned.public_id}").text
    assert "请补充材料" in page
    assert "checked by hand" not in page


def test_the_certificate_can_be_downloaded_by_its_enterprise_alone(
    app, browser, applicant, sign_in
):
    certified = ApplicationFactory(certified=True, applicant=applicant)
    number = of_application(certified.id).number
    page = browser.get(f"/applications/{certified.public_id}").text
    address = f"/certificates/{number}/paper?download=1"
    assert address in page
    answer = browser.get(address)
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert f"{number}.pdf" in answer.headers["Content-Disposition"]
    stranger = sign_in(UserFactory(enterprise=EnterpriseFactory()))
    assert stranger.get(address).status_code == 404
