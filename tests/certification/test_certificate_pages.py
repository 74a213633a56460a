"""The staff's pages of a certificate, and its paper."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from factories import ApplicationFactory, UserFactory
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from watching import statements

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.certification import store
from registry.certification.keys import signer
from registry.certification.models import Certificate, Paper
from registry.certification.paper import made_later, make_paper
from registry.certification.proposals import open_proposals
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction, CertificateStatus
from registry.extensions import db
from registry.statistics.queries import totals
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
LATER = date(2025, 12, 1)


@pytest.fixture
def browser(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(UserFactory(reviewer=True))


@pytest.fixture
def application(app: Flask) -> Application:
    """One that is certified; its papers are made later, for most pages say the same without."""
    with made_later():
        return ApplicationFactory(certified=True)


def certificate_of(application: Application) -> Certificate:
    """The certificate as the database has it."""
    db.session.rollback()
    found = of_application(application.id)
    assert found is not None
    db.session.refresh(found)
    return found


def send(
    browser: FlaskClient, certificate: Certificate, action: CertificateAction, **fields: str
) -> tuple[int, str]:
    given = {
        "version": str(certificate.version),
        "reason": "示例理由",
        "reason_code": "other",
    } | fields
    with clock.at(LATER):
        answer = browser.post(f"/certification/{certificate.number}/{action.value}", data=given)
    return answer.status_code, answer.text


def revoke(browser: FlaskClient, certificate: Certificate, **fields: str) -> tuple[int, str]:
    given = {"effective_on": LATER.isoformat()} | fields
    return send(browser, certificate, CertificateAction.REVOKE, **given)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ({"reviewer": True}, 200),
        ({"operator": True}, 200),
        ({"statistician": True}, 403),
        ({}, 403),
    ],
)
def test_the_page_of_a_certificate_is_for_reviewers_and_operators(
    application: Application, sign_in: SignIn, who: dict[str, bool], status: int
) -> None:
    number = certificate_of(application).number
    browser = sign_in(UserFactory(**who))
    assert browser.get(f"/certification/{number}").status_code == status


@pytest.mark.parametrize("who", [{"reviewer": True}, {"operator": True}])
def test_the_list_of_certificates_says_when_the_signing_key_has_to_be_renewed(
    app: Flask, sign_in: SignIn, who: dict[str, bool]
) -> None:
    last_day = clock.day_of(signer().not_after)

    def page(day: date) -> str:
        with clock.at(day):
            return sign_in(UserFactory(**who)).get("/certification/").text

    assert "have it renewed" not in page(clock.today())
    assert "in 30 days: have it renewed." in page(last_day - timedelta(days=30))
    assert "The registry cannot sign: " in page(last_day + timedelta(days=1))


@pytest.mark.parametrize("action", list(CertificateAction))
@pytest.mark.parametrize("who", [{"operator": True}, {"statistician": True}, {}])
def test_nobody_but_a_reviewer_changes_a_certificate(
    application: Application, sign_in: SignIn, who: dict[str, bool], action: CertificateAction
) -> None:
    certificate = certificate_of(application)
    browser = sign_in(UserFactory(**who))
    assert send(browser, certificate, action, effective_on=LATER.isoformat())[0] == 403
    page = browser.get(f"/certification/{certificate.number}/{action.value}")
    assert page.status_code == 403
    assert certificate_of(application).status is CertificateStatus.VALID


def test_the_page_shows_state_dates_hashes_and_what_can_be_done(
    application: Application, browser: FlaskClient
) -> None:
    certificate = certificate_of(application)
    page = browser.get(f"/certification/{certificate.number}").text
    assert 'badge-valid">Valid' in page
    assert certificate.papers[0].payload_sha256 in page
    assert certificate.valid_until.isoformat() in page
    assert f'href="/certification/{certificate.number}/suspend"' in page
    assert f'href="/certification/{certificate.number}/revoke"' in page
    assert f'href="/certification/{certificate.number}/reinstate"' not in page


def test_a_certificate_is_suspended_and_reinstated_with_reasons(
    application: Application, browser: FlaskClient
) -> None:
    assert send(browser, certificate_of(application), CertificateAction.SUSPEND)[0] == 302
    assert certificate_of(application).status is CertificateStatus.SUSPENDED
    certificate = certificate_of(application)
    assert send(browser, certificate, CertificateAction.REINSTATE, reason="已补正")[0] == 302
    assert certificate_of(application).status is CertificateStatus.VALID
    page = browser.get(f"/certification/{certificate.number}").text
    assert page.index("示例理由") < page.index("已补正")


def test_a_revocation_by_two_holds_from_a_past_day_and_moves_the_output_to_registered(
    application: Application, browser: FlaskClient, sign_in: SignIn
) -> None:
    certificate = certificate_of(application)
    effective = certificate.valid_from + timedelta(days=3)
    assert revoke(browser, certificate, effective_on=effective.isoformat())[0] == 302
    assert certificate_of(application).status is CertificateStatus.VALID
    (proposal,) = open_proposals()
    with clock.at(LATER):
        place = f"/certification/proposals/{proposal.id}/confirmed"
        given = {"version": str(certificate.version)}
        assert sign_in(UserFactory(reviewer=True)).post(place, data=given).status_code == 302
    revoked = certificate_of(application)
    assert revoked.status is CertificateStatus.REVOKED
    assert revoked.events[0].effective_on == effective
    with clock.at(LATER):
        assert totals(2024, LATER).total.certified["products"] == 0
        assert totals(2024, LATER).total.registered["products"] == 1
    page = browser.get(f"/certification/{certificate.number}").text
    assert 'badge-revoked">Revoked' in page
    assert "There is nothing for you to decide in this status." in page


@pytest.mark.parametrize("action", [CertificateAction.SUSPEND, CertificateAction.REVOKE])
@pytest.mark.parametrize(
    ("reason", "said"),
    [("", "There is no reason."), ("  ", "There is no reason."), ("长" * 4001, "At most 4000")],
)
def test_a_change_needs_a_reason_that_can_be_read(
    application: Application,
    browser: FlaskClient,
    action: CertificateAction,
    reason: str,
    said: str,
) -> None:
    given = {"reason": reason, "effective_on": LATER.isoformat()}
    status, page = send(browser, certificate_of(application), action, **given)
    assert status == 422
    assert 'id="reason-error"' in page
    assert said in page
    assert certificate_of(application).status is CertificateStatus.VALID


@pytest.mark.parametrize(
    "day", ["", "x", "2025-13-01", "20251201", "２０２５-12-01", "2025-09-01", "2025-12-02"]
)
def test_a_day_of_effect_is_a_day_from_issue_to_today(
    application: Application, browser: FlaskClient, day: str
) -> None:
    status, page = revoke(browser, certificate_of(application), effective_on=day)
    assert status == 422
    assert 'id="effective_on-error"' in page
    assert f'value="{day}"' in page
    assert "示例理由" in page
    assert certificate_of(application).status is CertificateStatus.VALID


@pytest.mark.parametrize("day", ["x", "2030-01-01"])
def test_a_wrong_day_and_a_missing_reason_are_told_together(
    application: Application, browser: FlaskClient, day: str
) -> None:
    given = {"reason": " ", "effective_on": day}
    status, page = revoke(browser, certificate_of(application), **given)
    assert status == 422
    assert 'href="#reason"' in page
    assert 'href="#effective_on"' in page


@pytest.mark.parametrize("version", ["", "0", "x", "2"])
def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(
    application: Application, browser: FlaskClient, version: str
) -> None:
    assert revoke(browser, certificate_of(application), version=version)[0] == 409
    assert certificate_of(application).status is CertificateStatus.VALID


def test_a_valid_certificate_cannot_be_reinstated(
    application: Application, browser: FlaskClient
) -> None:
    certificate = certificate_of(application)
    assert send(browser, certificate, CertificateAction.REINSTATE)[0] == 409
    assert browser.get(f"/certification/{certificate.number}/reinstate").status_code == 409


def test_a_reviewer_of_the_enterprise_itself_changes_nothing(
    application: Application, sign_in: SignIn
) -> None:
    browser = sign_in(UserFactory(reviewer=True, enterprise=application.enterprise))
    certificate = certificate_of(application)
    assert revoke(browser, certificate)[0] == 403
    assert browser.get(f"/certification/{certificate.number}/revoke").status_code == 403
    page = browser.get(f"/certification/{certificate.number}").text
    assert "Nobody decides on a certificate of their own enterprise." in page


@pytest.mark.parametrize("path", ["/certification/NO1", "/certification/NO1/revoke"])
def test_a_number_that_was_not_given_out_is_not_found(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_an_application_without_certificate_leads_to_none(browser: FlaskClient) -> None:
    application = ApplicationFactory(registered=True)
    place = f"/certification/applications/{application.public_id}"
    assert browser.get(place).status_code == 404


@pytest.fixture
def with_paper(application: Application) -> Certificate:
    certificate = certificate_of(application)
    make_paper(certificate.papers[0].id)
    return certificate_of(application)


def test_the_owner_and_the_staff_download_the_signed_paper(
    application: Application, with_paper: Certificate, browser: FlaskClient, sign_in: SignIn
) -> None:
    owner = sign_in(UserFactory(enterprise=application.enterprise))
    for reader in (owner, browser):
        answer = reader.get(f"/certificates/{with_paper.number}/paper")
        assert answer.status_code == 200
        assert answer.data == store.read(str(with_paper.pdf_sha256))
        assert answer.data.startswith(b"%PDF-")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"] == (
            f'inline; filename="{with_paper.number}.pdf"'
        )
    kept = owner.get(f"/certificates/{with_paper.number}/paper?download=1")
    assert kept.headers["Content-Disposition"].startswith("attachment;")


def test_another_enterprise_and_the_public_cannot_download_the_paper(
    with_paper: Certificate, client: FlaskClient, sign_in: SignIn
) -> None:
    place = f"/certificates/{with_paper.number}/paper"
    assert sign_in(UserFactory()).get(place).status_code == 404
    assert client.get(place).status_code == 403


def test_a_paper_that_is_not_made_yet_is_answered_with_come_back_soon(
    application: Application, browser: FlaskClient
) -> None:
    certificate = certificate_of(application)
    with unit_of_work():
        db.session.execute(update(Paper).values(pdf_sha256=None, made_at=None))
    answer = browser.get(f"/certificates/{certificate.number}/paper")
    assert answer.status_code == 503
    assert f"The paper of {certificate.number} is being made" in answer.text
    page = browser.get(f"/certification/{certificate.number}").text
    assert "The paper is being made." in page
    assert "Download the paper" not in page


def test_certificates_are_found_by_number_product_enterprise_and_status(
    application: Application, browser: FlaskClient
) -> None:
    certificate = certificate_of(application)
    found = (
        "",
        f"?q={certificate.number}",
        f"?q={application.product.name}",
        f"?q={application.enterprise.name}",
        "?status=valid",
    )
    link = f'href="/certification/{certificate.number}"'
    for query in found:
        assert link in browser.get(f"/certification/{query}").text
    for query in ("?q=%25", "?q=_", "?status=revoked", "?page=2"):
        page = browser.get(f"/certification/{query}").text
        assert link not in page
        assert "No certificate is like this." in page


@pytest.mark.parametrize(("field", "value"), [("status", "gone"), ("page", "0"), ("page", "x")])
def test_a_wrong_filter_of_the_certificates_is_answered_with_the_field(
    browser: FlaskClient, field: str, value: str
) -> None:
    answer = browser.get(
        "/certification/", query_string={field: value}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.get_json()["problems"][0]["field"] == field


def test_the_list_of_certificates_asks_the_same_number_of_queries_however_long_it_is(
    app: Flask, browser: FlaskClient
) -> None:
    lengths = []
    for how_many in (1, 4):
        for _ in range(how_many):
            ApplicationFactory(certified=True)
        db.session.remove()
        with statements() as sent:
            assert browser.get("/certification/").status_code == 200
        lengths.append(len(sent))
    assert lengths[0] == lengths[1]


def test_a_certificate_that_example_benchmarks_decided_says_so(
    application: Application, browser: FlaskClient
) -> None:
    page = browser.get(f"/certification/{certificate_of(application).number}").text
    assert "decided by example data of the operator" in page
