"""The ledger: what counts, in which stage, as known on which day."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from acts import revoke
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import GROUNDS, application_input
from flask import Flask
from sqlalchemy import select, text

from registry import clock
from registry.applications import ledger
from registry.applications.ledger import AMOUNTS, LedgerEntry, Stage
from registry.applications.models import Application
from registry.applications.service import withdraw
from registry.certification.queries import of_application
from registry.certification.service import reinstate, suspend
from registry.enterprises.models import Size
from registry.extensions import db
from registry.reviews import service as reviews
from registry.transaction import unit_of_work

OUTPUT = 12_000_000_00
FIRST_DAY = date(2025, 9, 1)


@pytest.fixture(autouse=True)
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers take long and have their own tests: of a design that is not there none is made."""
    monkeypatch.setattr("registry.certification.service.DESIGN", "not_there")


def entries() -> list[LedgerEntry]:
    return list(db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


def counted(as_of: date) -> dict[Stage, int]:
    """Output value by stage as known on a day, summed by hand."""
    known = [entry for entry in entries() if entry.on_day <= as_of]
    return {
        stage: sum(entry.output_value for entry in known if entry.stage is stage) for stage in Stage
    }


@pytest.fixture
def certified(app: Flask) -> Iterator[Application]:
    """Registered on the first of September 2025, certified on the eleventh."""
    yield ApplicationFactory(certified=True)


def test_a_draft_or_a_submitted_application_counts_nothing(app: Flask) -> None:
    for reach in ("draft", "submitted", "returned", "rejected", "withdrawn"):
        ApplicationFactory(reach=reach)
    assert entries() == []


def test_a_registered_product_counts_its_declared_amounts_in_its_breakdowns(app: Flask) -> None:
    it = ApplicationFactory(registered=True)
    (entry,) = entries()
    assert (entry.stage, entry.sign, entry.data_year) == (Stage.REGISTERED, 1, 2024)
    assert (entry.region_code, entry.class_code, entry.size) == ("370100", "0301", Size.SMALL)
    for amount in AMOUNTS:
        assert getattr(entry, amount) == getattr(it, amount), amount


def test_an_amount_that_was_not_declared_counts_as_nothing(app: Flask) -> None:
    it = ApplicationFactory(submitted=True, given=application_input(profit=None))
    with unit_of_work():
        reviews.register(actor(UserFactory(reviewer=True)), it, GROUNDS)
    assert entries()[0].profit == 0


def test_a_certified_product_counts_as_certified_and_no_longer_as_registered_only(
    certified: Application,
) -> None:
    certified_on = FIRST_DAY + timedelta(days=10)
    assert counted(FIRST_DAY) == {Stage.REGISTERED: OUTPUT, Stage.CERTIFIED: 0}
    before = certified_on - timedelta(days=1)
    assert counted(before) == {Stage.REGISTERED: OUTPUT, Stage.CERTIFIED: 0}
    assert counted(certified_on) == {Stage.REGISTERED: 0, Stage.CERTIFIED: OUTPUT}


def test_what_is_withdrawn_counts_no_longer_from_that_day_on(app: Flask) -> None:
    it = ApplicationFactory(under_notice=True)
    later = FIRST_DAY + timedelta(days=3)
    with clock.at(later), unit_of_work():
        applicant = it.enterprise_id
        withdraw(actor(UserFactory(enterprise=it.enterprise)), it)
        assert it.enterprise_id == applicant
    assert counted(later - timedelta(days=1))[Stage.REGISTERED] == OUTPUT
    assert counted(later) == {Stage.REGISTERED: 0, Stage.CERTIFIED: 0}


def test_a_suspended_certificate_counts_until_it_is_revoked(certified: Application) -> None:
    certificate = of_application(certified.id)
    assert certificate is not None
    reviewer = actor(UserFactory(reviewer=True))
    day = FIRST_DAY + timedelta(days=20)
    with clock.at(day), unit_of_work():
        suspend(reviewer, certificate, "示例原因")
        reinstate(reviewer, certificate, "示例原因")
    assert counted(day)[Stage.CERTIFIED] == OUTPUT


def test_a_backdated_revocation_counts_from_the_day_on_which_it_was_known(
    certified: Application,
) -> None:
    certificate = of_application(certified.id)
    assert certificate is not None
    effective, known = FIRST_DAY + timedelta(days=11), FIRST_DAY + timedelta(days=60)
    with clock.at(known), unit_of_work():
        revoke(actor(UserFactory(reviewer=True)), certificate, "示例原因", effective)
    assert counted(known - timedelta(days=1))[Stage.CERTIFIED] == OUTPUT
    assert counted(known) == {Stage.REGISTERED: OUTPUT, Stage.CERTIFIED: 0}
    last = entries()[-1]
    assert (last.effective_on, last.known_on, last.on_day) == (effective, known, known)


def test_an_enterprise_that_has_moved_takes_last_years_output_not_along(
    certified: Application,
) -> None:
    certificate = of_application(certified.id)
    assert certificate is not None
    reviewer = actor(UserFactory(reviewer=True))
    with clock.at(FIRST_DAY + timedelta(days=20)), unit_of_work():
        certified.enterprise.region_code, certified.enterprise.size = "370200", Size.LARGE
        revoke(reviewer, certificate, "示例原因", FIRST_DAY + timedelta(days=15))
    assert {(entry.region_code, entry.size) for entry in entries()} == {("370100", Size.SMALL)}


def test_the_entries_of_a_whole_life_sum_to_what_stands_last(certified: Application) -> None:
    certificate = of_application(certified.id)
    assert certificate is not None
    with clock.at(FIRST_DAY + timedelta(days=20)), unit_of_work():
        revoke(actor(UserFactory(reviewer=True)), certificate, "示例原因", certificate.valid_from)
    for amount in AMOUNTS:
        assert sum(getattr(entry, amount) for entry in entries()) == getattr(certified, amount)


@pytest.mark.parametrize("stage", Stage)
def test_what_does_not_stand_in_the_ledger_is_not_taken_back(app: Flask, stage: Stage) -> None:
    it = ApplicationFactory(submitted=True)
    with pytest.raises(LookupError, match="has nothing"), unit_of_work():
        ledger.take_back(it, stage, "test", clock.today())
    assert entries() == []


def test_nothing_is_taken_back_twice(app: Flask) -> None:
    it = ApplicationFactory(registered=True)
    with pytest.raises(LookupError), unit_of_work():
        ledger.take_back(it, Stage.REGISTERED, "test", clock.today())
        ledger.take_back(it, Stage.REGISTERED, "test", clock.today())
    assert len(entries()) == 1


def test_amounts_near_the_end_of_a_bigint_are_kept_to_the_fen(app: Flask) -> None:
    largest = 2**63 - 1
    given = application_input(output_value=largest, sales_revenue=largest)
    ApplicationFactory(registered=True, given=given)
    assert [entry.output_value for entry in entries()] == [largest]


def test_the_database_itself_refuses_any_sign_but_plus_and_minus(app: Flask) -> None:
    ApplicationFactory(registered=True)
    columns = [c.name for c in LedgerEntry.__table__.columns if c.name not in ("id", "sign")]
    listed = ", ".join(columns)
    copy = f"INSERT INTO ledger_entry ({listed}, sign) SELECT {listed}, 2 FROM ledger_entry"
    with pytest.raises(Exception, match="ck_ledger_entry_sign"), unit_of_work():
        db.session.execute(text(copy))
