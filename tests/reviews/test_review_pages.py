"""The reviewers' pages, over HTTP."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from factories import ApplicationFactory, UserFactory
from factories.applications import application_input, two_core_patents
from flask import Flask
from flask.testing import FlaskClient
from watching import statements

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.applications.workflow import Action, Status
from registry.extensions import db
from registry.reviews.comparison import ComparedAmount
from registry.reviews.queries import decisions_on
from registry.reviews.views import DECISIONS

SignIn = Callable[[User], FlaskClient]
# An export above the sales: a finding of registration is not met.
INCOHERENT = application_input(export_value=99_000_000_00)


@pytest.fixture
def reviewer(app: Flask) -> User:
    user: User = UserFactory(reviewer=True)
    return user


@pytest.fixture
def browser(sign_in: SignIn, reviewer: User) -> FlaskClient:
    return sign_in(reviewer)


def now(application: Application) -> Application:
    """The application as the database has it."""
    db.session.rollback()
    return db.session.get_one(Application, application.id, populate_existing=True)


def send(
    browser: FlaskClient, application: Application, action: Action, **fields: str
) -> tuple[int, str]:
    """Status and text of the answer to a decision's form, with the version that is current."""
    place = f"/reviews/{application.public_id}"
    if action is Action.CERTIFY:
        place = f"/certification/applications/{application.public_id}"
    given = {"version": str(application.version)} | fields
    answer = browser.post(f"{place}/{action.value}", data=given)
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ({"reviewer": True}, 200),
        ({"operator": True}, 200),
        ({"statistician": True}, 403),
        ({}, 403),
    ],
)
def test_reviews_are_read_by_reviewers_and_operators(
    app: Flask, sign_in: SignIn, who: dict[str, bool], status: int
) -> None:
    application = ApplicationFactory(submitted=True)
    browser = sign_in(UserFactory(**who))
    assert browser.get("/reviews/").status_code == status
    assert browser.get(f"/reviews/{application.public_id}").status_code == status


@pytest.mark.parametrize("action", list(DECISIONS))
@pytest.mark.parametrize("who", [{"operator": True}, {"statistician": True}, {}])
def test_nobody_but_a_reviewer_decides(
    app: Flask, sign_in: SignIn, who: dict[str, bool], action: Action
) -> None:
    application = ApplicationFactory(submitted=True)
    browser = sign_in(UserFactory(**who))
    assert send(browser, application, action, reason="示例", note="示例")[0] == 403
    assert browser.get(f"/reviews/{application.public_id}/{action.value}").status_code == 403
    assert now(application).status is Status.SUBMITTED


def test_the_work_list_counts_what_waits_and_shows_one_stage_when_asked(
    browser: FlaskClient,
) -> None:
    ApplicationFactory(submitted=True, given=application_input(product_name="示例产品甲"))
    ApplicationFactory(registered=True, given=application_input(product_name="示例产品乙"))
    ApplicationFactory(given=application_input(product_name="示例草稿"))
    everything = browser.get("/reviews/").text
    assert "示例产品甲" in everything
    assert "示例产品乙" in everything
    assert "示例草稿" not in everything
    assert 'All <span class="count">2</span>' in everything
    submitted = browser.get("/reviews/?status=submitted").text
    assert "示例产品甲" in submitted
    assert "示例产品乙" not in submitted


def test_the_longest_waiting_application_stands_first_with_its_days(browser: FlaskClient) -> None:
    with clock.at(clock.today() - timedelta(days=12)):
        ApplicationFactory(submitted=True, given=application_input(product_name="示例早"))
    ApplicationFactory(submitted=True, given=application_input(product_name="示例晚"))
    page = browser.get("/reviews/").text
    assert page.index("示例早") < page.index("示例晚")
    assert '<td class="number">12</td>' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "certified"),
        ("status", "nonsense"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "二"),
    ],
)
def test_a_wrong_filter_of_the_work_list_is_answered_with_the_field(
    browser: FlaskClient, field: str, value: str
) -> None:
    answer = browser.get(
        "/reviews/", query_string={field: value}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.get_json()["problems"][0]["field"] == field


def test_a_page_after_the_last_is_empty_and_says_so(browser: FlaskClient) -> None:
    assert "Nothing waits here." in browser.get("/reviews/?page=99").text


def test_the_work_list_asks_the_same_number_of_queries_however_long_it_is(
    browser: FlaskClient,
) -> None:
    lengths = []
    for how_many in (3, 9):
        for _ in range(how_many):
            ApplicationFactory(submitted=True)
        with statements() as sent:
            assert browser.get("/reviews/").status_code == 200
        lengths.append(len(sent))
    assert lengths[0] == lengths[1]


def test_the_review_page_asks_the_same_number_of_queries_however_many_patents_there_are(
    app: Flask, browser: FlaskClient
) -> None:
    from_few = ApplicationFactory(submitted=True)
    applicant = UserFactory()
    links = tuple(
        replace(link, contribution=100) for _ in range(4) for link in two_core_patents(applicant)
    )
    from_many = ApplicationFactory(
        submitted=True, applicant=applicant, given=application_input(links=links)
    )
    lengths = []
    for public_id in (from_few.public_id, from_many.public_id):
        db.session.remove()
        with statements() as sent:
            assert browser.get(f"/reviews/{public_id}").status_code == 200
        lengths.append(len(sent))
    assert lengths[0] == lengths[1]


def test_the_review_page_shows_findings_patents_declaration_and_what_can_be_decided(
    browser: FlaskClient,
) -> None:
    application = ApplicationFactory(submitted=True, given=INCOHERENT)
    page = browser.get(f"/reviews/{application.public_id}").text
    assert page.index("Not met") < page.index("findings-met")
    assert "EXAMPLE" in page
    assert "12,000,000.00 yuan" in page
    assert "In force" in page
    for action in ("return", "register", "reject"):
        assert f'href="/reviews/{application.public_id}/{action}"' in page
    for action in ("announce", "refuse", "certify"):
        assert f'/{action}"' not in page


def test_the_review_page_compares_with_the_last_registered_year(browser: FlaskClient) -> None:
    person = UserFactory()
    with clock.at(clock.today().replace(year=2024)):
        before = ApplicationFactory(
            applicant=person,
            round_year=2024,
            submitted=True,
            given=application_input(output_value=10_000_000_00),
        )
        assert send(browser, before, Action.REGISTER, note="示例", reason="示例")[0] == 302
    application = ApplicationFactory(applicant=person, submitted=True)
    page = browser.get(f"/reviews/{application.public_id}").text
    assert "Data year 2023" in page
    assert "10,000,000.00 yuan" in page
    assert "+20.0 %" in page


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (120, 100, "+20.0"),
        (0, 100, "−100.0"),
        (100, 100, "+0.0"),
        (2999, 1000, "+199.9"),
        (5, 0, None),
        (5, -5, None),
        (None, 100, None),
        (100, None, None),
    ],
)
def test_a_change_is_told_only_where_there_was_something_before(
    now: int | None, before: int | None, change: str | None
) -> None:
    assert ComparedAmount("profit", now, before).change == change


def test_an_application_that_meets_every_rule_is_registered_without_a_reason(
    browser: FlaskClient, reviewer: User
) -> None:
    application = ApplicationFactory(submitted=True)
    form = browser.get(f"/reviews/{application.public_id}/register").text
    assert "Every finding that this decision rests on is met." in form
    assert send(browser, application, Action.REGISTER)[0] == 302
    registered = now(application)
    assert registered.status is Status.REGISTERED
    assert registered.registration_number
    (decision,) = decisions_on(application.id)
    assert (decision.action, decision.decided_by_id) == (Action.REGISTER, reviewer.id)


@pytest.mark.parametrize("action", [Action.RETURN, Action.REJECT])
def test_an_application_is_returned_or_rejected_with_the_reason_that_the_applicant_reads(
    browser: FlaskClient, action: Action
) -> None:
    application = ApplicationFactory(submitted=True)
    fields = {"reason_code": "documents", "reason": "请补充合同", "note": "内部备注"}
    assert send(browser, application, action, **fields)[0] == 302
    (decision,) = decisions_on(application.id)
    assert decision.action is action
    assert (decision.reason_code, decision.reason, decision.note) == tuple(fields.values())
    page = browser.get(f"/reviews/{application.public_id}").text
    assert "请补充合同" in page
    assert "内部备注" in page
    assert "There is nothing for you to decide in this status." in page


@pytest.mark.parametrize("action", [Action.RETURN, Action.REJECT])
@pytest.mark.parametrize("reason", ["", "   \n "])
def test_without_a_reason_nothing_is_decided_and_what_was_typed_stays(
    browser: FlaskClient, action: Action, reason: str
) -> None:
    application = ApplicationFactory(submitted=True)
    status, page = send(
        browser, application, action, reason=reason, note="备注留下", reason_code="documents"
    )
    assert status == 422
    assert "There is no reason." in page
    assert 'aria-describedby="reason-help reason-error"' in page
    assert "备注留下" in page
    assert '<option value="documents" selected>' in page
    assert now(application).status is Status.SUBMITTED
    assert not decisions_on(application.id)


def test_a_finding_that_is_not_met_is_overruled_only_with_reason_and_note(
    browser: FlaskClient,
) -> None:
    application = ApplicationFactory(submitted=True, given=INCOHERENT)
    assert "A finding is not met." in browser.get(f"/reviews/{application.public_id}/register").text
    for given in ({}, {"reason": "示例理由"}, {"note": "示例备注"}):
        status, page = send(browser, application, Action.REGISTER, **given)
        assert status == 422
        assert 'id="note-error"' in page
    assert now(application).status is Status.SUBMITTED
    both = {"reason": "示例理由", "note": "示例备注"}
    assert send(browser, application, Action.REGISTER, **both)[0] == 302
    assert now(application).status is Status.REGISTERED


@pytest.mark.parametrize(
    ("field", "value"),
    [("reason_code", "nonsense"), ("reason", "长" * 4001), ("note", "长" * 4001)],
)
def test_a_field_that_cannot_be_taken_is_named_at_its_place(
    browser: FlaskClient, field: str, value: str
) -> None:
    application = ApplicationFactory(submitted=True)
    given = {"reason": "示例", "note": "示例", field: value}
    status, page = send(browser, application, Action.RETURN, **given)
    assert status == 422
    assert f'href="#{field}"' in page
    assert f'id="{field}-error"' in page
    assert now(application).status is Status.SUBMITTED


@pytest.mark.parametrize("version", ["", "0", "1", "x", "99"])
def test_a_decision_on_what_somebody_else_changed_meanwhile_is_refused(
    browser: FlaskClient, version: str
) -> None:
    application = ApplicationFactory(submitted=True)
    status, page = send(browser, application, Action.REGISTER, version=version)
    assert status == 409
    assert "Somebody else has changed this meanwhile" in page
    assert now(application).status is Status.SUBMITTED


@pytest.mark.parametrize("action", list(DECISIONS))
def test_an_action_that_the_status_does_not_know_is_answered_with_the_status(
    browser: FlaskClient, action: Action
) -> None:
    application = ApplicationFactory(rejected=True)
    status, page = send(browser, application, action, reason="示例", note="示例")
    assert status == 409
    assert browser.get(f"/reviews/{application.public_id}/{action.value}").status_code == 409


@pytest.mark.parametrize("path", ["", "/register", "/return"])
def test_an_address_that_names_no_application_is_not_found(browser: FlaskClient, path: str) -> None:
    assert browser.get(f"/reviews/0123456789abcdef{path}").status_code == 404


def test_whoever_examined_sees_why_certifying_is_not_theirs(app: Flask, sign_in: SignIn) -> None:
    examiner: User = UserFactory(reviewer=True)
    application = ApplicationFactory(under_notice=True, examiner=examiner)
    with clock.at(application.notice_until + timedelta(days=1)):
        browser = sign_in(examiner)
        page = browser.get(f"/reviews/{application.public_id}").text
        assert "Whoever examined an application cannot certify it: four eyes." in page
        assert f"examined by {examiner.name}" in page
        place = f"/certification/applications/{application.public_id}/certify"
        assert browser.get(place).status_code == 403
        assert send(browser, application, Action.CERTIFY)[0] == 403
    assert now(application).status is Status.PUBLIC_NOTICE


def test_a_second_reviewer_certifies_and_is_shown_the_certificate(
    app: Flask, browser: FlaskClient
) -> None:
    application = ApplicationFactory(under_notice=True)
    with clock.at(application.notice_until + timedelta(days=1)):
        place = f"/certification/applications/{application.public_id}"
        assert browser.get(f"{place}/certify").status_code == 200
        answer = browser.post(
            f"{place}/certify",
            data={"version": str(application.version)},
            follow_redirects=True,
        )
    assert answer.status_code == 200
    assert "Certificate PIP2025000001" in answer.text
    assert now(application).status is Status.CERTIFIED


def test_the_last_day_of_the_notice_is_too_early_to_certify_and_the_page_says_so(
    browser: FlaskClient,
) -> None:
    application = ApplicationFactory(under_notice=True)
    with clock.at(application.notice_until):
        page = browser.get(f"/reviews/{application.public_id}").text
        assert f"The public notice runs until {application.notice_until}." in page
        assert send(browser, application, Action.CERTIFY)[0] == 409
    assert now(application).status is Status.PUBLIC_NOTICE


def test_a_registered_application_is_put_under_notice_on_findings_of_that_day(
    browser: FlaskClient,
) -> None:
    application = ApplicationFactory(registered=True)
    assert send(browser, application, Action.ANNOUNCE)[0] == 302
    assert now(application).status is Status.PUBLIC_NOTICE


def test_refusing_needs_a_reason_and_leaves_the_product_registered(browser: FlaskClient) -> None:
    application = ApplicationFactory(registered=True)
    assert send(browser, application, Action.REFUSE)[0] == 422
    assert (
        send(browser, application, Action.REFUSE, reason="未达基准", reason_code="benchmark")[0]
        == 302
    )
    refused = now(application)
    assert (refused.status, refused.refused_on) == (Status.REGISTERED, clock.today())
    page = browser.get(f"/reviews/{application.public_id}").text
    assert f"Certification was refused on {clock.today()}." in page


def test_a_product_that_does_not_seek_certification_is_not_announced(browser: FlaskClient) -> None:
    given = application_input(seeks_certification=False)
    application = ApplicationFactory(registered=True, given=given)
    page = browser.get(f"/reviews/{application.public_id}").text
    assert "The enterprise has not asked for certification." in page
    assert send(browser, application, Action.ANNOUNCE)[0] == 409


def test_a_reviewer_of_the_enterprise_itself_decides_nothing_on_it(
    app: Flask, sign_in: SignIn
) -> None:
    person = UserFactory()
    application = ApplicationFactory(submitted=True, applicant=person)
    of_the_house: User = UserFactory(reviewer=True, enterprise=application.enterprise)
    browser = sign_in(of_the_house)
    page = browser.get(f"/reviews/{application.public_id}").text
    assert "Nobody decides on an application of their own enterprise." in page
    assert send(browser, application, Action.REGISTER)[0] == 403


def test_reading_the_pages_writes_nothing(browser: FlaskClient) -> None:
    application = ApplicationFactory(registered=True)
    paths = ["/reviews/", f"/reviews/{application.public_id}"]
    paths += [f"/reviews/{application.public_id}/{a}" for a in ("announce", "refuse")]
    with statements() as sent:
        assert [browser.get(path).status_code for path in paths] == [200] * len(paths)
    assert not [s for s in sent if s.split()[0] in ("INSERT", "UPDATE", "DELETE")]


def test_what_people_wrote_is_shown_as_text_and_never_as_markup(browser: FlaskClient) -> None:
    application = ApplicationFactory(
        submitted=True, given=application_input(product_name="<b>示例</b>")
    )
    send(browser, application, Action.RETURN, reason="<script>alert(1)</script>")
    page = browser.get(f"/reviews/{application.public_id}").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>示例" not in page
