"""Certificates: given once, by a second person, with a number and a payload; then their life."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from acts import CERTIFICATE_ACTS, People, revoke
from factories import ApplicationFactory, PatentFactory, UserFactory, actor
from factories.applications import GROUNDS, application_input
from flask import Flask
from snapshots import contents
from sqlalchemy import func, select, text
from together import threads

from certificates import payload_sha256
from registry import clock, numbering
from registry.accounts.models import User
from registry.applications.models import Application, Basis
from registry.applications.service import LinkInput
from registry.applications.workflow import Status
from registry.certification import service
from registry.certification.models import Certificate, CertificateEvent
from registry.certification.paper import made_later
from registry.certification.queries import (
    State,
    contents_of,
    of_application,
    of_number,
    state_on,
    successor_of,
)
from registry.certification.service import last_day
from registry.certification.workflow import (
    CERTIFICATE_TRANSITIONS,
    CertificateAction,
    CertificateStatus,
)
from registry.errors import BadInput, Conflict, NotFound, Refused, RegistryError
from registry.extensions import db
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work

TOUCHED = (
    "certificate",
    "certificate_event",
    "proposal",
    "paper",
    "audit_entry",
    "ledger_entry",
    "application",
)


@pytest.fixture(autouse=True)
def no_papers() -> Iterator[None]:
    """Papers take long and have their own tests: they are left to be made later."""
    with made_later():
        yield


class TakenBack(Exception):
    """Ends an act that went well, so that the next one begins where it did."""


def a_certificate(**wanted: object) -> Certificate:
    """The certificate of an application that was certified on 11 September 2025."""
    found = of_application(ApplicationFactory(certified=True, **wanted).id)
    assert found is not None
    return found


def after_the_notice(application: Application) -> date:
    assert application.notice_until is not None
    return application.notice_until + timedelta(days=1)


def test_a_certificate_has_its_number_its_payload_and_its_days(app: Flask) -> None:
    certificate = a_certificate()
    assert certificate.number.startswith("PIP2025000001")
    assert numbering.is_well_formed(certificate.number)
    assert certificate.status is CertificateStatus.VALID
    assert (certificate.valid_from, certificate.valid_until) == (
        date(2025, 9, 11),
        date(2028, 9, 10),
    )
    payload = contents_of(certificate)
    assert payload.number == certificate.number
    assert payload_sha256(payload) == certificate.papers[0].payload_sha256
    assert payload.registration_number == certificate.application.registration_number
    assert [patent.core for patent in payload.patents] == [True, True]


def test_a_certificate_that_rests_on_example_benchmarks_says_so_in_its_payload(app: Flask) -> None:
    assert contents_of(a_certificate()).examples is True


def test_an_enterprise_may_keep_its_output_value_off_the_paper(app: Flask) -> None:
    hidden = a_certificate(given=application_input(shows_output_value=False))
    assert contents_of(hidden).output_value_fen is None
    assert "1200000000" not in hidden.papers[0].payload.decode()


def test_issuing_stands_in_the_trail_beside_the_decision(app: Flask) -> None:
    certificate = a_certificate()
    verbs = db.session.execute(text("SELECT verb, subject_id FROM audit_entry ORDER BY id")).all()
    assert ("issue", certificate.id) in [tuple(row) for row in verbs]
    assert ("certify", certificate.application_id) in [tuple(row) for row in verbs]


def test_a_certification_that_fails_leaves_neither_number_nor_row(app: Flask) -> None:
    it = ApplicationFactory(under_notice=True)
    before = contents()
    with pytest.raises(Conflict, match="notice"), unit_of_work():
        service.certify(actor(UserFactory(reviewer=True)), it, Grounds())
    after = contents()
    assert {name for name in before if before[name] != after[name]} <= {"user", "user_role"}


def test_eight_who_certify_one_application_at_once_issue_one_certificate(app: Flask) -> None:
    it = ApplicationFactory(under_notice=True)
    application_id = it.id
    reviewers = [actor(UserFactory(reviewer=True)) for _ in range(8)]

    def certify(worker: int) -> str:
        try:
            with unit_of_work():
                found = db.session.get_one(Application, application_id)
                service.certify(reviewers[worker], found, Grounds())
        except Conflict:
            return "told"
        return "certified"

    with clock.at(after_the_notice(it)):
        assert sorted(threads(app, 8, certify)) == ["certified"] + ["told"] * 7
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1
    assert it.status is Status.CERTIFIED


def test_the_certificates_of_a_round_are_numbered_without_gap(app: Flask) -> None:
    applicant = UserFactory()
    names = [f"示例产品{place}" for place in range(3)]
    given = [application_input(product_name=name, model=name) for name in names]
    serials = [a_certificate(applicant=applicant, given=each).serial for each in given]
    assert serials == [1, 2, 3]


@pytest.mark.parametrize("status", CertificateStatus)
def test_what_the_table_says_happens_and_everything_else_changes_nothing(
    app: Flask, status: CertificateStatus
) -> None:
    people = People()
    certificate = a_certificate(applicant=people.applicant, examiner=people.examiner)
    certificate_id = certificate.id
    with clock.at(date(2025, 10, 1)):
        _bring_to(status, certificate, people)
        before = contents(*TOUCHED)
        for action, row in CERTIFICATE_TRANSITIONS.items():
            for name, who in people.by_name.items():
                allowed = (
                    status in row.sources
                    and who.may(row.permission)
                    and not who.owns(certificate.application.enterprise_id)
                )
                found = _outcome(certificate_id, action, who)
                case = f"{name} wants to {action.value} what is {status.value}: {found!r}"
                if allowed:
                    assert found == (row.target, 1, 1), case
                else:
                    assert isinstance(found, Refused | Conflict), case
                assert contents(*TOUCHED) == before, case


def _bring_to(status: CertificateStatus, certificate: Certificate, people: People) -> None:
    way = {
        CertificateStatus.VALID: None,
        CertificateStatus.SUSPENDED: CertificateAction.SUSPEND,
        CertificateStatus.REVOKED: CertificateAction.REVOKE,
    }[status]
    if way is not None:
        with unit_of_work():
            CERTIFICATE_ACTS[way](people.by_name["another reviewer"], certificate)


def _outcome(certificate_id: int, action: CertificateAction, who: object) -> object:
    """Status, steps of the version and events that the act brought, taken back; or the error."""
    try:
        with unit_of_work():
            certificate = db.session.get_one(Certificate, certificate_id)
            version, events = certificate.version, _events()
            CERTIFICATE_ACTS[action](who, certificate)  # type: ignore[arg-type]  # an Actor
            raise TakenBack((certificate.status, certificate.version - version, _events() - events))
    except TakenBack as done:
        return done.args[0]
    except RegistryError as error:
        return error


def _events() -> int:
    db.session.flush()
    return db.session.scalar(select(func.count()).select_from(CertificateEvent)) or 0


def test_every_act_on_a_certificate_needs_a_reason(app: Flask) -> None:
    certificate = a_certificate()
    with pytest.raises(BadInput) as raised, unit_of_work():
        service.suspend(actor(UserFactory(reviewer=True)), certificate, "  ")
    assert [problem.field for problem in raised.value.problems] == ["reason"]
    assert certificate.status is CertificateStatus.VALID


@pytest.mark.parametrize("given", [date(2025, 9, 10), date(2025, 10, 2)])
def test_a_revocation_takes_effect_between_the_day_of_issue_and_today(
    app: Flask, given: date
) -> None:
    certificate = a_certificate()
    with clock.at(date(2025, 10, 1)), pytest.raises(BadInput) as raised, unit_of_work():
        revoke(actor(UserFactory(reviewer=True)), certificate, "示例原因", given)
    (problem,) = raised.value.problems
    assert problem.field == "effective_on"
    assert "from 2025-09-11 to 2025-10-01" in problem.text()


def test_an_act_on_a_certificate_that_somebody_else_changed_meanwhile_is_a_conflict(
    app: Flask,
) -> None:
    certificate = a_certificate()
    before = contents(*TOUCHED)
    reviewer = actor(UserFactory(reviewer=True))
    with pytest.raises(Conflict, match="Somebody else"), unit_of_work():
        _ = certificate.status
        db.session.execute(
            text("UPDATE certificate SET version = version + 1"),
            execution_options={"synchronize_session": False},
        )
        service.suspend(reviewer, certificate, "示例原因")
    assert contents(*TOUCHED) == before


def test_what_a_certificate_is_follows_from_what_was_decided_and_from_its_days(
    app: Flask,
) -> None:
    certificate = a_certificate()
    reviewer = actor(UserFactory(reviewer=True))
    day = date(2025, 10, 1)
    assert state_on(certificate, day) is State.VALID
    assert state_on(certificate, certificate.valid_until) is State.VALID
    assert state_on(certificate, certificate.valid_until + timedelta(days=1)) is State.EXPIRED
    with clock.at(day), unit_of_work():
        service.suspend(reviewer, certificate, "示例原因")
    assert state_on(certificate, day) is State.SUSPENDED
    with clock.at(day), unit_of_work():
        revoke(reviewer, certificate, "示例原因", day)
    assert state_on(certificate, day) is State.REVOKED


def next_years_certificate(applicant: User) -> Certificate:
    """Of the same product in the round of 2026, on patents whose status was looked up again."""
    assert applicant.enterprise is not None
    patents = [
        PatentFactory(
            patentee=applicant.enterprise.name,
            statement__as_of=date(2026, 5, 1),
            statement__recorded_at=datetime(2026, 5, 2, tzinfo=UTC),
        )
        for _ in range(2)
    ]
    links = tuple(LinkInput(patent.number, True, Basis.PATENTEE, 3000) for patent in patents)
    with clock.at(date(2026, 6, 1)):
        return a_certificate(
            applicant=applicant, round_year=2026, given=application_input(links=links)
        )


def test_next_years_certificate_of_the_product_takes_the_place_of_this_years(app: Flask) -> None:
    applicant = UserFactory()
    first = a_certificate(applicant=applicant)
    second = next_years_certificate(applicant)
    assert state_on(first, second.valid_from - timedelta(days=1)) is State.VALID
    assert state_on(first, second.valid_from) is State.SUPERSEDED
    assert successor_of(first, second.valid_from) is second
    assert successor_of(first, second.valid_from - timedelta(days=1)) is None
    assert successor_of(second, second.valid_from) is None
    assert state_on(second, second.valid_from) is State.VALID


def test_a_revoked_successor_takes_nobodys_place(app: Flask) -> None:
    applicant = UserFactory()
    first = a_certificate(applicant=applicant)
    second = next_years_certificate(applicant)
    with clock.at(second.valid_from), unit_of_work():
        reviewer = actor(UserFactory(reviewer=True))
        revoke(reviewer, second, "示例原因", second.valid_from)
    assert state_on(first, second.valid_from) is State.VALID
    assert successor_of(first, second.valid_from) is None


def test_a_number_that_was_never_given_out_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound, match="PIP2025000999"):
        of_number("PIP2025000999X")


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2025, 9, 11), 36, date(2028, 9, 10)),
        (date(2025, 1, 1), 12, date(2025, 12, 31)),
        (date(2025, 12, 31), 2, date(2026, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2025, 11, 30), 1, date(2025, 12, 29)),
    ],
)
def test_so_many_months_end_on_the_day_before_the_same_day(
    first: date, months: int, last: date
) -> None:
    assert last_day(first, months) == last


def test_the_payload_is_json_that_anybody_can_read(app: Flask) -> None:
    document = json.loads(a_certificate().papers[0].payload)
    assert isinstance(document, dict)
    assert GROUNDS.note not in str(document)
