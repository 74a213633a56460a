"""Every address: who gets in, who does not, and that looking changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import application_input
from factories.contracts import decided, recorded, typed
from factories.documents import document_of, pdf
from flask import Flask
from flask.testing import FlaskClient
from snapshots import contents
from sqlalchemy import event, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from registry import clock
from registry.accounts.invitations import invite
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.applications.ledger import AMOUNTS
from registry.applications.objections import AnswerKind, Ground
from registry.certification.proposals import propose
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction
from registry.contracts import service as contracts
from registry.extensions import db
from registry.messages.models import Message
from registry.corrections.service import ask
from registry.objections.reading import ObjectionInput
from registry.objections.service import answer, receive
from registry.permissions import ANONYMOUS, GRANTS, Permission, Role, access_table
from registry.programme.models import Target
from registry.statistics.releases import service as releases
from registry.statistics.releases.content import ReleaseStatus
from registry.statistics.releases.queries import of_id
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
REACHES = ("draft", "submitted", "returned", "registered", "public_notice", "certified")
FILES = {
    "static": "theme.css",
    "bootstrap.static": "css/bootstrap.min.css",
}
# What a statement may begin with in a request that only looks.
READING = ("SELECT", "WITH", "BEGIN", "PRAGMA", "SHOW")


@dataclass(frozen=True)
class World:
    """Applications in every status, the people around them, and what fills the addresses."""

    people: dict[Role, User]
    public_ids: list[str]
    registration_number: str
    certificate_number: str
    proposal_id: int
    patent_number: str
    release_number: str
    user_id: int
    target_id: int
    token: str
    notice_number: str
    document_id: str

    def values(self, rule: Rule) -> Iterator[dict[str, Any]]:
        """Every filling of an address's places; KeyError for a place that is not known here."""
        known: dict[str, list[str]] = {
            "public_id": [*self.public_ids, "0" * 16],
            "number": self._numbers(rule),
            "document": [self.document_id, "unknown"],
            "action": ["suspend", "reinstate", "revoke"],
            "proposal_id": [str(self.proposal_id), "0"],
            "year": ["2025", "1999"],
            "user_id": [str(self.user_id), "0"],
            "colleague": [self.people[Role.APPLICANT].public_id, "unknown"],
            "target_id": [str(self.target_id), "0"],
            "token": [self.token, "unknown"],
            "outcome": ["confirmed", "declined", "withdrawn"],
            "office": ["CN"],
            "filename": [FILES.get(rule.endpoint, "")],
            **{"form": ["csv"], "chart": ["target-path"], "picture": ["svg"]},
        }
        names = sorted(rule.arguments)
        for values in product(*(known[name] for name in names)):
            yield dict(zip(names, values, strict=True))

    def _numbers(self, rule: Rule) -> list[str]:
        if rule.rule.startswith("/patents/"):
            return [self.patent_number, "unknown"]
        if rule.rule.startswith("/open-data/"):
            return [self.release_number, "unknown"]
        if rule.rule.startswith("/notices/"):
            return [self.notice_number, "unknown"]
        registered = rule.rule.startswith("/register/")
        return [self.registration_number if registered else self.certificate_number, "unknown"]


@pytest.fixture
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers take long, and who may look does not depend on them: of no design, no paper."""
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


@pytest.fixture
def world(app: Flask) -> World:
    applicant = UserFactory()
    made = [
        ApplicationFactory(reach=reach, applicant=applicant, given=named(reach))
        for reach in REACHES
    ]
    certified = made[-1]
    certificate = of_application(certified.id)
    assert certificate is not None and certified.registration_number is not None
    grounds = ("patent_standing", "示例原因", certificate.valid_from)
    with clock.at(certificate.valid_from), unit_of_work():
        proposal = propose(SYSTEM, certificate, CertificateAction.SUSPEND, *grounds)
    contract = decided(recorded(applicant, typed(UserFactory())), contracts.confirm)
    patent = certified.links[0].patent
    assert patent is not None
    return World(
        {
            Role.APPLICANT: applicant,
            Role.ENTERPRISE_READER: UserFactory(reader=True, enterprise=applicant.enterprise),
            Role.ENTERPRISE_ADMINISTRATOR: UserFactory(
                administrator=True, enterprise=applicant.enterprise
            ),
            Role.REVIEWER: UserFactory(reviewer=True),
            Role.STATISTICIAN: UserFactory(statistician=True),
            Role.OPERATOR: UserFactory(operator=True),
        },
        [
            *(each.public_id for each in made),
            contract.public_id,
            _message_to(applicant),
            _objection_to(made[-2]),
            _correction_of(applicant, certified),
        ],
        certified.registration_number,
        certificate.number,
        proposal.id,
        patent.number,
        released(),
        applicant.id,
        db.session.scalars(select(Target.id)).all()[0],
        invitation(applicant),
        made[-2].registration_number or "",
        document_of(made[0], applicant, pdf()).public_id,
    )


def invitation(user: User) -> str:
    """A link that lets a person choose a password, good on the days on which pages are looked at."""
    with clock.at(date(2025, 9, 11)), unit_of_work():
        return invite(SYSTEM, user)


def _message_to(user: User) -> str:
    return db.session.scalars(select(Message.public_id).where(Message.user_id == user.id)).all()[0]


def _objection_to(application: Application) -> str:
    given = ObjectionInput("示例异议人", "示例", Ground.OTHER, "示例", clock.today())
    with unit_of_work():
        found = db.session.get_one(Application, application.id)
        kept = receive(ANONYMOUS, found, given)
        # Answered, so that the application can still be certified.
        answer(actor(UserFactory(reviewer=True)), kept, AnswerKind.DISMISSED, "示例")
        return kept.public_id


def _correction_of(applicant: User, application: Application) -> str:
    """A correction that waits: less was produced than was declared."""
    found = db.session.get_one(Application, application.id)
    amounts = {name: int(getattr(found, name)) // 2 for name in AMOUNTS}
    with unit_of_work():
        return ask(actor(applicant), found, amounts, "示例更正").public_id


def released() -> str:
    """The number of a release of what has been counted until then."""
    by = [actor(UserFactory(statistician=True)) for _ in range(2)]
    with clock.at(date(2025, 9, 10)), unit_of_work():
        status = ReleaseStatus.PROVISIONAL
        key = releases.prepare(by[0], "示例发布", 2024, date(2025, 9, 9), status).id
    with clock.at(date(2025, 9, 10)), unit_of_work():
        return releases.publish(by[1], of_id(key)).number


def named(word: str) -> Any:
    return application_input(product_name=f"示例{word}", model=word)


def addresses(app: Flask, world: World, method: str) -> Iterator[tuple[str, str]]:
    """Endpoint and address of everything that answers to a method."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()):
                for values in world.values(rule):
                    _, built = rule.build(values) or ("", "")
                    yield rule.endpoint, built


def kept_out(response: TestResponse) -> bool:
    """Whether somebody was refused or sent to sign in."""
    to_sign_in = response.status_code == 302 and "/login" in response.location
    return to_sign_in or response.status_code in (401, 403)


@pytest.mark.usefixtures("no_papers")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_gets_in_unless_the_address_is_public(
    app: Flask, world: World, client: FlaskClient, method: str
) -> None:
    needed = access_table(app)
    for endpoint, address in addresses(app, world, method):
        answered = client.open(address, method=method)
        public = needed[endpoint] is Permission.PUBLIC
        assert kept_out(answered) is not public, f"{method} {address}: {answered.status}"
        assert answered.status_code < 500, f"{method} {address}: {answered.status}"


@pytest.mark.usefixtures("no_papers")
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_role_is_refused_wherever_it_lacks_the_permission(
    app: Flask, world: World, sign_in: SignIn, role: Role, method: str
) -> None:
    needed, browser = access_table(app), sign_in(world.people[role])
    for endpoint, address in addresses(app, world, method):
        if needed[endpoint] not in GRANTS[role]:
            answered = browser.open(address, method=method)
            assert answered.status_code == 403, f"{method} {address}: {answered.status}"


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that reaches the database meanwhile and is not for reading."""
    said: list[str] = []

    def listen(*given: Any) -> None:
        if not str(given[2]).lstrip().upper().startswith(READING):
            said.append(str(given[2]))
        if "FOR UPDATE" in str(given[2]) or "IMMEDIATE" in str(given[2]):
            said.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


@pytest.mark.usefixtures("no_papers")
@pytest.mark.parametrize("role", [None, *Role])
def test_looking_at_any_address_changes_nothing_and_breaks_nothing(
    app: Flask, world: World, client: FlaskClient, sign_in: SignIn, role: Role | None
) -> None:
    browser = sign_in(world.people[role]) if role else client
    before = contents()
    with statements() as written:
        for _, address in addresses(app, world, "GET"):
            answered = browser.get(address)
            # 503 is an answer: this certificate's paper is not made yet.
            broken = answered.status_code >= 500 and answered.status_code != 503
            assert not broken, f"{address}: {answered.status}"
            assert written == [], address
    assert contents() == before


def test_a_view_that_writes_while_somebody_looks_is_noticed(app: Flask) -> None:
    user = UserFactory()
    with statements() as written:
        user.name = "changed"
        db.session.flush()
    assert [each.split()[0] for each in written] == ["UPDATE"]


def test_every_address_that_has_a_page_can_be_seen_by_somebody(
    app: Flask, world: World, client: FlaskClient, sign_in: SignIn
) -> None:
    seen = set()
    # Late enough for the notice to be over, early enough for the round to take filings.
    with clock.at(date(2025, 9, 12)):
        for browser in [client, *(sign_in(user) for user in world.people.values())]:
            for endpoint, address in addresses(app, world, "GET"):
                if browser.get(address).status_code in (200, 302):
                    seen.add(endpoint)
    looked_at = {
        rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert looked_at - seen == set()
