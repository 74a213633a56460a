"""Identity × address × method × state × owner: every combination, sent."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from factories import ApplicationFactory, UserFactory
from factories.accounts import role_row
from factories.applications import application_input
from flask import Flask
from snapshots import contents
from werkzeug.routing import Rule

from registry.accounts.models import User
from registry.accounts.service import actor_of
from registry.certification.queries import of_application
from registry.permissions import ANONYMOUS, Actor, Permission, Role, access_table

STATES = ("draft", "submitted", "returned", "registered", "public_notice", "certified")
METHODS = ("GET", "POST", "DELETE")
# What these do to who asks, they do to the questions that follow.
LEFT_OUT = {"sign_in.out", "sign_in.first", "account.end_others"}
# Their places are filled with what belongs to nobody: other tests look at them.
_OTHERS = {
    "action": "revoke",
    "outcome": "confirmed",
    "proposal_id": "0",
    "year": "2025",
    "user_id": "0",
    "target_id": "0",
    "office": "CN",
    "filename": "theme.css",
}
# Whatever these send, nothing of the register changes.
OUTSIDERS = {"nobody", "another enterprise", "who has no role", "who was let go"}
REGISTER = ("application", "patent_link", "certificate", "certificate_event", "decision")
STAFF = (Permission.READ_APPLICATIONS, Permission.EXAMINE, Permission.CERTIFY)


@dataclass(frozen=True)
class Thing:
    """An application, or the certificate of one: its state, and what names it in an address."""

    state: str
    public_id: str
    registration: str
    certificate: str


@dataclass(frozen=True)
class Question:
    """One request, with what the tables say of it."""

    endpoint: str
    address: str
    method: str
    known: bool
    first: bool
    permission: Permission
    owned: bool


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def things(app: Flask, owner: User, monkeypatch: pytest.MonkeyPatch) -> list[Thing]:
    """One application of the owner's in each state; papers take long, and none is looked at."""
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")
    made = []
    for state in STATES:
        given = application_input(product_name=f"示例{state}", model=state)
        it = ApplicationFactory(reach=state, applicant=owner, given=given)
        certificate = of_application(it.id)
        number = certificate.number if certificate else "unknown"
        made.append(Thing(state, it.public_id, it.registration_number or "unknown", number))
    return made


@pytest.fixture
def people(owner: User) -> dict[str, User | None]:
    """Everybody who may stand before the door; who is of the owning enterprise says so."""
    both = [role_row(Role.APPLICANT), role_row(Role.REVIEWER)]
    return {
        "nobody": None,
        "the owner": owner,
        "a colleague of the owner": UserFactory(enterprise=owner.enterprise),
        "a reader of the enterprise": UserFactory(reader=True, enterprise=owner.enterprise),
        "an administrator of the enterprise": UserFactory(
            administrator=True, enterprise=owner.enterprise
        ),
        "another enterprise": UserFactory(),
        "a reviewer": UserFactory(reviewer=True),
        "a reviewer of the enterprise": UserFactory(enterprise=owner.enterprise, roles=both),
        "a statistician": UserFactory(statistician=True),
        "an operator": UserFactory(operator=True),
        "who has no role": UserFactory(enterprise=None, roles=[]),
        "who was let go": UserFactory(reviewer=True, active=False),
    }


def questions(app: Flask, things: list[Thing]) -> Iterator[Question]:
    """Every address in every state, by every method; a wrong method once for each address."""
    needed = access_table(app)
    by_rule: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        by_rule.setdefault(rule.rule, set()).update(rule.methods or ())
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint in LEFT_OUT:
                continue
            own_methods = (rule.methods or set()) - {"OPTIONS"}
            for number, (address, owned) in enumerate(_filled(rule, things)):
                for method in METHODS:
                    known = method in own_methods
                    if known or (number == 0 and method not in by_rule[rule.rule]):
                        permission = needed[rule.endpoint]
                        yield Question(
                            rule.endpoint, address, method, known, number == 0, permission, owned
                        )


def _filled(rule: Rule, things: list[Thing]) -> Iterator[tuple[str, bool]]:
    """The address for each thing, or the one address; and whether it names somebody's thing."""
    seen = set()
    for thing in things:
        values: dict[str, Any] = {name: _OTHERS.get(name, "unknown") for name in rule.arguments}
        if "public_id" in values:
            values["public_id"] = thing.public_id
        if "number" in values:
            registered = rule.rule.startswith(("/register/", "/notices/"))
            values["number"] = thing.registration if registered else thing.certificate
        _, address = rule.build(values) or ("", "")
        if address not in seen:
            seen.add(address)
            owned = "public_id" in values and rule.rule.startswith("/applications/")
            yield address, owned


def answer_expected(who: str, actor: Actor, question: Question) -> set[str]:
    """What the tables allow as an answer, in words."""
    if not question.known:
        # Another address of the same form may know the method.
        return {"no such method", "not there", "refused"}
    if not actor.may(question.permission):
        return {"refused"}
    if question.owned:
        of_owner = who == "the owner" or who.endswith((" of the owner", " of the enterprise"))
        staff = any(actor.may(each) for each in STAFF)
        if not of_owner and not staff:
            return {"not there"}
    if question.permission is Permission.PUBLIC:
        return {"answered", "not there", "not now"}
    return {"answered", "not there", "not now", "refused"}


def _is_asked(who: str, actor: Actor, question: Question) -> bool:
    """Who has not the permission is refused before the state is looked at: once is enough. Which
    methods there are, and what is public, hardly depends on who asks."""
    if not question.known:
        return who == "nobody"
    if question.permission is Permission.PUBLIC:
        return who in ("nobody", "the owner", "a reviewer")
    return question.first or actor.may(question.permission)


def said(status: int) -> str:
    """The answer in words; anything unforeseen as its number."""
    words = {401: "refused", 403: "refused", 404: "not there", 405: "no such method"}
    if status in (200, 302, 303, 304):
        return "answered"
    return words.get(status, "not now" if status in (400, 409, 415, 422, 503) else str(status))


def test_every_identity_gets_from_every_address_in_every_state_what_the_tables_say(
    app, things, people, sign_in
):
    asked = list(questions(app, things))
    counted: Counter[str] = Counter()
    wrong = []
    for who, user in people.items():
        actor = actor_of(user) if user is not None and user.active else ANONYMOUS
        browser = sign_in(user) if user else app.test_client()
        before = contents(*REGISTER)
        for question in asked:
            if not _is_asked(who, actor, question):
                continue
            answer = browser.open(
                question.address,
                method=question.method,
                headers={"Accept": "application/json"},
            )
            counted[said(answer.status_code)] += 1
            if said(answer.status_code) not in answer_expected(who, actor, question):
                wrong.append(f"{who}: {question.method} {question.address}: {answer.status}")
        assert who not in OUTSIDERS or contents(*REGISTER) == before, who
    assert wrong == []
    assert counted.total() > 1000 and set(counted) <= {
        "answered", "refused", "not there", "not now", "no such method",
    }  # fmt: skip


def test_the_owner_reads_what_another_cannot_find(app, things, people, sign_in):
    owner, other = sign_in(people["the owner"]), sign_in(people["another enterprise"])
    for thing in things:
        assert owner.get(f"/applications/{thing.public_id}").status_code == 200
        assert other.get(f"/applications/{thing.public_id}").status_code == 404


def test_no_address_that_all_may_open_counts_its_things_through(app):
    needed = access_table(app)
    staff_only = {
        Permission.READ_APPLICATIONS,
        Permission.MAINTAIN_CERTIFICATES,
        Permission.MANAGE_ACCOUNTS,
        Permission.SET_PROGRAMME,
    }
    for rule in app.url_map.iter_rules():
        if "<int:" in rule.rule:
            assert needed[rule.endpoint] in staff_only, rule.rule
