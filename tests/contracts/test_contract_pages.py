"""The pages of the contracts: recorded, seen, decided in a browser."""

import pytest
from factories.contracts import decided, recorded, typed
from factories import UserFactory
from flask import Flask
from sqlalchemy import select
from watching import rows, statements

from registry.accounts.models import User
from registry.contracts import service
from registry.contracts.models import TechnologyContract
from registry.contracts.workflow import ContractStatus
from registry.extensions import db


@pytest.fixture
def licensor(app: Flask) -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def licensee(app: Flask) -> User:
    user: User = UserFactory()
    return user


def only() -> TechnologyContract:
    db.session.rollback()
    return db.session.scalars(select(TechnologyContract)).one()


def now(contract: TechnologyContract) -> TechnologyContract:
    db.session.rollback()
    return db.session.get_one(TechnologyContract, contract.id)


def test_a_contract_is_recorded_seen_and_confirmed(sign_in, licensor, licensee):
    browser, reviewer = sign_in(licensor), sign_in(UserFactory(reviewer=True))
    answer = browser.post("/contracts/new", data=typed(licensee))
    contract = only()
    assert answer.status_code == 303
    assert answer.location == f"/contracts/{contract.public_id}"
    page = browser.get(answer.location).text
    assert "1,234,567.50" in page and licensee.enterprise.name in page
    assert contract.public_id in reviewer.get("/contracts/work").text
    address = f"/contracts/{contract.public_id}/decide"
    assert "The same contract is confirmed" not in reviewer.get(address).text
    decision = {"decision": "confirm", "version": str(contract.version)}
    assert reviewer.post(address, data=decision).status_code == 303
    assert now(contract).status is ContractStatus.CONFIRMED
    assert "Confirmed" in browser.get("/contracts/").text


def test_what_was_typed_comes_back_with_its_problems_and_nothing_is_kept(
    sign_in, licensor, licensee
):
    browser, before = sign_in(licensor), rows()
    answer = browser.post("/contracts/new", data=typed(licensee, amount="１２３"))
    assert answer.status_code == 422
    assert "full-width" in answer.text and "2025370000001" in answer.text
    assert rows() == before


def test_a_correction_begins_with_what_is_confirmed(sign_in, licensor, licensee):
    contract = decided(recorded(licensor, typed(licensee)), service.confirm)
    browser = sign_in(licensor)
    page = browser.get(f"/contracts/{contract.public_id}/correct").text
    assert "1234567.50" in page and licensee.enterprise.credit_code in page
    fields = typed(licensee, amount="7.00")
    answer = browser.post(f"/contracts/{contract.public_id}/correct", data=fields)
    assert answer.status_code == 303
    assert "A correction waits" in browser.get(f"/contracts/{contract.public_id}").text


def test_the_reviewer_sees_that_the_other_party_recorded_the_same(sign_in, licensor, licensee):
    first = decided(recorded(licensor, typed(licensee)), service.confirm)
    code = licensor.enterprise.credit_code
    second = recorded(licensee, typed(licensee, side="grantee", others=code))
    reviewer = sign_in(UserFactory(reviewer=True))
    address = f"/contracts/{second.public_id}/decide"
    page = reviewer.get(address).text
    assert "The same contract is confirmed" in page and first.public_id in page
    wrong = reviewer.post(address, data={"decision": "confirm", "version": "1"})
    assert wrong.status_code == 409
    reviewer.post(address, data={"decision": "match", "version": "1"})
    assert now(second).status is ContractStatus.MATCHED


def test_records_that_are_alike_are_shown_to_the_reviewer(sign_in, licensor, licensee):
    first = recorded(licensor, typed(licensee))
    second = recorded(licensor, typed(licensee, amount="1"))
    page = sign_in(UserFactory(reviewer=True)).get(f"/contracts/{second.public_id}/decide").text
    assert first.public_id in page and "perhaps the same contract" in page


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"decision": "", "version": "1"}, 422),
        ({"decision": "burn", "version": "1"}, 422),
        ({"decision": "refuse", "version": "1", "reason": " "}, 422),
        ({"decision": "refuse", "version": "1", "reason": "x" * 4001}, 422),
        ({"decision": "confirm", "version": "7"}, 409),
        ({"decision": "cancel", "version": "1", "reason": "x"}, 409),
        ({"decision": "record", "version": "1"}, 409),
        ({}, 422),
    ],
)
def test_a_decision_that_cannot_be_taken_changes_nothing(sign_in, licensor, licensee, data, status):
    contract = recorded(licensor, typed(licensee))
    reviewer = sign_in(UserFactory(reviewer=True))
    before = rows()
    answer = reviewer.post(f"/contracts/{contract.public_id}/decide", data=data)
    assert (answer.status_code, rows()) == (status, before)


def test_others_see_nothing_of_a_contract(sign_in, licensor, licensee):
    contract = recorded(licensor, typed(licensee))
    for user in (UserFactory(), licensee):
        assert sign_in(user).get(f"/contracts/{contract.public_id}").status_code == 404
    statistician = sign_in(UserFactory(statistician=True))
    assert statistician.get(f"/contracts/{contract.public_id}").status_code == 404


def test_a_record_can_be_withdrawn(sign_in, licensor, licensee):
    contract = recorded(licensor, typed(licensee))
    sign_in(licensor).post(f"/contracts/{contract.public_id}/withdraw")
    assert now(contract).status is ContractStatus.WITHDRAWN


@pytest.mark.parametrize("query", ["status=burnt", "page=0", "page=x"])
def test_a_list_that_there_is_not_is_refused(sign_in, app, query):
    assert sign_in(UserFactory(reviewer=True)).get(f"/contracts/work?{query}").status_code == 422


def test_a_list_takes_as_many_queries_for_ten_contracts_as_for_one(sign_in, licensor, licensee):
    reviewer = sign_in(UserFactory(reviewer=True))
    recorded(licensor, typed(licensee))
    reviewer.get("/contracts/work")
    counts = []
    for more in (0, 9):
        for number in range(more):
            recorded(licensor, typed(licensee, amount=str(number)))
        with statements() as sent:
            assert reviewer.get("/contracts/work").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]
