"""From what becomes known of a patent to the warning, the answer, the proposal, and back."""

from datetime import date, timedelta

import pytest
from acts import revoke
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from watch_situations import (
    AFTER_THE_ANSWER,
    IN_FORCE,
    LAPSED,
    LATER,
    answer_it,
    certified,
    decide,
    open_proposals,
    pass_on,
    patents_of,
    rest_of_trail,
    resting_on,
    tell,
    tell_event,
    the_certificate,
    the_warning,
    warnings,
)

from registry import clock
from registry.accounts.service import SYSTEM
from registry.applications import service as applications
from registry.applications.models import Application
from registry.certification import service as certification
from registry.certification.models import Certificate
from registry.certification.workflow import (
    CertificateAction,
    CertificateStatus,
    Outcome,
)
from registry.enterprises.models import Enterprise
from registry.enterprises.service import record_enterprise
from registry.errors import BadInput, Conflict, NotFound, Refused
from registry.extensions import db
from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.status import PatentStatus
from registry.transaction import unit_of_work
from registry.watching import answers
from registry.watching.assessing import evaluation_of
from registry.watching.causes import Cause
from registry.watching.models import PatentWarning
from registry.watching.workflow import WarningStatus

RESTORED = date(2025, 12, 10)


def test_nothing_is_warned_of_where_nothing_has_changed(app: Flask) -> None:
    certified()
    done = pass_on(LATER)
    assert done.looked_at == 1
    assert done.done == {} and warnings() == []


def lapsed(application: Application, *, of: int = 0) -> None:
    tell(patents_of(application)[of], LAPSED, on=LATER, ended_on=date(2025, 3, 1))


def test_a_lapse_goes_all_the_way_to_suspension_and_back(app: Flask) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    warning = the_warning(application)
    assert (warning.cause, warning.status) == (Cause.LAPSED, WarningStatus.OPEN)
    assert (warning.effective_on, warning.known_on) == (date(2025, 3, 1), LATER)
    assert warning.threatens and warning.answer_by == LATER + timedelta(days=30)
    pass_on(warning.answer_by)
    assert open_proposals(application) == []
    pass_on(AFTER_THE_ANSWER)
    (proposal,) = open_proposals(application)
    assert proposal.action is CertificateAction.SUSPEND and proposal.proposed_by_id is None
    assert the_warning(application).status is WarningStatus.PROPOSED
    assert the_certificate(application).status is CertificateStatus.VALID
    decide(application, "confirm", on=AFTER_THE_ANSWER)
    assert the_certificate(application).status is CertificateStatus.SUSPENDED
    pass_on(AFTER_THE_ANSWER)
    assert the_warning(application).status is WarningStatus.UPHELD
    assert open_proposals(application) == []
    tell(patents_of(application)[0], IN_FORCE, on=RESTORED)
    pass_on(RESTORED)
    assert the_warning(application).status is WarningStatus.CLEARED
    (proposal,) = open_proposals(application)
    assert proposal.action is CertificateAction.REINSTATE and proposal.proposed_by_id is None
    decide(application, "confirm", on=RESTORED)
    assert the_certificate(application).status is CertificateStatus.VALID
    assert pass_on(RESTORED).done == {}
    assert rest_of_trail() == [("system", each) for each in ("warn", "propose", "uphold", "clear")]


def test_the_proposal_says_the_cause_its_basis_and_what_the_rules_find_without_the_patent(
    app: Flask,
) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    pass_on(AFTER_THE_ANSWER)
    (proposal,) = open_proposals(application)
    number = f"ZL{patents_of(application)[0].number}"
    for said in (
        f"Patent {number} ended before its term on 2025-03-01",
        "Patent Law, Articles 43 and 44",
        "did not answer by 2025-11-14",
        f"Without {number} the rules find",
        "at least 2 patents are needed to reach the EXAMPLE benchmark",
    ):
        assert said in proposal.reason
    assert proposal.reason_code == "patent_standing"
    assert proposal.effective_on == AFTER_THE_ANSWER


def test_what_the_rules_found_can_be_run_again(app: Flask) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    assessment = the_warning(application).assessment
    assert assessment.left_out == [f"ZL{patents_of(application)[0].number}"]
    assert evaluation_of(assessment).rule_set == assessment.rule_set
    assert len(assessment.facts["patents"]) == 1


def test_where_the_rules_are_met_without_the_patent_nothing_is_proposed(app: Flask) -> None:
    applicant = UserFactory()
    application = certified(applicant=applicant, given=resting_on(applicant, 3))
    lapsed(application)
    pass_on(LATER)
    assert not the_warning(application).threatens
    assert pass_on(AFTER_THE_ANSWER).done == {}
    assert open_proposals(application) == []


def test_a_second_lapse_makes_the_first_one_threaten_too(app: Flask) -> None:
    applicant = UserFactory()
    application = certified(applicant=applicant, given=resting_on(applicant, 3))
    lapsed(application)
    pass_on(LATER)
    lapsed(application, of=1)
    pass_on(LATER)
    assert [each.threatens for each in warnings(application)] == [True, True]
    pass_on(AFTER_THE_ANSWER)
    (proposal,) = open_proposals(application)
    assert [each.proposal_id for each in warnings(application)] == [proposal.id] * 2
    # One of them restored is enough for the rules: the proposal goes, the other warning stays.
    tell(patents_of(application)[0], IN_FORCE, on=RESTORED)
    pass_on(RESTORED)
    assert open_proposals(application) == []
    first, second = warnings(application)
    assert (first.status, second.status) == (WarningStatus.CLEARED, WarningStatus.OPEN)
    assert not second.threatens
    assert pass_on(RESTORED).done == {}


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (PatentStatus.EXPIRED, Cause.EXPIRED),
        (PatentStatus.ABANDONED, Cause.ABANDONED),
        (PatentStatus.INVALIDATED, Cause.INVALIDATED),
    ],
)
def test_every_end_of_a_right_leads_to_a_proposal(
    app: Flask, status: PatentStatus, cause: Cause
) -> None:
    application = certified()
    tell(patents_of(application)[1], status, on=LATER)
    pass_on(LATER)
    assert the_warning(application).cause is cause
    pass_on(AFTER_THE_ANSWER)
    assert len(open_proposals(application)) == 1


def test_a_transfer_is_warned_of_and_a_licence_on_record_clears_it(app: Flask) -> None:
    application = certified()
    patent = patents_of(application)[0]
    tell_event(patent, Effect.TRANSFERRED, on=LATER, holder="示例受让有限公司")
    pass_on(LATER)
    warning = the_warning(application)
    assert (warning.cause, warning.said["patentee"]) == (Cause.TRANSFERRED, "示例受让有限公司")
    pass_on(AFTER_THE_ANSWER)
    (proposal,) = open_proposals(application)
    assert proposal.reason_code == "entitlement"
    tell_event(patent, Effect.LICENSED, on=RESTORED, code="EE01", action=Action.BEGUN)
    pass_on(RESTORED)
    assert the_warning(application).status is WarningStatus.CLEARED
    assert open_proposals(application) == []


def test_the_enterprise_renamed_to_the_patentee_is_the_patentee(app: Flask) -> None:
    application = certified()
    tell_event(patents_of(application)[0], Effect.TRANSFERRED, on=LATER, holder="示例新名有限公司")
    pass_on(LATER)
    with clock.at(LATER), unit_of_work():
        known = db.session.get_one(Enterprise, application.enterprise_id)
        record_enterprise(
            SYSTEM,
            credit_code=known.credit_code,
            name="示例新名有限公司",
            region_code=known.region_code,
            size=known.size,
        )
    pass_on(LATER)
    first, second = warnings(application)
    assert first.status is WarningStatus.CLEARED
    # The other patent is still held in the old name.
    assert (second.cause, second.patent_id) == (
        Cause.TRANSFERRED,
        patents_of(application)[1].id,
    )


def test_a_status_that_grows_old_is_warned_of_by_the_calendar_alone(app: Flask) -> None:
    application = certified()
    # The round of the application says how old a look may be.
    last = date(2025, 8, 15) + timedelta(days=application.round.status_max_age_days or 0)
    assert pass_on(last).done == {}
    pass_on(last + timedelta(days=1))
    found = warnings(application)
    assert [each.cause for each in found] == [Cause.STALE, Cause.STALE]
    assert {each.known_on for each in found} == {last + timedelta(days=1)}
    seen = last + timedelta(days=3)
    for patent in patents_of(application):
        tell(patent, IN_FORCE, on=seen)
    pass_on(seen)
    assert {each.status for each in warnings(application)} == {WarningStatus.CLEARED}


def test_an_end_that_is_near_is_told_and_suspends_nothing(app: Flask) -> None:
    application = certified()
    patent = patents_of(application)[0]
    tell(patent, PatentStatus.ABANDONED, on=LATER, ended_on=date(2026, 1, 1))
    pass_on(LATER)
    warning = the_warning(application)
    assert (warning.cause, warning.effective_on) == (Cause.EXPIRING, date(2026, 1, 1))
    assert warning.threatens
    assert pass_on(AFTER_THE_ANSWER).done == {}
    pass_on(date(2026, 1, 1))
    first, second = warnings(application)
    assert (first.status, second.cause) == (WarningStatus.CLEARED, Cause.ABANDONED)


def test_the_day_of_an_end_that_becomes_known_better_is_brought_up_to_date(app: Flask) -> None:
    application = certified()
    patent = patents_of(application)[0]
    tell_event(patent, Effect.LAPSED, on=LATER)
    pass_on(LATER)
    warning = the_warning(application)
    assert (warning.said.get("inferred"), warning.effective_on) == ("yes", date(2025, 3, 1))
    later = LATER + timedelta(days=1)
    tell_event(patent, Effect.LAPSED, on=later, effective_on=date(2025, 3, 2))
    pass_on(later)
    again = the_warning(application)
    assert (again.id, again.effective_on) == (warning.id, date(2025, 3, 2))
    assert "inferred" not in again.said and again.answer_by == warning.answer_by


def test_what_a_reviewer_declined_is_not_proposed_again(app: Flask) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    pass_on(AFTER_THE_ANSWER)
    decide(application, "decline", on=AFTER_THE_ANSWER)
    pass_on(AFTER_THE_ANSWER)
    assert the_warning(application).status is WarningStatus.DISMISSED
    assert pass_on(AFTER_THE_ANSWER + timedelta(days=1)).done == {}
    assert open_proposals(application) == []


def test_a_reinstatement_that_was_declined_is_not_proposed_again(app: Flask) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    pass_on(AFTER_THE_ANSWER)
    decide(application, "confirm", on=AFTER_THE_ANSWER)
    tell(patents_of(application)[0], IN_FORCE, on=RESTORED)
    pass_on(RESTORED)
    decide(application, "decline", on=RESTORED)
    assert pass_on(RESTORED).done == {}
    assert the_certificate(application).status is CertificateStatus.SUSPENDED


def test_a_reviewer_who_reinstates_nevertheless_settles_the_warning(app: Flask) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    pass_on(AFTER_THE_ANSWER)
    decide(application, "confirm", on=AFTER_THE_ANSWER)
    pass_on(AFTER_THE_ANSWER)
    with clock.at(RESTORED), unit_of_work():
        found = db.session.get_one(Certificate, the_certificate(application).id)
        certification.reinstate(actor(UserFactory(reviewer=True)), found, "示例原因")
    pass_on(RESTORED)
    assert the_warning(application).status is WarningStatus.DISMISSED
    assert pass_on(RESTORED).done == {} and open_proposals(application) == []


def test_a_revoked_certificate_ends_warnings_and_proposals(app: Flask) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    pass_on(AFTER_THE_ANSWER)
    (proposal,) = open_proposals(application)
    with clock.at(RESTORED), unit_of_work():
        found = db.session.get_one(Certificate, the_certificate(application).id)
        revoke(actor(UserFactory(reviewer=True)), found, "示例原因", RESTORED)
    pass_on(RESTORED)
    assert the_warning(application).status is WarningStatus.CLOSED
    db.session.refresh(proposal)
    assert proposal.outcome is Outcome.WITHDRAWN
    assert pass_on(RESTORED).looked_at == 0


def test_an_application_in_process_is_warned_of_too_and_has_nothing_to_suspend(app: Flask) -> None:
    applicant = UserFactory()
    application = ApplicationFactory(registered=True, applicant=applicant)
    lapsed(application)
    pass_on(LATER)
    assert the_warning(application).threatens
    assert pass_on(AFTER_THE_ANSWER).done == {}
    with clock.at(AFTER_THE_ANSWER), unit_of_work():
        found = db.session.get_one(Application, application.id)
        applications.withdraw(actor(applicant), found)
    pass_on(AFTER_THE_ANSWER)
    assert the_warning(application).status is WarningStatus.CLOSED


@pytest.mark.parametrize("reach", ["draft", "rejected", "withdrawn"])
def test_what_is_not_in_process_is_not_watched(app: Flask, reach: str) -> None:
    application = ApplicationFactory(reach=reach)
    lapsed(application)
    assert pass_on(LATER).looked_at == 0 and warnings() == []


def test_an_answer_is_kept_and_puts_off_nothing(app: Flask) -> None:
    applicant = UserFactory()
    application = certified(applicant=applicant)
    lapsed(application)
    pass_on(LATER)
    answer_it(applicant, the_warning(application), on=LATER, reference="收据 20251016-1")
    warning = the_warning(application)
    assert warning.status is WarningStatus.ANSWERED
    assert [each.text for each in warning.events[1:]] == ["已补缴年费"]
    assert warning.events[1].reference == "收据 20251016-1"
    pass_on(AFTER_THE_ANSWER)
    (proposal,) = open_proposals(application)
    assert "The enterprise answered on 2025-10-15." in proposal.reason
    answer_it(applicant, the_warning(application), on=AFTER_THE_ANSWER, text="再次说明")
    assert the_warning(application).status is WarningStatus.PROPOSED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "长" * 4001}, "text"),
        ({"other_patent": "ZL201810001002.9"}, "other_patent"),
        ({"other_patent": "2.0181E+12"}, "other_patent"),
        ({"says_status_is_wrong": True, "reference": " "}, "reference"),
        ({"reference": "长" * 401}, "reference"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_which_field_and_what_would_be_right(
    app: Flask, wrong: dict[str, object], field: str
) -> None:
    applicant = UserFactory()
    application = certified(applicant=applicant)
    lapsed(application)
    pass_on(LATER)
    with pytest.raises(BadInput) as raised:
        answer_it(applicant, the_warning(application), on=LATER, **wrong)
    (problem,) = raised.value.problems
    assert problem.field == field and problem.expected and problem.text()
    assert the_warning(application).status is WarningStatus.OPEN


def test_nobody_else_answers_and_nobody_of_the_enterprise_dismisses(app: Flask) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    warning = the_warning(application)
    for user in (UserFactory(), UserFactory(reviewer=True), UserFactory(operator=True)):
        with pytest.raises(Refused):
            answer_it(user, warning, on=LATER)
    for user in (UserFactory(), UserFactory(statistician=True)):
        with pytest.raises(Refused), unit_of_work():
            found = db.session.get_one(PatentWarning, warning.id)
            answers.dismiss(actor(user), found, "示例原因")


def dismiss(warning: PatentWarning, reason: str = "示例原因") -> None:
    with clock.at(LATER), unit_of_work():
        found = db.session.get_one(PatentWarning, warning.id)
        answers.dismiss(actor(UserFactory(reviewer=True)), found, reason)


def test_what_a_reviewer_dismissed_is_warned_of_again_only_when_it_is_something_else(
    app: Flask,
) -> None:
    application = certified()
    lapsed(application)
    pass_on(LATER)
    with pytest.raises(BadInput):
        dismiss(the_warning(application), " ")
    dismiss(the_warning(application))
    assert pass_on(AFTER_THE_ANSWER).done == {}
    with pytest.raises(Conflict):
        dismiss(the_warning(application))
    tell(patents_of(application)[0], PatentStatus.INVALIDATED, on=AFTER_THE_ANSWER)
    pass_on(AFTER_THE_ANSWER)
    assert [each.cause for each in warnings(application)] == [Cause.LAPSED, Cause.INVALIDATED]


def test_a_warning_belongs_to_its_application(app: Flask) -> None:
    application, other = certified(), ApplicationFactory()
    lapsed(application)
    pass_on(LATER)
    with pytest.raises(NotFound):
        answers.of_id(other, the_warning(application).id)
