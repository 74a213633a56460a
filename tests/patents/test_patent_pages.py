"""The page of a patent: who reads it, what stands on it, and as it was known on a day."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from factories import ApplicationFactory, PatentFactory, UserFactory
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snapshots import contents
from told import SOURCE, document, event, fetch, grant, record_of
from watching import statements

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.events import LegalEvent
from registry.patents.fees import Fee, fees_ahead
from registry.patents.models import Patent
from registry.patents.number_types import Kind
from registry.patents.service import record
from registry.patents.status import PatentStatus
from registry.patents.terms import Standing
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]
LOOK = {"status": PatentStatus.IN_FORCE, "as_of": date(2025, 8, 1)}
IN_FORCE = Standing(
    Kind.INVENTION,
    date(2018, 3, 1),
    date(2020, 6, 2),
    PatentStatus.IN_FORCE,
    as_of=date(2025, 8, 1),
)


def late_lapse(source: str = SOURCE) -> LegalEvent:
    """A notice of 19 August of a lapse that is dated back into 2024."""
    stated = {"effective_on": date(2024, 3, 1), "code": "CF01"}
    return event(Effect.LAPSED, date(2025, 8, 19), source, **stated)


def recorded(*events: LegalEvent, **stated: object) -> Patent:
    with unit_of_work():
        return record(SYSTEM, record_of(*events, **stated))


def address(patent: Patent, known_on: str = "") -> str:
    query = f"?as_known_on={known_on}" if known_on else ""
    return f"/patents/{patent.office}/{patent.number}{query}"


def words(page: str) -> str:
    """What can be read on a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


@pytest.fixture
def reviewer(app: Flask, sign_in: SignIn) -> FlaskClient:
    return sign_in(UserFactory(reviewer=True))


@pytest.fixture
def told(app: Flask) -> Patent:
    """Granted, licensed, pledged, sold; lapsed, as became known two days ago."""
    party = {"holder": "示例受让有限公司", "code": "TR01"}
    with clock.at(clock.today() - timedelta(days=30)):
        recorded(
            grant(),
            event(Effect.TRANSFERRED, date(2021, 5, 7), **party),
            event(
                Effect.LICENSED, date(2022, 1, 4), action=Action.BEGUN, reference="X2022370000001"
            ),
            event(
                Effect.PLEDGED, date(2022, 2, 8), action=Action.BEGUN, reference="Y2022370000002"
            ),
            patentee="示例受让有限公司",
            publications=(document("CN112990638B"),),
            **LOOK,
        )
    with clock.at(clock.today() - timedelta(days=2)):
        look = fetch("另一来源", content="另一")
        return recorded(late_lapse("另一来源"), fetch=look, patentee="示例受让有限公司")


def test_all_that_is_known_of_a_patent_stands_on_its_page(
    reviewer: FlaskClient, told: Patent
) -> None:
    page = words(reviewer.get(address(told)).text)
    for said in (
        "一种示例装置",
        f"CN{told.number} · Invention",
        f"ZL{told.number}",
        "Lapsed ended on 1 March 2024",
        "2025-09-01: Not in force The patent ended on 2024-03-01; on 2025-09-01",
        "2024: Not in force",
        "1 March 2038 20 years from the filing date · Patent Law of 1992; extension of 2001",
        "Patent granted 2 June 2020",
        "Right transferred 7 May 2021",
        "Lapsed for an unpaid fee 19 August 2025 1 March 2024 30 August 2025 CF01 另一来源 [2]",
        "from the beginning not told 7 May 2021 示例受让有限公司",
        "Licence X2022370000001 4 January 2022",
        "Pledge Y2022370000002 8 February 2022",
        "CN112990638B B 示例来源 [1]",
        fetch().sha256[:32],
    ):
        assert said in page, said


def test_a_patent_is_shown_as_it_was_known_on_an_earlier_day(
    reviewer: FlaskClient, told: Patent
) -> None:
    page = words(reviewer.get(address(told, "2025-08-20")).text)
    assert "In force as of 1 August 2025" in page
    assert "CF01" not in page and "另一来源" not in page
    assert "This is what the registry knew at the end of 20 August 2025 ." in page
    assert (
        "Year 9 of the term: payable by 1 March 2026 with surcharge until 1 September 2026" in page
    )
    before = words(reviewer.get(address(told, "2020-01-01")).text)
    assert "No source had told of any event." in before
    assert "Where this was read" not in before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("2025-02-30", "This is no day. Write it as 2025-09-01."),
        ("gestern", "This is no day. Write it as 2025-09-01."),
        ("9" * 400, "This is no day."),
        (
            "2025-09-02",
            "Nothing is known yet of what will be known on 2025-09-02. Give a day up to",
        ),
    ],
)
def test_a_day_that_cannot_be_known_of_is_told_why(
    reviewer: FlaskClient, told: Patent, given: str, said: str
) -> None:
    answer = reviewer.get(address(told, given), headers={"Accept": "application/json"})
    assert answer.status_code == 422
    (problem,) = answer.get_json()["problems"]
    assert (problem["field"], problem["given"]) == ("as_known_on", given[:40])
    assert said in problem["message"]
    assert f"As known on : {said}" in words(reviewer.get(address(told, given)).text)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ({"reviewer": True}, 200),
        ({"operator": True}, 200),
        ({"statistician": True}, 200),
        ({}, 404),
    ],
)
def test_staff_reads_every_patent_and_an_applicant_none_of_others(
    told: Patent, sign_in: SignIn, who: dict[str, bool], status: int
) -> None:
    assert sign_in(UserFactory(**who)).get(address(told)).status_code == status


def test_an_applicant_reads_the_patents_that_its_applications_name(
    app: Flask, sign_in: SignIn
) -> None:
    applicant = UserFactory()
    named = ApplicationFactory(applicant=applicant).links[0].patent
    assert named is not None
    assert sign_in(applicant).get(address(named)).status_code == 200
    assert sign_in(UserFactory()).get(address(named)).status_code == 404


def test_a_patent_of_others_is_answered_in_the_words_for_one_that_is_not_there(
    told: Patent, sign_in: SignIn
) -> None:
    browser = sign_in(UserFactory())
    hidden = browser.get(address(told)).text
    missing = browser.get("/patents/CN/202210000001.0").text
    assert f"The registry knows no patent CN{told.number}." in hidden
    assert "The registry knows no patent CN202210000001.0." in missing


def test_nobody_reads_a_patent_without_signing_in(told: Patent, client: FlaskClient) -> None:
    assert client.get(address(told)).status_code == 403


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(office=st.text(max_size=6), number=st.text(max_size=30), day=st.text(max_size=12))
def test_any_address_is_answered_and_writes_nothing(
    reviewer: FlaskClient, told: Patent, office: str, number: str, day: str
) -> None:
    before = contents()
    for place in (f"/patents/{quote(office)}/{quote(number)}", address(told)):
        answer = reviewer.get(place, query_string={"as_known_on": day})
        assert answer.status_code < 500, answer.status
    assert contents() == before


def test_the_page_asks_few_questions_however_much_was_told(
    reviewer: FlaskClient, told: Patent
) -> None:
    def asked() -> int:
        with statements() as sent:
            assert reviewer.get(address(told)).status_code == 200
        return len(sent)

    before = asked()
    notes = [event(Effect.PARTY_CHANGED, date(2021, 1, day), code="CP01") for day in range(1, 25)]
    recorded(*notes, fetch=fetch(content="more"))
    assert asked() == before <= 10


def test_a_patent_of_which_nobody_told_anything_is_shown_as_unknown(reviewer: FlaskClient) -> None:
    page = words(reviewer.get(address(PatentFactory(statement=None, granted_on=None))).text)
    assert "Unknown No source has told anything of it." in page


def test_a_foreign_patent_has_neither_term_nor_fees(reviewer: FlaskClient) -> None:
    stranger = PatentFactory(office="WO", number="PCT/CN2020/123456", kind="")
    page = words(reviewer.get(address(stranger)).text)
    assert "WOPCT/CN2020/123456 · —" in page
    assert "Term ends — Annual fees ahead —" in page


def test_the_pages_of_an_application_show_what_the_events_come_to_and_lead_to_the_patent(
    app: Flask, sign_in: SignIn, reviewer: FlaskClient
) -> None:
    applicant = UserFactory()
    application = ApplicationFactory(applicant=applicant, submitted=True)
    patent = application.links[0].patent
    assert patent is not None
    with unit_of_work():
        plain = record_of(late_lapse())
        record(SYSTEM, replace(plain, number=plain.number._replace(canonical=patent.number)))
    for browser, place in (
        (sign_in(applicant), f"/applications/{application.public_id}"),
        (reviewer, f"/reviews/{application.public_id}"),
    ):
        page = browser.get(place).text
        assert f'href="{address(patent)}"' in page
        # No source has stated the status; an event has.
        said = f"Lapsed ended on 1 March 2024 as of 19 August 2025 · {SOURCE}"
        assert said in words(page)


@pytest.mark.parametrize(
    ("day", "years"),
    [
        # In the months of grace of one fee the next is shown too.
        (date(2025, 9, 1), [8, 9]),
        (date(2025, 9, 2), [9]),
        (date(2026, 3, 1), [9]),
        # The year of the grant was paid for with the grant.
        (date(2020, 7, 1), [4]),
        # The last fee pays for the last year.
        (date(2037, 3, 2), [20]),
        (date(2037, 9, 2), []),
    ],
)
def test_the_fees_ahead_are_those_in_grace_and_the_next(day: date, years: list[int]) -> None:
    assert [fee.year for fee in fees_ahead(IN_FORCE, day)] == years


def test_a_fee_has_its_last_days_without_and_with_surcharge() -> None:
    assert fees_ahead(IN_FORCE, date(2026, 1, 1)) == [Fee(9, date(2026, 3, 1), date(2026, 9, 1))]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": PatentStatus.LAPSED},
        {"status": PatentStatus.UNKNOWN},
        {"granted_on": None},
        {"filed_on": None},
        {"kind": None},
        {"filed_on": date(1984, 1, 1)},
    ],
)
def test_no_fee_lies_ahead_of_what_is_not_known_to_be_in_force(changes: dict[str, object]) -> None:
    assert fees_ahead(replace(IN_FORCE, **changes), date(2026, 1, 1)) == []
