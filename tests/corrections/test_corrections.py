"""Figures that count already, corrected: asked for, decided by another person, counted from then."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from acts import revoke
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import application_input
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from registry import clock
from registry.accounts.models import User
from registry.applications import service as applications
from registry.applications.corrections import Correction, corrections_of, counting
from registry.applications.ledger import AMOUNTS, LedgerEntry, Stage
from registry.applications.models import Application
from registry.applications.queries import latest_evaluation
from registry.applications.workflow import CORRECTION_TRANSITIONS, CorrectionAction
from registry.audit import AuditEntry
from registry.certification.queries import of_application
from registry.corrections import service
from registry.corrections.what_if import changed_findings
from registry.eligibility.rule import Answer
from registry.errors import BadInput, Conflict, Refused
from registry.extensions import db
from registry.integrity.invariants import INVARIANTS
from registry.integrity.verify import examine
from registry.messages.models import Message
from registry.statistics.queries import totals_by_sql
from registry.statistics.releases import service as releases
from registry.statistics.releases.content import ReleaseStatus, Side
from registry.statistics.releases.queries import of_id
from registry.statistics.releases.triangle import triangle
from registry.statistics.snapshot.check import check
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
OUTPUT, LESS = 12_000_000_00, 9_000_000_00
TYPED = {
    "output_value": "9000000",
    "sales_revenue": "8000000.00",
    "export_value": "0",
    "profit": "-100.50",
    "reason": "审计后产值核减。",
}


@pytest.fixture(autouse=True)
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


@pytest.fixture
def person(app: Flask) -> User:
    return UserFactory()


@pytest.fixture
def certified(person: User) -> Iterator[Application]:
    """Registered on the first of September 2025, certified on the eleventh."""
    yield ApplicationFactory(certified=True, applicant=person)


def amounts(it: Application, output: int = LESS) -> dict[str, int]:
    return {name: getattr(it, name) or 0 for name in AMOUNTS} | {"output_value": output}


def asked(person: User, it: Application, output: int = LESS, after: int = 30) -> Correction:
    with clock.at(clock.today() + timedelta(days=after)), unit_of_work():
        found = db.session.get_one(Application, it.id)
        return service.ask(actor(person), found, amounts(it, output), "示例：审计核减")


def accepted(correction: Correction, after: int = 31) -> date:
    with clock.at(clock.today() + timedelta(days=after)), unit_of_work():
        found = db.session.get_one(Correction, correction.id)
        service.accept(actor(UserFactory(reviewer=True)), found)
        return clock.today()


def entries() -> list[LedgerEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


def total(day: date) -> tuple[int, int]:
    """Output value in fen as known on a day: registered only, certified."""
    cell = totals_by_sql(2024, day, ()).total
    return cell.registered["output_value"], cell.certified["output_value"]


def test_an_accepted_correction_adds_the_difference_and_changes_nothing_that_was(
    person: User, certified: Application
) -> None:
    before = [(each.id, each.output_value, each.on_day) for each in entries()]
    asked_for = asked(person, certified)
    assert len(entries()) == len(before)
    day = accepted(asked_for)
    now = entries()
    assert [(each.id, each.output_value, each.on_day) for each in now[: len(before)]] == before
    added = [(each.stage, each.output_value, each.on_day, each.reason) for each in now[-2:]]
    certified_stage = Stage.CERTIFIED
    assert added == [
        (certified_stage, -OUTPUT, day, "correct"),
        (certified_stage, LESS, day, "correct"),
    ]
    assert total(day - timedelta(days=1)) == (0, OUTPUT)
    assert total(day) == (0, LESS)
    assert check().sound
    # What was declared and decided, and what the certificate says, is what it was.
    assert db.session.get_one(Application, certified.id).output_value == OUTPUT
    looked = [each for each in INVARIANTS if each.name in ("ledger", "corrections", "payloads")]
    report = examine(db.session.connection(), looked)
    assert report.sound, report


def test_what_is_revoked_after_a_correction_counts_as_corrected(
    person: User, certified: Application
) -> None:
    accepted(asked(person, certified))
    certificate = of_application(certified.id)
    assert certificate is not None
    with clock.at(clock.today() + timedelta(days=60)), unit_of_work():
        revoke(actor(UserFactory(reviewer=True)), certificate, "示例理由", certificate.valid_from)
        day = clock.today()
    assert total(day) == (LESS, 0)
    again = asked(person, certified, output=1_00, after=61)
    assert total(accepted(again, after=62)) == (1_00, 0)
    assert check().sound


def test_a_withdrawn_product_takes_its_corrected_amounts_with_it(person: User) -> None:
    it = ApplicationFactory(registered=True, applicant=person)
    accepted(asked(person, it))
    late = asked(person, it, output=2_00, after=40)
    with clock.at(clock.today() + timedelta(days=41)), unit_of_work():
        applications.withdraw(actor(person), db.session.get_one(Application, it.id))
        day = clock.today()
    assert total(day) == (0, 0)
    with pytest.raises(Conflict, match="nothing to correct"):
        accepted(late, after=42)
    assert check().sound


def test_the_next_year_adds_to_its_own_data_year_and_replaces_nothing(person: User) -> None:
    it = ApplicationFactory(registered=True, applicant=person)
    accepted(asked(person, it))
    years = {each.data_year for each in entries()}
    assert years == {2024}
    other = ApplicationFactory(
        registered=True, given=application_input(product_name="示例另一", model="另一")
    )
    assert other.round.data_year == 2024
    assert total(clock.today() + timedelta(days=90))[0] == LESS + OUTPUT


def test_the_revision_triangle_shows_a_correction_between_two_releases(
    person: User, certified: Application
) -> None:
    two = [actor(UserFactory(statistician=True)) for _ in range(2)]
    made = []
    for number, after in enumerate((20, 50)):
        if number:
            accepted(asked(person, certified))
        with clock.at(clock.today() + timedelta(days=after)), unit_of_work():
            day = clock.today() - timedelta(days=1)
            status = (ReleaseStatus.PROVISIONAL, ReleaseStatus.REVISED)[number]
            key = releases.prepare(two[0], f"示例发布{number}", 2024, day, status).id
        with clock.at(clock.today() + timedelta(days=after)), unit_of_work():
            releases.publish(two[1], of_id(key))
        made.append(key)
    first, second = triangle([of_id(key) for key in made], for_staff=True)
    place = Side.CERTIFIED, "output_value"
    assert (first.values[place], second.values[place]) == (OUTPUT, LESS)
    assert second.differences[place] == LESS - OUTPUT
    assert second.reasons == {"correction": 1}


def test_a_refused_or_withdrawn_correction_counts_nothing(
    person: User, certified: Application
) -> None:
    reviewer = actor(UserFactory(reviewer=True))
    first = asked(person, certified)
    with unit_of_work():
        found = db.session.get_one(Correction, first.id)
        service.refuse(reviewer, found, "示例：没有依据")
    second = asked(person, certified)
    with unit_of_work():
        service.withdraw(actor(person), db.session.get_one(Correction, second.id))
    assert [each.reason for each in entries()] == ["register", "certify", "certify"]
    assert [str(each.status) for each in corrections_of(certified.id)] == ["refused", "withdrawn"]
    told = db.session.scalars(select(Message.kind).where(Message.user_id == person.id)).all()
    assert told[-1] == "correction.refuse"
    verbs = db.session.scalars(
        select(AuditEntry.verb)
        .where(AuditEntry.subject_type == "correction")
        .order_by(AuditEntry.id)
    ).all()
    assert list(verbs) == ["ask", "refuse", "ask", "withdraw"]


def test_four_eyes_and_the_own_enterprise_keep_their_hands_off(person: User) -> None:
    examiner = UserFactory(reviewer=True)
    it = ApplicationFactory(registered=True, applicant=person, examiner=examiner)
    waiting = asked(person, it)
    for who in (examiner, person, UserFactory(), UserFactory(statistician=True)):
        with pytest.raises(Refused), unit_of_work():
            service.accept(actor(who), db.session.get_one(Correction, waiting.id))
    with pytest.raises(Refused), unit_of_work():
        service.withdraw(actor(UserFactory()), db.session.get_one(Correction, waiting.id))
    with pytest.raises(Refused):
        asked(UserFactory(), it)
    assert set(CORRECTION_TRANSITIONS) == set(CorrectionAction)


def test_one_correction_waits_at_a_time_and_is_decided_once(
    person: User, certified: Application
) -> None:
    waiting = asked(person, certified)
    with pytest.raises(Conflict, match="waits for a decision already"):
        asked(person, certified, output=1)
    accepted(waiting)
    with pytest.raises(Conflict, match="decided meanwhile"):
        accepted(waiting)
    with pytest.raises(BadInput) as caught:
        asked(person, certified)
    assert [each.problem for each in caught.value.problems] == [
        "These are the amounts that count already."
    ]


@pytest.mark.parametrize("reach", ["draft", "submitted", "returned", "public_notice", "rejected"])
def test_only_what_counts_and_is_not_under_notice_can_be_corrected(
    person: User, reach: str
) -> None:
    it = ApplicationFactory(reach=reach, applicant=person)
    with pytest.raises(Conflict):
        asked(person, it, after=0)


def test_the_enterprise_asks_and_the_reviewer_decides_in_pages(
    person: User, certified: Application, sign_in: SignIn
) -> None:
    browser = sign_in(person)
    address = f"/applications/{certified.public_id}"
    assert f"{address}/correction" in browser.get(address).text
    assert 'value="12000000.00"' in browser.get(f"{address}/correction").text
    answer = browser.post(f"{address}/correction", data=TYPED)
    assert answer.status_code == 303
    page = browser.get(answer.location).text
    for shown in ("12,000,000.00", "9,000,000.00", "-3,000,000.00", TYPED["reason"]):
        assert shown in page
    assert f"{address}/correction" not in browser.get(address).text
    staff = sign_in(UserFactory(reviewer=True))
    assert answer.location in staff.get("/corrections").text
    assert answer.location in staff.get(f"/reviews/{certified.public_id}").text
    nothing = staff.post(f"{answer.location}/decide", data={})
    assert (nothing.status_code, "Nothing of the list is chosen" in nothing.text) == (422, True)
    without = staff.post(f"{answer.location}/decide", data={"decision": "refuse"})
    assert (without.status_code, "There is no reason" in without.text) == (422, True)
    assert staff.post(f"{answer.location}/decide", data={"decision": "accept"}).status_code == 303
    assert "Accepted" in staff.get(answer.location).text
    assert entries()[-1].profit == -100_50
    assert sign_in(UserFactory()).get(answer.location).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("output_value", "", "No amount is given."),
        ("output_value", "１２３", "full-width"),
        ("sales_revenue", "1e9", "exponent"),
        ("export_value", "-1", "This amount is below zero."),
        ("profit", "1.005", "more than two decimals"),
        ("output_value", "1" * 30, "larger than the registry accepts"),
        ("reason", " ", "There is no reason."),
        ("reason", "长" * 4001, "This reason is too long."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    person: User, certified: Application, sign_in: SignIn, field: str, typed: str, said: str
) -> None:
    browser = sign_in(person)
    address = f"/applications/{certified.public_id}/correction"
    answer = browser.post(address, data=TYPED | {field: typed})
    assert answer.status_code == 422
    assert said in answer.text and f'href="#{field}"' in answer.text
    assert field == "reason" or f'value="{typed}"' in answer.text
    assert entries()[-1].reason == "certify"


def test_the_reviewer_sees_which_findings_change_by_the_correction_alone(
    person: User, certified: Application, sign_in: SignIn
) -> None:
    reviewer = sign_in(UserFactory(reviewer=True))
    lost = asked(person, certified, output=-5_00)
    with clock.at(clock.today() + timedelta(days=31)):
        page = reviewer.get(f"/corrections/{lost.public_id}").text
        own = sign_in(person).get(f"/corrections/{lost.public_id}").text
    found = db.session.get_one(Correction, lost.id)
    changed = changed_findings(found, counting(certified, ()))
    assert changed and all(each.answer is not Answer.MET for each in changed)
    assert all(each.rule in {one["rule"] for one in _result(certified)} for each in changed)
    assert "Findings that change" in page and "Findings that change" not in own


def test_a_correction_that_moves_no_finding_says_so(
    person: User, certified: Application, sign_in: SignIn
) -> None:
    less = asked(person, certified, output=OUTPUT + 1_00)
    found = db.session.get_one(Correction, less.id)
    assert changed_findings(found, counting(certified, ())) == ()
    with clock.at(clock.today() + timedelta(days=31)):
        page = sign_in(UserFactory(reviewer=True)).get(f"/corrections/{less.public_id}").text
    assert "Every finding stays as it was." in page


def _result(application: Application) -> list[dict[str, str]]:
    record = latest_evaluation(application.id)
    assert record is not None
    return list(record.result["findings"])
