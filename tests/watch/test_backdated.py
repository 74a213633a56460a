"""Ends of patents that became known late: which counted years they touch, and for how much."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from factories import ApplicationFactory, UserFactory
from flask import Flask
from flask.testing import FlaskClient
from watch_situations import (
    LAPSED,
    LATER,
    certified,
    patents_of,
    resting_on,
    tell,
    the_certificate,
)

from registry import clock
from registry.accounts.models import User
from registry.errors import BadInput
from registry.patents.status import PatentStatus
from registry.watching.backdated import Backdated, backdated
from registry.watching.backdated_export import COLUMNS, backdated_csv, row_json
from registry.watching.forms import read_since

AMOUNT = 12_000_000_00
"""Declared output value of what the factories make, fen; the data year is 2024."""
WITHIN = date(2024, 5, 1)


def known(day: date = LATER, since: date | None = None) -> Backdated:
    with clock.at(day):
        return backdated(since)


def test_a_lapse_dated_back_into_the_data_year_is_listed_with_what_was_counted(app: Flask) -> None:
    application = certified()
    patent = patents_of(application)[0]
    tell(patent, LAPSED, on=LATER, ended_on=WITHIN)
    (row,) = known().rows
    assert (row.number, row.status) == (patent.number, PatentStatus.LAPSED)
    assert (row.effective_on, row.known_on) == (WITHIN, LATER)
    assert row.record.data_year == 2024
    assert row.record.certificate_number == the_certificate(application).number
    assert (row.record.registered, row.record.certified) == (0, AMOUNT)


def test_an_end_after_the_data_year_touches_nothing(app: Flask) -> None:
    application = certified()
    tell(patents_of(application)[0], LAPSED, on=LATER, ended_on=date(2025, 1, 1))
    assert known().rows == ()
    tell(patents_of(application)[1], LAPSED, on=LATER, ended_on=date(2024, 12, 31))
    assert len(known().rows) == 1


def test_an_invalidated_patent_touches_every_year_for_it_never_was(app: Flask) -> None:
    application = certified()
    tell(patents_of(application)[0], PatentStatus.INVALIDATED, on=LATER)
    (row,) = known().rows
    assert (row.status, row.effective_on) == (PatentStatus.INVALIDATED, None)


def test_what_was_known_when_the_record_was_registered_is_not_news(app: Flask) -> None:
    applicant = UserFactory()
    given = resting_on(applicant, 2)
    draft = ApplicationFactory(applicant=applicant, given=given)
    tell(patents_of(draft)[0], LAPSED, on=clock.today(), ended_on=WITHIN)
    given = resting_on(applicant, 2, "电机")
    registered = ApplicationFactory(registered=True, applicant=applicant, given=given)
    assert known().rows == ()
    tell(patents_of(registered)[0], LAPSED, on=LATER, ended_on=WITHIN)
    assert len(known().rows) == 1


def test_a_record_with_two_such_patents_is_counted_once_in_the_total(app: Flask) -> None:
    twice, once = certified(), ApplicationFactory(registered=True)
    for patent in (*patents_of(twice), patents_of(once)[0]):
        tell(patent, LAPSED, on=LATER, ended_on=WITHIN)
    found = known()
    assert len(found.rows) == 3
    (total,) = found.totals
    assert (total.data_year, total.patents, total.records) == (2024, 3, 2)
    assert (total.registered, total.certified) == (AMOUNT, AMOUNT)


def test_only_what_became_known_since_a_day_is_asked_for(app: Flask) -> None:
    application = certified()
    first, second = patents_of(application)
    tell(first, LAPSED, on=LATER, ended_on=WITHIN)
    later = LATER + timedelta(days=10)
    tell(second, LAPSED, on=later, ended_on=WITHIN)
    # Said once more, it is no news.
    tell(first, LAPSED, on=later, ended_on=WITHIN)
    assert [row.number for row in known(later, since=later).rows] == [second.number]
    assert len(known(later, since=LATER).rows) == 2


def test_a_right_that_was_restored_touches_nothing_any_more(app: Flask) -> None:
    application = certified()
    patent = patents_of(application)[0]
    tell(patent, LAPSED, on=LATER, ended_on=WITHIN)
    later = LATER + timedelta(days=10)
    tell(patent, PatentStatus.IN_FORCE, on=later)
    assert len(known().rows) == 1
    assert known(later).rows == ()


def test_the_file_has_exact_yuan_and_no_formula(app: Flask) -> None:
    applicant = UserFactory()
    given = resting_on(applicant, 2, "减速器")
    application = certified(applicant=applicant, given=given)
    tell(patents_of(application)[0], LAPSED, on=LATER, ended_on=WITHIN)
    found = known()
    lines = list(csv.reader(io.StringIO(backdated_csv(found).removeprefix("\ufeff"))))
    header = lines.index(list(COLUMNS))
    row = dict(zip(COLUMNS, lines[header + 1], strict=True))
    assert row["certified_output_value"] == "12000000.00"
    assert (row["effective_on"], row["known_on"]) == ("2024-05-01", "2025-10-15")
    assert len(lines[header + 2]) == len(COLUMNS)
    assert lines[header + 2][-1] == "12000000.00"
    assert row_json(found.rows[0])["certified_output_value"] == "12000000.00"


@pytest.mark.parametrize(
    "text", ["2025-9-1", "20250901", "yesterday", "2025-02-30", "２０２５-09-01"]
)
def test_a_day_that_is_none_is_answered_with_how_to_write_it(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        read_since(text)
    assert "2025-09-01" in raised.value.problems[0].text()


def test_a_statistician_reads_page_and_file_and_an_applicant_neither(
    app: Flask, sign_in: Callable[[User], FlaskClient]
) -> None:
    application = certified()
    patent = patents_of(application)[0]
    tell(patent, LAPSED, on=LATER, ended_on=WITHIN)
    browser = sign_in(UserFactory(statistician=True))
    with clock.at(LATER):
        page = browser.get("/warnings/backdated")
        assert patent.number in page.text and "12,000,000.00 yuan" in page.text
        assert patent.number in browser.get("/warnings/backdated.csv?since=2025-10-01").text
        assert patent.number not in browser.get("/warnings/backdated.csv?since=2025-10-16").text
        wrong = browser.get("/warnings/backdated?since=soon")
        assert wrong.status_code == 422 and "Write it as 2025-09-01." in wrong.text
        assert browser.get("/warnings/backdated.csv?since=soon").status_code == 422
        for address in ("/warnings/backdated", "/warnings/backdated.csv"):
            assert sign_in(UserFactory()).get(address).status_code == 403
