"""What an applicant does, and the one move."""

from dataclasses import replace
from datetime import date

import pytest
from factories import ApplicationFactory, PatentFactory, UserFactory, actor
from factories.applications import GROUNDS, application_input
from flask import Flask
from snapshots import contents
from sqlalchemy import select, text, update
from together import threads

from registry import clock
from registry.applications import service
from registry.applications.conditions import Attempt
from registry.applications.models import Application, Basis, EvaluationRecord
from registry.applications.queries import evaluation_of, for_actor, latest_evaluation
from registry.applications.service import LinkInput
from registry.applications.workflow import Action, Status
from registry.eligibility.evaluate import replays
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Answer, Stage
from registry.errors import BadInput, Conflict, NotFound, Refused
from registry.extensions import db
from registry.permissions import Actor, Role
from registry.products.models import Product
from registry.programme.models import Round
from registry.reviews import service as reviews
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work


def owner(application: Application) -> Actor:
    return Actor(1, "owner", frozenset({Role.APPLICANT}), application.enterprise_id)


def test_a_draft_has_what_was_declared_and_belongs_to_the_applicants_enterprise(app: Flask) -> None:
    user = UserFactory()
    with unit_of_work():
        it = service.begin(actor(user), 2025, application_input(product_name="示例阀门"))
    assert it.status is Status.DRAFT
    assert it.product.name == "示例阀门"
    assert it.enterprise_id == user.enterprise_id
    assert it.output_value == 12_000_000_00


def test_an_account_without_an_enterprise_begins_no_application(app: Flask) -> None:
    nowhere = Actor(1, "示例", frozenset({Role.APPLICANT}))
    with pytest.raises(Refused, match="applies for no enterprise"), unit_of_work():
        service.begin(nowhere, 2025, application_input())


def test_a_second_application_of_a_product_in_a_round_is_a_conflict(app: Flask) -> None:
    first = ApplicationFactory()
    with pytest.raises(Conflict, match="has an application in round 2025 already"), unit_of_work():
        service.begin(owner(first), 2025, application_input())


def test_the_next_round_takes_the_same_product_again_as_one_product(app: Flask) -> None:
    first = ApplicationFactory(round_year=2025)
    with unit_of_work():
        second = service.begin(owner(first), 2026, application_input())
    assert second.product_id == first.product_id
    assert len(db.session.scalars(select(Product)).all()) == 1


def test_a_link_keeps_what_was_typed_and_finds_the_patent_that_it_names(app: Flask) -> None:
    patent = PatentFactory()
    typed = f" zl{patent.number.lower()} "
    given = application_input(links=(LinkInput(typed, True, Basis.PATENTEE, 100),))
    link = ApplicationFactory(given=given).links[0]
    assert (link.typed, link.patent_id) == (typed, patent.id)


def test_a_link_to_what_is_no_number_is_kept_and_finds_nothing(app: Flask) -> None:
    given = application_input(links=(LinkInput("2.01811E+12", True, None, None),))
    link = ApplicationFactory(given=given).links[0]
    assert (link.typed, link.patent_id) == ("2.01811E+12", None)


def test_saving_replaces_what_was_declared_and_its_links(app: Flask) -> None:
    it = ApplicationFactory()
    version = it.version
    links = (LinkInput(it.links[1].typed, False, Basis.LICENSEE, 1),)
    with unit_of_work():
        service.save(owner(it), it, application_input(profit=None, links=links), version)
    assert it.profit is None
    assert [(link.position, link.core) for link in it.links] == [(1, False)]
    assert it.version == version + 1


def test_saving_what_somebody_else_saved_meanwhile_is_a_conflict(app: Flask) -> None:
    it = ApplicationFactory()
    seen = it.version
    with unit_of_work():
        service.save(owner(it), it, application_input(), seen)
    before = contents("application", "patent_link", "audit_entry")
    with pytest.raises(Conflict, match="Somebody else"), unit_of_work():
        service.save(owner(it), it, application_input(profit=1), seen)
    assert contents("application", "patent_link", "audit_entry") == before


@pytest.mark.parametrize("reach", ["submitted", "registered", "rejected", "withdrawn"])
def test_what_was_handed_in_cannot_be_changed(app: Flask, reach: str) -> None:
    it = ApplicationFactory(reach=reach)
    with pytest.raises(Conflict, match="cannot be changed"), unit_of_work():
        service.save(owner(it), it, application_input(), it.version)


def test_another_enterprise_saves_nothing_here(app: Flask) -> None:
    it = ApplicationFactory()
    with pytest.raises(Refused), unit_of_work():
        service.save(actor(UserFactory()), it, application_input(), it.version)


def test_renaming_to_a_product_that_is_in_the_round_already_is_refused(app: Flask) -> None:
    it = ApplicationFactory()
    with unit_of_work():
        service.begin(owner(it), 2025, application_input(product_name="示例另一产品"))
    given = application_input(product_name="示例另一产品")
    with pytest.raises(Conflict), unit_of_work():
        service.save(owner(it), it, given, it.version)


def test_a_precheck_finds_what_submitting_would_find_and_stores_nothing(app: Flask) -> None:
    it = ApplicationFactory()
    before = contents()
    found = service.precheck(it)
    assert contents() == before
    with unit_of_work():
        stored = evaluation_of(service.submit(owner(it), it))
    assert stored.findings == found.findings


def test_the_stored_facts_give_the_stored_answers_again(app: Flask) -> None:
    record = latest_evaluation(ApplicationFactory(submitted=True).id)
    assert record is not None
    facts = Facts.from_json(record.facts)
    assert facts.sha256() == record.facts_sha256
    assert replays(facts, evaluation_of(record)) is True
    assert record.rule_set == evaluation_of(record).rule_set


def test_what_changes_after_submitting_leaves_the_stored_facts_as_they_were(app: Flask) -> None:
    it = ApplicationFactory(submitted=True)
    before = contents("evaluation")
    with unit_of_work():
        db.session.execute(text("UPDATE patent SET title = 'renamed'"))
        it.enterprise.name = "示例改名企业"
    assert contents("evaluation") == before


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2024, 12, 31), "opens on 2025-01-01"), (date(2025, 9, 16), "until 2025-09-15")],
)
def test_outside_the_days_of_the_round_nothing_is_handed_in(
    app: Flask, day: date, said: str
) -> None:
    it = ApplicationFactory()
    with clock.at(day), pytest.raises(Conflict, match=said), unit_of_work():
        service.submit(owner(it), it)
    assert db.session.scalars(select(EvaluationRecord)).all() == []


def test_on_the_last_day_of_the_round_an_application_is_still_in_time(app: Flask) -> None:
    it = ApplicationFactory()
    with clock.at(date(2025, 9, 15)), unit_of_work():
        service.submit(owner(it), it)
    assert it.status is Status.SUBMITTED


def a_correction(day: date, correction_by: date | None) -> EvaluationRecord:
    """What the rules say of a returned application that is handed in again on a day."""
    it = ApplicationFactory(returned=True)
    with unit_of_work():
        db.session.execute(
            update(Round).where(Round.year == 2025).values(correction_by=correction_by)
        )
    with clock.at(day), unit_of_work():
        return service.submit(owner(it), it)


def test_a_correction_by_the_day_for_corrections_is_in_time_after_the_deadline(app: Flask) -> None:
    found = evaluation_of(a_correction(date(2025, 9, 25), correction_by=date(2025, 9, 30)))
    answers = {finding.rule: finding.answer for finding in found.findings}
    assert answers["filed_by_deadline"] is Answer.MET


def test_a_correction_after_the_day_for_corrections_is_too_late(app: Flask) -> None:
    with pytest.raises(Conflict, match="until 2025-09-30"):
        a_correction(date(2025, 10, 1), correction_by=date(2025, 9, 30))


def test_a_first_submission_gains_nothing_from_the_day_for_corrections(app: Flask) -> None:
    it = ApplicationFactory()
    with unit_of_work():
        it.round.correction_by = date(2025, 9, 30)
    with clock.at(date(2025, 9, 16)), pytest.raises(Conflict), unit_of_work():
        service.submit(owner(it), it)


def test_every_submission_keeps_an_evaluation_of_its_own(app: Flask) -> None:
    it = ApplicationFactory(returned=True)
    with unit_of_work():
        service.submit(owner(it), it)
    assert len(db.session.scalars(select(EvaluationRecord)).all()) == 2


def test_a_move_with_an_outdated_version_is_a_conflict_and_changes_nothing(app: Flask) -> None:
    it = ApplicationFactory(submitted=True)
    reviewer = actor(UserFactory(reviewer=True))
    before = contents()
    with pytest.raises(Conflict, match="Somebody else"), unit_of_work():
        _ = it.status
        changed = update(Application).values(version=Application.version + 1)
        db.session.execute(changed.execution_options(synchronize_session=False))
        service.move(Attempt(it, reviewer, reason="示例原因"), Action.RETURN)
    assert contents() == before


def test_of_eight_who_withdraw_at_once_one_withdraws_and_the_others_are_told(app: Flask) -> None:
    it = ApplicationFactory(submitted=True)
    who, application_id = owner(it), it.id

    def withdraw(_: int) -> str:
        try:
            with unit_of_work():
                service.withdraw(who, db.session.get_one(Application, application_id))
        except Conflict:
            return "told"
        return "withdrawn"

    assert sorted(threads(app, 8, withdraw)) == ["told"] * 7 + ["withdrawn"]


def test_the_database_itself_refuses_a_certifier_who_examined(app: Flask) -> None:
    it = ApplicationFactory(registered=True)
    with pytest.raises(Exception, match="four_eyes"), unit_of_work():
        db.session.execute(update(Application).values(certifier_id=it.examiner_id))


def test_the_database_itself_refuses_a_status_that_is_none(app: Flask) -> None:
    ApplicationFactory()
    with pytest.raises(Exception, match="(?i)check constraint"), unit_of_work():
        db.session.execute(text("UPDATE application SET status = 'approved'"))


def test_an_application_is_found_by_its_enterprise_and_the_staff_and_by_nobody_else(
    app: Flask,
) -> None:
    it = ApplicationFactory()
    assert for_actor(owner(it), it.public_id) is it
    assert for_actor(actor(UserFactory(reviewer=True)), it.public_id) is it
    for stranger in (UserFactory(), UserFactory(statistician=True)):
        with pytest.raises(NotFound):
            for_actor(actor(stranger), it.public_id)


def test_the_address_of_an_application_cannot_be_guessed_from_another(app: Flask) -> None:
    ids = {ApplicationFactory().public_id for _ in range(5)}
    assert len(ids) == 5
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in ids)


def test_registered_against_a_finding_that_is_not_met_needs_a_reason_and_a_note(app: Flask) -> None:
    it = ApplicationFactory(submitted=True, given=application_input(export_value=99_000_000_00))
    reviewer = actor(UserFactory(reviewer=True))
    record = latest_evaluation(it.id)
    assert record is not None
    assert evaluation_of(record).answer(Stage.REGISTRATION) is Answer.NOT_MET
    for grounds in (Grounds(), replace(GROUNDS, note=" "), replace(GROUNDS, reason="")):
        with pytest.raises(BadInput, match="1 field"), unit_of_work():
            reviews.register(reviewer, it, grounds)
    with unit_of_work():
        reviews.register(reviewer, it, GROUNDS)
    assert it.status is Status.REGISTERED


def test_of_eight_who_begin_one_product_at_once_one_begins_and_the_others_are_told(
    app: Flask,
) -> None:
    who = actor(UserFactory())

    def begin(_: int) -> str:
        try:
            with unit_of_work():
                service.begin(who, 2025, application_input())
        except Conflict:
            return "told"
        return "begun"

    assert sorted(threads(app, 8, begin)) == ["begun"] + ["told"] * 7


def test_of_eight_who_file_a_known_product_at_once_one_files_it_and_the_others_are_told(
    app: Flask,
) -> None:
    first = ApplicationFactory(round_year=2024)
    who = owner(first)

    def begin(_: int) -> str:
        try:
            with unit_of_work():
                service.begin(who, 2025, application_input())
        except Conflict:
            return "told"
        return "begun"

    assert sorted(threads(app, 8, begin)) == ["begun"] + ["told"] * 7
