"""Contracts: what can be recorded and decided, by whom, and what counts."""

import random
from datetime import date, timedelta

import pytest
from factories.contracts import decided, recorded, typed
from factories import UserFactory, actor, patent_number
from factories.accounts import role_row
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from registry import clock
from registry.accounts.models import User
from registry.audit import AuditEntry
from registry.contracts import ledger, service
from registry.contracts.forms import FIELDS
from registry.contracts.models import TechnologyContract
from registry.contracts.reading import read_contract
from registry.contracts.workflow import CONTRACT_TRANSITIONS, ContractStatus
from registry.enterprises.models import Enterprise
from registry.errors import BadInput, Conflict, Refused
from registry.extensions import db
from registry.integrity.invariants import contracts as invariant
from registry.permissions import Role
from registry.transaction import unit_of_work

LAST = date(9999, 12, 31)


@pytest.fixture
def licensor(app: Flask) -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def licensee(app: Flask) -> User:
    user: User = UserFactory()
    return user


def total(year: int = 2025, as_of: date = LAST) -> int:
    return sum(each.amount for each in ledger.counted(year, as_of))


def test_a_recorded_contract_counts_once_it_is_confirmed(licensor, licensee):
    contract = recorded(licensor, typed(licensee))
    assert (contract.status, total()) == (ContractStatus.WAITING, 0)
    contract = decided(contract, service.confirm)
    (counted,) = ledger.counted(2025, clock.today())
    assert (counted.amount, counted.contracts, counted.region_code) == (123456750, 1, "370100")
    assert ledger.counted(2025, clock.today() - timedelta(days=1)) == ()
    assert [(p.side.value, p.enterprise_id) for p in contract.parties] == [
        ("grantor", licensor.enterprise_id),
        ("grantee", licensee.enterprise_id),
    ]
    assert [p.number for p in contract.patents] == [patent_number(1), patent_number(2)]


def test_each_act_has_its_entry_in_the_trail(licensor, licensee):
    contract = decided(recorded(licensor, typed(licensee)), service.confirm)
    decided(contract, service.cancel, "合同已解除")
    entries = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == "technology_contract")
        .order_by(AuditEntry.id)
    ).all()
    assert [each.verb for each in entries] == ["record", "confirm", "cancel"]
    assert entries[0].details["amount"] == 123456750
    assert entries[2].details["reason"] == "合同已解除"


def test_the_record_of_the_other_party_is_found_and_counted_once(licensor, licensee):
    first = decided(recorded(licensor, typed(licensee)), service.confirm)
    assert licensor.enterprise is not None
    numbers = f"{patent_number(2)}\n{patent_number(1)}"
    again = typed(licensee, side="grantee", others=licensor.enterprise.credit_code, patents=numbers)
    second = recorded(licensee, again)
    assert second.identity == first.identity
    with pytest.raises(Conflict, match="match"):
        decided(second, service.confirm)
    second = decided(db.session.get_one(TechnologyContract, second.id), service.match)
    assert (second.status, second.same_as_id) == (ContractStatus.MATCHED, first.id)
    assert total() == first.amount


def test_the_database_itself_counts_a_contract_once(licensor, licensee):
    first = decided(recorded(licensor, typed(licensee)), service.confirm)
    second = recorded(licensor, typed(licensee))
    made = "UPDATE technology_contract SET status = 'confirmed', decided_at = recorded_at,"
    made += " decided_by_id = :by WHERE id = :id"
    with pytest.raises(DatabaseError, match=r"(?i)unique"), unit_of_work():
        db.session.execute(text(made), {"id": second.id, "by": first.decided_by_id})


def test_nothing_can_be_matched_that_is_not_the_same(licensor, licensee):
    decided(recorded(licensor, typed(licensee)), service.confirm)
    with pytest.raises(Conflict, match="is the same"):
        decided(recorded(licensor, typed(licensee, amount="1")), service.match)


def test_a_correction_takes_the_place_of_what_it_corrects(licensor, licensee):
    with clock.at(date(2025, 7, 1)):
        first = decided(recorded(licensor, typed(licensee)), service.confirm)
    correction = recorded(licensor, typed(licensee, amount="2000000"), replaces=first)
    assert total() == 123456750
    with pytest.raises(Conflict, match="waits"):
        recorded(licensor, typed(licensee, amount="3"), replaces=first)
    correction = decided(correction, service.confirm)
    assert total() == 200000000
    # What was known on an earlier day stays as it was.
    assert total(as_of=date(2025, 7, 31)) == 123456750
    replaced = db.session.get_one(TechnologyContract, first.id)
    assert replaced.status is ContractStatus.REPLACED


def test_a_correction_that_says_the_same_but_for_its_record_number_is_possible(licensor, licensee):
    first = decided(recorded(licensor, typed(licensee)), service.confirm)
    correction = recorded(licensor, typed(licensee, record_number="another"), replaces=first)
    assert decided(correction, service.confirm).status is ContractStatus.CONFIRMED
    assert total() == first.amount


def test_a_refused_correction_leaves_what_is_confirmed(licensor, licensee):
    first = decided(recorded(licensor, typed(licensee)), service.confirm)
    correction = recorded(licensor, typed(licensee, amount="5"), replaces=first)
    decided(correction, service.refuse, "金额与合同不符")
    assert total() == first.amount


def test_a_cancelled_contract_counts_no_longer(licensor, licensee):
    contract = decided(recorded(licensor, typed(licensee)), service.confirm)
    decided(contract, service.cancel, "合同已解除")
    assert total() == 0
    assert ledger.counted(2025, LAST) == ()


def test_only_a_waiting_record_can_be_withdrawn_and_only_by_who_recorded_it(licensor, licensee):
    contract = recorded(licensor, typed(licensee))
    with pytest.raises(Refused, match="recorded"), unit_of_work():
        service.withdraw(actor(licensee), db.session.get_one(TechnologyContract, contract.id))
    with unit_of_work():
        service.withdraw(actor(licensor), db.session.get_one(TechnologyContract, contract.id))
    with pytest.raises(Conflict, match="withdrawn"):
        decided(db.session.get_one(TechnologyContract, contract.id), service.confirm)


@pytest.mark.parametrize("side", ["licensor", "licensee"])
def test_nobody_decides_on_a_contract_of_their_own_enterprise(licensor, licensee, side):
    contract = recorded(licensor, typed(licensee))
    party = {"licensor": licensor, "licensee": licensee}[side]
    insider = UserFactory(
        enterprise=party.enterprise, roles=[role_row(Role.APPLICANT), role_row(Role.REVIEWER)]
    )
    with pytest.raises(Refused, match="own enterprise"), unit_of_work():
        service.confirm(actor(insider), db.session.get_one(TechnologyContract, contract.id))


def test_an_applicant_decides_nothing_and_a_stranger_records_nothing(licensor, licensee):
    contract = recorded(licensor, typed(licensee))
    stranger = UserFactory()
    with pytest.raises(Refused, match="permission"), unit_of_work():
        service.confirm(actor(stranger), db.session.get_one(TechnologyContract, contract.id))
    with unit_of_work(), pytest.raises(Refused, match="one of its parties"):
        said = read_contract(typed(licensee), licensor.enterprise, clock.today())
        service.record(actor(stranger), said)


def test_a_reason_is_needed_to_refuse_and_to_cancel(licensor, licensee):
    contract = recorded(licensor, typed(licensee))
    with pytest.raises(BadInput) as refused:
        decided(contract, service.refuse, "  ")
    assert [each.field for each in refused.value.problems] == ["reason"]


def test_of_two_who_decide_at_once_the_second_is_told_so(licensor, licensee):
    contract = recorded(licensor, typed(licensee))
    reviewer = actor(UserFactory(reviewer=True))
    with pytest.raises(Conflict, match="meanwhile"), unit_of_work():
        seen = db.session.get_one(TechnologyContract, contract.id)
        # As if another process had decided after this one had read.
        made = "UPDATE technology_contract SET version = version + 1 WHERE id = :id"
        db.session.execute(text(made), {"id": seen.id})
        service.confirm(reviewer, seen)


def test_the_ledger_of_contracts_can_only_be_added_to(licensor, licensee):
    decided(recorded(licensor, typed(licensee)), service.confirm)
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work():
        db.session.execute(text("UPDATE contract_ledger SET amount = 1"))


def test_every_action_but_recording_is_in_the_table():
    missing = set(service.ContractAction) - set(CONTRACT_TRANSITIONS)
    assert missing == {service.ContractAction.RECORD}


ACTS = ("confirm", "refuse", "withdraw", "cancel", "correct", "wait")


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_totals_of_random_histories_equal_what_is_counted_by_hand(seed, licensor, licensee):
    chance, standing = random.Random(seed), dict[int, int]()
    days = sorted(date(2025, 7, 1) + timedelta(days=chance.randrange(30)) for _ in range(4))
    # What earlier examples have left in the same database.
    before = {day: total(as_of=day) for day in [*days, LAST]}
    by_hand = {}
    for day in days:
        with clock.at(day):
            _happen(chance, licensor, licensee, standing)
        by_hand[day] = before[day] + sum(standing.values())
    assert {day: total(as_of=day) for day in days} == by_hand
    assert total() == before[LAST] + sum(standing.values())


def _happen(chance, licensor, licensee, standing) -> None:
    """One thing that happens to contracts; ``standing`` is what counts by hand: id → amount."""
    fen = chance.randrange(0, 10**14)
    fields = typed(licensee, amount=f"{fen // 100}.{fen % 100:02d}")
    act = chance.choice(ACTS)
    if act in ("cancel", "correct") and standing:
        chosen = chance.choice(sorted(standing))
        old = db.session.get_one(TechnologyContract, chosen)
        del standing[chosen]
        if act == "cancel":
            decided(old, service.cancel, "示例原因")
            return
        made = decided(recorded(licensor, fields, replaces=old), service.confirm)
        standing[made.id] = fen
        return
    contract = recorded(licensor, fields)
    if act == "withdraw":
        with unit_of_work():
            service.withdraw(actor(licensor), db.session.get_one(TechnologyContract, contract.id))
    elif act == "refuse":
        decided(contract, service.refuse, "示例原因")
    elif act == "confirm":
        standing[decided(contract, service.confirm).id] = fen


def other_problems(own: Enterprise, fields: dict[str, str]) -> set[str]:
    with pytest.raises(BadInput) as refused:
        read_contract(fields, own, clock.today())
    return {each.field for each in refused.value.problems}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "pledge"),
        ("side", ""),
        ("side", "both"),
        ("others", ""),
        ("others", "示例公司，91370100MAEX000000"),
        ("others", "91370100MA3C00000A"),
        ("others", "示例\u200b公司"),
        ("others", "长" * 230),
        ("others", "\n".join(f"公司{n}" for n in range(21))),
        ("partners", "示例公司，91370100MAEX00000O"),
        ("patents", ""),
        ("patents", "no number"),
        ("patents", "ZL202110123456.0"),
        ("patents", "CN112990638A"),
        ("patents", "x" * 20_001),
        ("amount", ""),
        ("amount", "-1"),
        ("amount", "１２３"),
        ("amount", "1.005"),
        ("amount", "1e9"),
        ("amount", "NaN"),
        ("signed_on", ""),
        ("signed_on", "2025-02-30"),
        ("signed_on", "30.6.2025"),
        ("signed_on", "2999-01-01"),
        ("signed_on", "1985-03-31"),
        ("record_number", "9" * 101),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(licensor, licensee, field, value):
    assert licensor.enterprise is not None
    assert other_problems(licensor.enterprise, typed(licensee, **{field: value})) == {field}


def test_a_party_cannot_be_named_twice_and_not_ourselves(licensor, licensee):
    own = licensor.enterprise
    assert own is not None
    assert other_problems(own, typed(licensee, others=own.credit_code)) == {"others"}
    twice = typed(licensee)["others"]
    assert other_problems(own, typed(licensee, partners=twice)) == {"others"}


def test_all_problems_are_told_at_once(licensor, licensee):
    own = licensor.enterprise
    assert own is not None
    fields = dict.fromkeys(typed(licensee), "")
    expected = {"kind", "side", "others", "patents", "amount", "signed_on"}
    assert other_problems(own, fields) == expected


def test_an_outside_party_may_have_no_credit_code(licensor, licensee):
    contract = recorded(licensor, typed(licensee, others="Example Incorporated"))
    assert [p.credit_code for p in contract.parties][1] == ""
    assert contract.parties[1].enterprise_id is None


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.fixed_dictionaries(
        {
            name: st.one_of(st.text(max_size=60), st.sampled_from(["grantor", "transfer", "1"]))
            for name in FIELDS
        }
    )
)
def test_whatever_is_typed_is_a_contract_or_says_which_fields_are_wrong(licensor, fields):
    try:
        read_contract(fields, licensor.enterprise, clock.today())
    except BadInput as error:
        assert {each.field for each in error.problems} <= set(fields)
        assert all(each.text() for each in error.problems)


def test_the_independent_check_knows_the_same_moves():
    told = {action.value: (row.source, row.target) for action, row in CONTRACT_TRANSITIONS.items()}
    assert told == invariant.MOVES
