"""Contracts to test with: recorded, confirmed, corrected through the service."""

from typing import Any

from factories.accounts import UserFactory, actor
from factories.patents import patent_number

from registry import clock
from registry.accounts.models import User
from registry.contracts import service
from registry.contracts.models import TechnologyContract
from registry.contracts.reading import read_contract
from registry.extensions import db
from registry.transaction import unit_of_work


def typed(other: User, **changes: str) -> dict[str, str]:
    """A licence to another enterprise, as its licensor fills it in."""
    assert other.enterprise is not None
    numbers = f"ZL{patent_number(1)}, CN{patent_number(2)}"
    return {
        "kind": "plain_licence",
        "side": "grantor",
        "others": f"{other.enterprise.name}，{other.enterprise.credit_code}",
        "partners": "",
        "patents": numbers,
        "amount": "1234567.50",
        "signed_on": "2025-06-30",
        "record_number": "2025370000001",
    } | changes


def recorded(user: User, fields: dict[str, str], **more: Any) -> TechnologyContract:
    """A record that waits."""
    assert user.enterprise is not None
    with unit_of_work():
        given = read_contract(fields, user.enterprise, clock.today())
        made = service.record(actor(user), given, **more)
    return db.session.get_one(TechnologyContract, made.id)


def decided(contract: TechnologyContract, act: Any, *words: str) -> TechnologyContract:
    """The contract after a reviewer's act."""
    reviewer = UserFactory(reviewer=True)
    with unit_of_work():
        act(actor(reviewer), db.session.get_one(TechnologyContract, contract.id), *words)
    return db.session.get_one(TechnologyContract, contract.id)
