"""Two registries that differ only in what enterprise B has not published give A the same answers,
byte for byte, on every address that can be looked at."""

import re
import secrets
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from factories import ApplicationFactory, EnterpriseFactory, UserFactory
from factories.accounts import role_row
from factories.applications import application_input
from factories.contracts import recorded, typed
from factories.patents import PatentFactory
from flask import Flask
from prepared import Prepared

from registry.accounts.models import User
from registry.extensions import db
from registry.permissions import Role

STATES = ("draft", "submitted", "registered", "certified")
# New at every sight, and of nobody's data: against forgery, for a new key, a new app.
_RANDOM = re.compile(
    rb'/account/sessions/[0-9a-f]{16}/end|(csrf_token|idempotency_key)" value="[^"]*"|data-options="[^"]*"'
)
FRESH_SECRETS = {"factors.authenticator"}
FILES = {"static", "bootstrap.static"}
# They count requests and sessions of everybody, and are for the operator's machines.
FOR_MACHINES = {"operations.metrics", "operations.readyz"}
LEFT_OUT = FRESH_SECRETS | FILES | FOR_MACHINES
B_PUBLIC = {"product_name": "示例乙产品", "output_value": 5_000_000_00, "shows_output_value": False}


@pytest.fixture(autouse=True)
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


def play(monkeypatch: pytest.MonkeyPatch, prepared: Prepared, other: dict[str, Any]) -> User:
    """A world from its beginning: A's part first, then B's as told; names are not by chance."""
    db.session.remove()
    prepared.restore()
    for factory in (UserFactory, EnterpriseFactory, PatentFactory):
        factory.reset_sequence(0)
    numbers = count(1)
    monkeypatch.setattr(secrets, "token_hex", lambda size=32: f"{next(numbers):0{2 * size}x}")
    everything = [role_row(Role.APPLICANT), role_row(Role.ENTERPRISE_ADMINISTRATOR)]
    a, b, c = UserFactory(roles=everything), UserFactory(), UserFactory()
    for state in STATES:
        given = application_input(product_name=f"示例甲{state}", model=state)
        ApplicationFactory(reach=state, applicant=a, given=given)
    published = application_input(**B_PUBLIC, model="public")
    ApplicationFactory(reach="registered", applicant=b, given=published)
    for number, (state, amount) in enumerate(other["applications"]):
        given = application_input(
            product_name=f"{other['name']}{number}",
            model=f"B-{number}",
            output_value=amount,
            sales_revenue=amount,
            export_value=0,
            profit=amount // 10,
        )
        ApplicationFactory(reach=state, applicant=b, given=given)
    for amount in other["contracts"]:
        recorded(b, typed(c, amount=amount))
    return a


ONE: dict[str, Any] = {
    "name": "示例机密",
    "applications": [("draft", 1_000_00)],
    "contracts": [],
}
OTHER: dict[str, Any] = {
    "name": "示例绝密",
    "applications": [
        ("submitted", 9_900_000_000_00),
        ("returned", 7_000_000_00),
        ("rejected", 77_000_00),
        ("draft", 3_00),
    ],
    "contracts": ["98765432.10", "1.00"],
}


def addresses(app: Flask) -> Iterator[str]:
    """Everything that can be looked at, for A's things, B's published ones, and none."""
    known = [f"{number:016x}" for number in range(1, 13)]
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda each: (each.rule, each.endpoint)):
            if "GET" not in (rule.methods or ()) or rule.endpoint in LEFT_OUT:
                continue
            places = sorted(rule.arguments)
            if "public_id" in places:
                choices = [
                    {name: _other(name) for name in places} | {"public_id": it} for it in known
                ]
            elif "number" in places:
                choices = [
                    {name: _other(name) for name in places} | {"number": it}
                    for it in ("BA2025000001K", "PIP2025000001K", "unknown")
                ]
            else:
                choices = [{name: _other(name) for name in places}]
            for values in choices:
                _, address = rule.build(values) or ("", "")
                yield address


def _other(name: str) -> str:
    words = {"filename": "theme.css", "office": "CN", "action": "revoke", "proposal_id": "1"}
    words |= {"year": "2025", "user_id": "1", "target_id": "1"}
    return words.get(name, "unknown")


def answers(app: Flask, browser: Any) -> dict[str, tuple[int, bytes]]:
    found = {}
    for address in addresses(app):
        answer = browser.get(address)
        found[address] = (answer.status_code, _RANDOM.sub(b"", answer.data))
    return found


def test_what_b_has_not_published_changes_no_byte_of_what_a_and_the_public_see(
    app, prepared, sign_in, monkeypatch
):
    seen = []
    for other in (ONE, OTHER):
        a = play(monkeypatch, prepared, other)
        seen.append((answers(app, sign_in(a)), answers(app, app.test_client())))
    for first, second in zip(*seen, strict=True):
        different = [address for address in first if first[address] != second[address]]
        assert different == []
    of_a = seen[0][0]
    assert sum(status == 200 for status, _ in of_a.values()) > 25
    assert any("示例甲draft".encode() in body for _, body in of_a.values())


def test_a_page_that_told_of_b_would_be_noticed(app, prepared, sign_in, monkeypatch):
    seen = []
    for other in (ONE, OTHER):
        play(monkeypatch, prepared, other)
        reviewer = UserFactory(reviewer=True)
        seen.append(sign_in(reviewer).get("/reviews/").data)
    assert seen[0] != seen[1]
