"""The pages of what waits for a second person, and of papers that are printed again."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from flask.testing import FlaskClient
from papers import papers_of
from watching import statements

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.certification import proposals, service, store
from registry.certification.models import Certificate, Proposal
from registry.certification.queries import of_application, prints_of
from registry.certification.workflow import CertificateAction, CertificateStatus, Outcome
from registry.extensions import db
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
SUSPEND, REINSTATE, REVOKE = CertificateAction
DAY = date(2025, 10, 1)


@pytest.fixture(autouse=True)
def no_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a design that is not there none is drawn; the notices are."""
    monkeypatch.setattr(service, "DESIGN", "not_there")


@pytest.fixture
def application(app: Flask) -> Application:
    return ApplicationFactory(certified=True)


def certificate_of(application: Application) -> Certificate:
    db.session.rollback()
    found = of_application(application.id)
    assert found is not None
    return found


def proposed(
    application: Application, who: User | None = None, action: CertificateAction = REVOKE
) -> Proposal:
    """By this reviewer, or by the system."""
    acting = actor(who) if who else SYSTEM
    with clock.at(DAY), unit_of_work():
        found = certificate_of(application)
        day = found.valid_from
        return proposals.propose(acting, found, action, "patent_standing", "示例理由", day)


def send(browser: FlaskClient, proposal: Proposal, outcome: str, **fields: str) -> int:
    given = {"version": str(proposal.certificate.version)} | fields
    with clock.at(DAY):
        place = f"/certification/proposals/{proposal.id}/{outcome}"
        return browser.post(place, data=given).status_code


def test_what_waits_is_listed_with_reason_and_proposer_and_gone_once_it_is_decided(
    application: Application, sign_in: SignIn
) -> None:
    one, other = UserFactory(reviewer=True), UserFactory(reviewer=True)
    proposal = proposed(application, one)
    browser = sign_in(other)
    page = browser.get("/certification/proposals/").text
    number = proposal.certificate.number
    for said in (number, "Revoke", "A patent that the certification rests on", one.name):
        assert said in page
    assert "1 proposals wait for a decision" in browser.get("/certification/").text
    assert "proposed by" in browser.get(f"/certification/{number}").text
    assert send(browser, proposal, "confirmed") == 302
    assert "Nothing waits for a second person." in browser.get("/certification/proposals/").text
    assert "wait for a decision" not in browser.get("/certification/").text


def test_the_second_person_sees_both_buttons_and_the_first_only_that_to_take_it_back(
    application: Application, sign_in: SignIn
) -> None:
    one = UserFactory(reviewer=True)
    proposal = proposed(application, one)
    place = f"/certification/proposals/{proposal.id}"
    first = sign_in(one).get(place).text
    second = sign_in(UserFactory(reviewer=True)).get(place).text
    assert "Take it back" in first
    assert "/confirmed" not in first
    assert "Confirm: Revoke" in second
    assert "/declined" in second
    assert "Take it back" not in second
    assert "You decide on it as the second person." in second
    operator = sign_in(UserFactory(operator=True)).get(place).text
    assert "<button" not in operator.split("<main")[1]


def test_who_proposed_it_cannot_decide_by_the_address_either(
    application: Application, sign_in: SignIn
) -> None:
    one = UserFactory(reviewer=True)
    proposal = proposed(application, one)
    for outcome in ("confirmed", "declined"):
        assert send(sign_in(one), proposal, outcome, note="示例") == 403
    assert certificate_of(application).status is CertificateStatus.VALID
    assert send(sign_in(one), proposal, "withdrawn") == 302
    assert db.session.get_one(Proposal, proposal.id).outcome is Outcome.WITHDRAWN


def test_none_of_the_enterprise_decides(application: Application, sign_in: SignIn) -> None:
    proposal = proposed(application, UserFactory(reviewer=True))
    insider = sign_in(UserFactory(reviewer=True, enterprise=application.enterprise))
    assert send(insider, proposal, "confirmed") == 403
    page = insider.get(f"/certification/proposals/{proposal.id}").text
    assert "Nobody decides on a certificate of their own enterprise." in page


def test_declining_needs_a_note_and_shows_what_was_typed(
    application: Application, sign_in: SignIn
) -> None:
    proposal = proposed(application, UserFactory(reviewer=True))
    browser = sign_in(UserFactory(reviewer=True))
    place = f"/certification/proposals/{proposal.id}/declined"
    for note, said in (("", "There is no note."), ("长" * 4001, "At most 4000")):
        given = {"version": str(proposal.certificate.version), "note": note}
        answer = browser.post(place, data=given)
        assert answer.status_code == 422
        assert said in answer.text
    assert send(browser, proposal, "declined", note="证据不足") == 302
    page = browser.get(f"/certification/proposals/{proposal.id}").text
    assert "证据不足" in page
    assert "This proposal is closed." in page


@pytest.mark.parametrize("version", ["", "0", "x", "7"])
def test_a_decision_on_a_certificate_that_changed_meanwhile_is_refused(
    application: Application, sign_in: SignIn, version: str
) -> None:
    proposal = proposed(application, UserFactory(reviewer=True))
    browser = sign_in(UserFactory(reviewer=True))
    assert send(browser, proposal, "confirmed", version=version) == 409
    assert certificate_of(application).status is CertificateStatus.VALID


def test_what_the_system_proposed_says_so_and_one_reviewer_confirms_it(
    application: Application, sign_in: SignIn
) -> None:
    proposal = proposed(application, None, SUSPEND)
    browser = sign_in(UserFactory(reviewer=True))
    assert "the system proposed this" in browser.get(f"/certification/proposals/{proposal.id}").text
    assert send(browser, proposal, "confirmed") == 302
    assert certificate_of(application).status is CertificateStatus.SUSPENDED


@pytest.mark.parametrize(
    "place", ["999", "999/confirmed", "x", "1/burnt", "-1", "99999999999999999999"]
)
def test_a_proposal_that_there_is_not_is_not_found(app: Flask, sign_in: SignIn, place: str) -> None:
    browser = sign_in(UserFactory(reviewer=True))
    send = browser.post if "/" in place else browser.get
    assert send(f"/certification/proposals/{place}").status_code == 404


@pytest.mark.parametrize("who", [{"statistician": True}, {}])
def test_proposals_are_for_the_staff(
    application: Application, sign_in: SignIn, who: dict[str, bool]
) -> None:
    proposal = proposed(application, UserFactory(reviewer=True))
    browser = sign_in(UserFactory(**who))
    assert browser.get("/certification/proposals/").status_code == 403
    assert browser.get(f"/certification/proposals/{proposal.id}").status_code == 403
    assert send(browser, proposal, "confirmed") == 403


def test_the_list_of_proposals_asks_the_same_number_of_queries_however_long_it_is(
    app: Flask, sign_in: SignIn
) -> None:
    browser, lengths = sign_in(UserFactory(reviewer=True)), []
    for how_many in (1, 4):
        for _ in range(how_many):
            proposed(ApplicationFactory(certified=True), UserFactory(reviewer=True))
        db.session.remove()
        with statements() as sent:
            assert browser.get("/certification/proposals/").status_code == 200
        lengths.append(len(sent))
    assert lengths[0] == lengths[1]


def test_a_reason_code_is_chosen_among_those_of_the_action_example_ones_so_marked(
    application: Application, sign_in: SignIn
) -> None:
    number = certificate_of(application).number
    browser = sign_in(UserFactory(reviewer=True))
    with clock.at(DAY):
        page = browser.get(f"/certification/{number}/revoke").text
        assert 'value="false_documents"' in page
        assert 'value="remedied"' not in page
        assert "False statements or documents · EXAMPLE" in page
        answer = browser.post(
            f"/certification/{number}/suspend",
            data={"version": "1", "reason": "示例理由", "reason_code": "remedied"},
        )
    assert answer.status_code == 422
    assert 'id="reason_code-error"' in answer.text


def test_the_notice_of_a_registration_is_for_its_enterprise_and_the_staff(
    application: Application, sign_in: SignIn, client: FlaskClient
) -> None:
    notice = papers_of(application)[0]
    place = f"/register/{notice.number}/paper"
    owner = sign_in(UserFactory(enterprise=application.enterprise))
    for reader in (owner, sign_in(UserFactory(reviewer=True))):
        answer = reader.get(place)
        assert answer.data == store.read(str(notice.pdf_sha256))
        assert answer.headers["Content-Disposition"] == f'inline; filename="{notice.number}.pdf"'
    assert client.get(place).status_code == 403
    assert sign_in(UserFactory()).get(place).status_code == 404
    # A number of the one kind is none of the other.
    assert owner.get(f"/certificates/{notice.number}/paper").status_code == 404


def test_a_paper_is_printed_again_for_a_reason_and_both_prints_can_be_had(
    app: Flask, sign_in: SignIn, tmp_path: Path
) -> None:
    it = ApplicationFactory(registered=True)
    number = papers_of(it)[0].number
    browser = sign_in(UserFactory(reviewer=True))
    place = f"/certification/papers/{number}/reprint"
    assert "Print it again" in browser.get(place).text
    assert browser.post(place, data={"version": "1", "reason": " "}).status_code == 422
    assert browser.post(place, data={"version": "9", "reason": "示例"}).status_code == 409
    assert browser.post(place, data={"version": "1", "reason": "示例"}).status_code == 302
    db.session.rollback()
    first, second = prints_of(number)
    for query, wanted in (("", second), ("?print=1", first), ("?print=2", second)):
        answer = browser.get(f"/register/{number}/paper{query}")
        assert answer.data == store.read(str(wanted.pdf_sha256))
    for query in ("?print=3", "?print=x", "?print=0"):
        assert browser.get(f"/register/{number}/paper{query}").status_code == 404


@pytest.mark.parametrize("who", [{"operator": True}, {"statistician": True}, {}])
def test_nobody_but_a_reviewer_has_a_paper_printed_again(
    application: Application, sign_in: SignIn, who: dict[str, bool]
) -> None:
    browser = sign_in(UserFactory(**who))
    place = f"/certification/papers/{papers_of(application)[0].number}/reprint"
    assert browser.get(place).status_code == 403
    assert browser.post(place, data={"version": "1", "reason": "示例"}).status_code == 403
    assert len(papers_of(application)) == 2


def test_a_superseded_certificate_names_its_successor(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in(UserFactory(reviewer=True))
    it = ApplicationFactory(certified=True)
    page = browser.get(f"/certification/{certificate_of(it).number}").text
    assert "Its place has been taken by" not in page
