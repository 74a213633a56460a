"""What is known of patents, asked of the database: as known on a day, and what changed since."""

from datetime import date, timedelta

from factories import PatentFactory
from flask import Flask
from told import SOURCE, event, fetch, grant, lapse, record_of

from registry import clock
from registry.accounts.service import SYSTEM
from registry.patents.event_codes import Effect
from registry.patents.models import Patent
from registry.patents.service import record
from registry.patents.sources import Record
from registry.patents.standing import changed_since, standings, timeline_of
from registry.patents.status import PatentStatus
from registry.transaction import unit_of_work

LOOK = {"status": PatentStatus.IN_FORCE, "as_of": date(2025, 8, 1)}
WEEK = timedelta(days=7)


def recorded(told: Record, on: date) -> Patent:
    with clock.at(on), unit_of_work():
        return record(SYSTEM, told)


def test_the_standing_is_the_one_that_was_known_on_the_day(app: Flask) -> None:
    first, second = date(2025, 3, 1), date(2025, 9, 1)
    patent = recorded(record_of(grant(), as_of=date(2025, 2, 1)), first)
    recorded(record_of(grant(), lapse(), fetch=fetch(content="anew")), second)
    nothing, then, now = (
        standings([patent.id], day)[patent.id].standing
        for day in (first - WEEK, second - WEEK, second)
    )
    assert (nothing.status, nothing.as_of) == (PatentStatus.UNKNOWN, None)
    assert (then.status, then.ended_on) == (PatentStatus.IN_FORCE, None)
    assert (now.status, now.ended_on) == (PatentStatus.LAPSED, date(2024, 3, 1))
    assert now.source == SOURCE


def test_events_and_what_another_source_stated_are_read_together(app: Flask) -> None:
    patent = recorded(record_of(**LOOK), date(2025, 8, 1))
    later = record_of(lapse("另一来源"), fetch=fetch("另一来源"))
    recorded(later, date(2025, 8, 2))
    known = standings([patent.id], date(2025, 9, 1))[patent.id]
    # The first had looked after the notice of the lapse, and saw the right in force.
    assert known.is_contested and known.standing.status is PatentStatus.UNKNOWN


def test_a_patent_of_which_nothing_was_told_has_a_standing_that_knows_nothing(app: Flask) -> None:
    patent = PatentFactory(statement=None, granted_on=None)
    known = standings([patent.id], date(2025, 9, 1))[patent.id]
    assert (known.standing.status, known.looked_on) == (PatentStatus.UNKNOWN, None)


def test_what_is_no_patent_has_no_standing(app: Flask) -> None:
    assert standings([], date(2025, 9, 1)) == {}
    assert standings([4711], date(2025, 9, 1)) == {}
    assert timeline_of(4711) is None


def test_each_of_many_patents_has_its_own_standing_with_three_questions(app: Flask) -> None:
    ids = [recorded(record_of(grant(), serial=serial), date(2025, 8, 1)).id for serial in range(9)]
    recorded(record_of(lapse(), serial=4), date(2025, 8, 2))
    found = standings(ids, date(2025, 9, 1))
    assert [found[each].standing.status.value for each in ids].count("lapsed") == 1
    assert found[ids[4]].standing.status is PatentStatus.LAPSED


def test_what_changed_since_a_moment_is_found_by_its_recording(app: Flask) -> None:
    first = recorded(record_of(grant(), serial=1, **LOOK), date(2025, 8, 1))
    second = recorded(record_of(serial=2, **LOOK), date(2025, 8, 10))
    recorded(record_of(lapse(), serial=1), date(2025, 8, 20))
    moments = [date(2025, 7, 1), date(2025, 8, 5), date(2025, 8, 15), date(2025, 8, 25)]
    found = []
    for day in moments:
        with clock.at(day):
            found.append(list(changed_since(clock.now())))
    assert found == [[first.id, second.id], [first.id, second.id], [first.id], []]


def test_who_held_a_right_before_the_transfer_is_not_read_from_todays_description(
    app: Flask,
) -> None:
    moved = event(Effect.TRANSFERRED, date(2024, 1, 5), holder="示例乙有限公司")
    patent = recorded(
        record_of(grant(), moved, patentee="示例乙有限公司", **LOOK), date(2025, 8, 2)
    )
    known = standings([patent.id], date(2025, 9, 1))[patent.id]
    assert known.patentee_on(date(2023, 1, 1)) == ""
    assert known.patentee_on(date(2025, 1, 1)) == "示例乙有限公司"
