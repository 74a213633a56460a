"""The plan's targets: output, contracts and the industrialisation rate, by hand and as shown."""

import csv
import io
from datetime import date, timedelta

import pytest
from factories import ApplicationFactory, EnterpriseFactory, PatentFactory, UserFactory, actor
from factories.applications import application_input
from factories.contracts import decided, recorded, typed
from factories.patents import StatusStatementFactory
from flask import Flask
from snapshots import contents

from registry import clock
from registry.applications.models import Basis
from registry.applications.service import LinkInput
from registry.certification.queries import of_application
from registry.certification.service import suspend
from registry.contracts import service
from registry.enterprises.models import Size
from registry.extensions import db
from registry.patents.status import PatentStatus
from registry.programme.queries import target
from registry.statistics.target_parts import months_later
from registry.statistics.targets import Contracts, Output, Targets, targets
from registry.transaction import unit_of_work


@pytest.fixture(autouse=True)
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers take long, and no figure depends on them."""
    for name in ("DESIGN", "NOTICE_DESIGN"):
        monkeypatch.setattr(f"registry.certification.service.{name}", "not_there")


def now() -> Targets:
    db.session.rollback()
    return targets(clock.today())


def declared(yuan: int):
    return application_input(output_value=yuan * 100)


def institution(**more):
    return EnterpriseFactory(size=Size.INSTITUTION, **more)


def test_of_an_empty_registry_everything_is_missing_and_no_rate_is_made_up(app: Flask):
    found = now()
    (output,), (signed,) = found.output, found.contracts
    assert (output.reached, output.missing) == (Output(0, 0, 0, 0, 0), 85_000_000_000_00)
    assert (signed.reached, signed.missing, signed.share) == (Contracts(), 50_000_000_000_00, "0.0")
    assert (found.rate.total.share, found.rate.institutions) == (None, 0)
    assert len(found.places) == 17  # the province itself and its 16 prefectures
    assert all(place.output == output.reached for place in found.places)


def test_the_contract_target_names_its_source(app: Flask):
    row = target("contract_value", "370000", 2025)
    assert row is not None and "500" in row.reference


def test_output_is_told_apart_by_how_far_it_has_come(app: Flask):
    ApplicationFactory(submitted=True, given=declared(1))
    ApplicationFactory(registered=True, given=declared(20))
    certified = ApplicationFactory(certified=True, given=declared(300))
    with clock.at(certified.certified_on):
        (point,) = now().output
        assert point.reached == Output(300_00, 20_00, 0, 0, 1_00)
        (jinan,) = [each for each in now().places if each.code == "370100"]
        assert jinan.output == point.reached


def test_a_certificate_that_ends_soon_lapses_and_a_suspended_one_is_at_risk(app: Flask):
    certified = ApplicationFactory(certified=True, given=declared(300))
    certificate = of_application(certified.id)
    assert certificate is not None
    last = certificate.valid_until
    with clock.at(months_later(last, -6) - timedelta(days=5)):
        assert now().output[0].reached.lapsing == 0
    with clock.at(last):
        assert now().output[0].reached == Output(300_00, 0, 0, 300_00, 0)
        reviewer = UserFactory(reviewer=True)
        with unit_of_work():
            suspend(actor(reviewer), db.session.merge(certificate), "示例原因")
        assert now().output[0].reached == Output(300_00, 0, 300_00, 0, 0)


def test_an_earlier_day_shows_what_was_known_then_and_nothing_of_today(app: Flask):
    ApplicationFactory(registered=True, given=declared(20))
    earlier = targets(clock.today() - timedelta(days=1))
    assert [each.reached for each in earlier.output] == [Output()]
    assert earlier.places[1].output.at_risk is None


def test_contracts_count_in_their_year_and_where_the_licensor_sits(app: Flask):
    licensor = UserFactory(enterprise=EnterpriseFactory(region_code="370200"))
    licensee = UserFactory()
    decided(recorded(licensor, typed(licensee)), service.confirm)
    early = typed(licensee, signed_on="2023-05-01", amount="10")
    decided(recorded(licensor, early), service.confirm)
    recorded(licensor, typed(licensee, amount="99"))
    found = now()
    assert [(each.year, each.reached) for each in found.contracts] == [
        (2023, Contracts(10_00, 1)),
        (2025, Contracts(123456750, 1)),
    ]
    assert {p.code: p.contracts.amount for p in found.places if p.contracts.number} == {
        "370200": 123456750
    }


def test_the_rate_counts_what_is_in_force_and_used_or_contracted(app: Flask):
    university = institution(name="示例大学")
    used, contracted, idle, ended, unknown = (PatentFactory(patentee="示例大学") for _ in range(5))
    StatusStatementFactory(
        patent=ended, status=PatentStatus.LAPSED, ended_on=date(2025, 8, 1), as_of=date(2025, 8, 20)
    )
    StatusStatementFactory(patent=unknown, status=PatentStatus.UNKNOWN, as_of=date(2025, 8, 20))
    assert idle.id
    user = UserFactory(enterprise=university)
    licensee = UserFactory()
    links = (
        LinkInput(f"ZL{used.number}", True, Basis.LICENSEE, 5000),
        LinkInput(f"ZL{PatentFactory().number}", True, Basis.LICENSEE, 3000),
    )
    ApplicationFactory(submitted=True, applicant=licensee, given=application_input(links=links))
    fields = typed(licensee, patents=contracted.number)
    contract = recorded(user, fields)
    assert now().rate.total.used == 0
    decided(contract, service.confirm)
    total = now().rate.total
    assert (total.known, total.in_force, total.unknown, total.used) == (5, 3, 1, 1)
    assert (total.share, total.fresh) == ("33.3", 5)
    (row,) = now().rate.by_institution
    assert (row.name, row.used) == ("示例大学", 1)


def test_a_status_that_is_long_not_looked_at_is_unknown_and_not_in_force(app: Flask):
    institution(name="示例大学")
    PatentFactory(patentee="示例大学")
    with clock.at(date(2027, 1, 1)):
        total = now().rate.total
    assert (total.known, total.fresh, total.in_force, total.unknown) == (1, 0, 0, 1)
    assert total.share is None


def test_a_patent_of_two_institutions_counts_once_in_the_sum(app: Flask):
    institution(name="甲大学")
    institution(name="乙研究所")
    PatentFactory(patentee="甲大学；乙研究所")
    rate = now().rate
    assert (rate.total.known, [each.known for each in rate.by_institution]) == (1, [1, 1])


def test_a_transferred_patent_stays_with_the_institution_that_transferred_it(app: Flask):
    user = UserFactory(enterprise=institution(name="示例大学"))
    patent = PatentFactory(patentee="受让企业有限公司")
    fields = typed(UserFactory(), kind="transfer", patents=patent.number)
    decided(recorded(user, fields), service.confirm)
    total = now().rate.total
    assert (total.known, total.in_force, total.used, total.share) == (1, 1, 1, "100.0")


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 6, 30), 6, date(2025, 12, 30)),
        (date(2025, 7, 31), 12, date(2026, 7, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months, later):
    assert months_later(day, months) == later


def test_page_file_and_api_tell_the_same_and_change_nothing(app: Flask, sign_in):
    ApplicationFactory(registered=True, given=declared(20))
    decided(recorded(UserFactory(), typed(UserFactory())), service.confirm)
    browser = sign_in(UserFactory(statistician=True))
    db.session.rollback()
    before = contents()
    page = browser.get("/statistics/targets")
    table = browser.get("/statistics/targets.csv")
    plain = browser.get("/api/targets").json
    assert contents() == before
    assert page.status_code == 200 and "50" in page.text
    lines = list(csv.reader(io.StringIO(table.text)))
    assert ["contract_value", "2025", "370000", "山东省", "amount", "1234567.50"] in lines
    assert plain["contracts"][0]["amount"] == {"fen": 123456750, "yuan": "1234567.50"}
    assert plain["industrialisation"]["target"] is None
    assert plain["output"][0]["registered"]["yuan"] == "20.00"


@pytest.mark.parametrize("day", ["2999-01-01", "2025-02-30", "yesterday"])
def test_a_day_that_cannot_be_asked_for_is_told(sign_in, day):
    browser = sign_in(UserFactory(statistician=True))
    for address in ("/statistics/targets", "/statistics/targets.csv", "/api/targets"):
        assert browser.get(address, query_string={"as_of": day}).status_code == 422
