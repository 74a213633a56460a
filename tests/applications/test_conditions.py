"""What must hold for a move besides status and permission, each condition by itself."""

from datetime import date, timedelta

import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import GROUNDS, application_input
from flask import Flask
from sqlalchemy import update

from registry import clock
from registry.applications import conditions
from registry.applications.conditions import CONDITIONS, Attempt
from registry.applications.models import Application
from registry.applications.queries import evaluation_of, latest_evaluation
from registry.applications.service import precheck
from registry.applications.workflow import Condition, Status
from registry.certification import service as certification
from registry.eligibility.evaluate import Evaluation
from registry.eligibility.rule import Answer, Stage
from registry.errors import BadInput, Conflict, Refused
from registry.extensions import db
from registry.permissions import Actor, Role
from registry.programme.models import Benchmark, Round
from registry.reviews import service as reviews
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work

WITHOUT_BENCHMARK = "0602"


def attempt(application: Application, **given: object) -> Attempt:
    reviewer = Actor(99, "示例审查员", frozenset({Role.REVIEWER}))
    return Attempt(application, reviewer, **given)  # type: ignore[arg-type]  # named by the test


def test_every_condition_of_the_table_has_its_function() -> None:
    assert set(CONDITIONS) == set(Condition)


@pytest.mark.parametrize("reason", ["", "  ", "\n\t", "\u3000"])
def test_a_reason_of_nothing_but_space_is_no_reason(app: Flask, reason: str) -> None:
    it = ApplicationFactory(submitted=True)
    with pytest.raises(BadInput) as raised:
        conditions.reason_given(attempt(it, reason=reason))
    assert [problem.field for problem in raised.value.problems] == ["reason"]


def of_registration(answer: Answer) -> Evaluation:
    """An evaluation of a real application in which registration has this answer."""
    changes = {
        Answer.MET: {},
        Answer.NOT_MET: {"export_value": 99_000_000_00},
        Answer.UNDETERMINED: {},
    }
    it = ApplicationFactory(given=application_input(**changes[answer]))
    if answer is Answer.UNDETERMINED:
        with unit_of_work():
            for link in it.links:
                link.patent_id = None
        db.session.refresh(it)
    found = precheck(it)
    assert found.answer(Stage.REGISTRATION) is answer
    return found


@pytest.mark.parametrize(
    ("answer", "reason", "note", "goes"),
    [
        (Answer.MET, "", "", True),
        (Answer.UNDETERMINED, "", "", False),
        (Answer.UNDETERMINED, "a reason alone", "", False),
        (Answer.UNDETERMINED, "", " ", False),
        (Answer.UNDETERMINED, "", "a note", True),
        (Answer.NOT_MET, "", "", False),
        (Answer.NOT_MET, "a reason alone", "", False),
        (Answer.NOT_MET, "", "a note alone", False),
        (Answer.NOT_MET, "a reason", "and a note", True),
    ],
)
def test_doubt_needs_a_note_and_overruling_a_reason_as_well(
    app: Flask, answer: Answer, reason: str, note: str, goes: bool
) -> None:
    it = ApplicationFactory(submitted=True)
    tried = attempt(it, reason=reason, note=note, evaluation=of_registration(answer))
    if goes:
        conditions.registration_justified(tried)
        return
    with pytest.raises(BadInput) as raised:
        conditions.registration_justified(tried)
    assert [problem.field for problem in raised.value.problems] == ["note"]


def test_without_an_evaluation_nothing_is_justified(app: Flask) -> None:
    it = ApplicationFactory(submitted=True)
    for justified in (conditions.registration_justified, conditions.certification_justified):
        with pytest.raises(Conflict, match="have not been run"):
            justified(attempt(it, reason="a reason", note="a note"))


def test_a_class_without_benchmark_is_never_certified_without_a_note(app: Flask) -> None:
    it = ApplicationFactory(registered=True, given=application_input(class_code=WITHOUT_BENCHMARK))
    reviewer = actor(UserFactory(reviewer=True))
    with pytest.raises(BadInput), unit_of_work():
        reviews.announce(reviewer, it, Grounds())
    assert it.status is Status.REGISTERED
    with unit_of_work():
        reviews.announce(reviewer, it, Grounds(note="the class has no benchmark yet"))
    assert it.status is Status.PUBLIC_NOTICE


def test_a_benchmark_that_is_not_reached_keeps_from_certification_and_not_from_registration(
    app: Flask,
) -> None:
    with unit_of_work():
        db.session.execute(update(Benchmark).values(threshold="999999999999"))
    it = ApplicationFactory(registered=True)
    record = latest_evaluation(it.id)
    assert record is not None
    found = evaluation_of(record)
    assert found.answer(Stage.REGISTRATION) is Answer.MET
    assert found.answer(Stage.CERTIFICATION) is Answer.NOT_MET
    with pytest.raises(BadInput), unit_of_work():
        reviews.announce(actor(UserFactory(reviewer=True)), it, Grounds())


def test_who_did_not_opt_in_is_not_certified(app: Flask) -> None:
    it = ApplicationFactory(registered=True, given=application_input(seeks_certification=False))
    with pytest.raises(Conflict, match="not asked for certification"), unit_of_work():
        reviews.announce(actor(UserFactory(reviewer=True)), it, GROUNDS)


def test_after_a_refusal_the_product_stays_registered_and_is_not_announced_again(
    app: Flask,
) -> None:
    it = ApplicationFactory(under_notice=True)
    reviewer = actor(UserFactory(reviewer=True))
    with unit_of_work():
        reviews.refuse(reviewer, it, GROUNDS)
    assert it.status is Status.REGISTERED
    assert it.refused_on == clock.today()
    with pytest.raises(Conflict, match="Certification was refused"), unit_of_work():
        reviews.announce(reviewer, it, GROUNDS)


@pytest.mark.parametrize(("days", "first_day"), [(0, 0), (1, 1), (10, 10)])
def test_a_notice_of_so_many_days_is_over_on_the_day_after_the_last(
    app: Flask, days: int, first_day: int
) -> None:
    with unit_of_work():
        db.session.execute(update(Round).where(Round.year == 2025).values(notice_days=days))
    it = ApplicationFactory(under_notice=True)
    announced = clock.today()
    for later in range(first_day):
        with clock.at(announced + timedelta(days=later)), pytest.raises(Conflict, match="notice"):
            conditions.notice_over(attempt(it))
    with clock.at(announced + timedelta(days=first_day)):
        conditions.notice_over(attempt(it))


def test_who_examined_does_not_certify_even_with_both_reasons_given(app: Flask) -> None:
    examiner = UserFactory(reviewer=True)
    it = ApplicationFactory(under_notice=True, examiner=examiner)
    with clock.at(date(2025, 12, 1)), pytest.raises(Refused, match="four eyes"), unit_of_work():
        certification.certify(actor(examiner), it, GROUNDS)


def test_an_account_that_is_none_does_not_count_as_a_second_person(app: Flask) -> None:
    it = ApplicationFactory(under_notice=True)
    nobody = Attempt(it, Actor(None, "system", frozenset({Role.REVIEWER})))
    with pytest.raises(Refused, match="four eyes"):
        conditions.four_eyes(nobody)
