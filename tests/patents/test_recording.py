"""What sources tell, recorded: each thing once, with its look, known from the day of recording."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from factories import UserFactory, actor
from flask import Flask
from snapshots import contents
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from together import threads
from told import document, event, fetch, grant, lapse, number, record_of

from registry import clock
from registry.accounts.service import SYSTEM
from registry.audit import AuditEntry
from registry.errors import Refused
from registry.extensions import Base, db
from registry.patents.event_codes import Effect
from registry.patents.models import (
    LegalEventRow,
    Patent,
    PatentFetch,
    PatentPublication,
    StatusStatement,
)
from registry.patents.queries import by_publication, publications_of
from registry.patents.service import record, record_all
from registry.patents.sources import Record
from registry.patents.status import PatentStatus
from registry.transaction import unit_of_work

LOOK = {"status": PatentStatus.IN_FORCE, "as_of": date(2025, 8, 1)}
NEXT_DAY = timedelta(days=1)


def recorded(told: Record) -> Patent:
    with unit_of_work():
        return record(SYSTEM, told)


def all_of(model: type[Base]) -> Sequence[Any]:
    return db.session.scalars(select(model).order_by(model.__table__.c.id)).all()


def test_a_record_leaves_its_patent_look_events_and_documents(app: Flask) -> None:
    told = record_of(grant(), lapse(), publications=(document("CN112990638B"),), **LOOK)
    patent = recorded(told)
    (looked,) = all_of(PatentFetch)
    assert (looked.source, looked.document, looked.sha256, looked.fetched_at) == (
        told.fetch.source,
        told.fetch.document,
        told.fetch.sha256,
        told.fetch.at,
    )
    (said,) = all_of(StatusStatement)
    assert (said.fetch_id, said.status) == (looked.id, PatentStatus.IN_FORCE)
    rows = all_of(LegalEventRow)
    assert [row.effect for row in rows] == [Effect.GRANTED, Effect.LAPSED]
    assert {(row.fetch_id, row.known_on) for row in rows} == {(looked.id, clock.today())}
    assert rows[1].effective_on == date(2024, 3, 1)
    assert publications_of(patent.id) == ["CN112990638B"]
    assert by_publication("CN112990638B") == [patent]


def test_the_same_told_again_another_day_adds_nothing(app: Flask) -> None:
    told = record_of(grant(), publications=(document("CN112990638B"),), **LOOK)
    recorded(told)
    before = contents()
    with clock.at(clock.today() + NEXT_DAY):
        again = record_of(grant(), publications=(document("CN112990638B"),), **LOOK)
        assert again.fetch != told.fetch
        recorded(again)
    assert contents() == before


def test_an_event_twice_in_one_record_is_kept_once(app: Flask) -> None:
    recorded(record_of(grant(), grant()))
    assert len(all_of(LegalEventRow)) == 1


def test_what_is_new_in_a_second_look_is_known_from_then_on(app: Flask) -> None:
    recorded(record_of(grant()))
    with clock.at(clock.today() + NEXT_DAY):
        recorded(record_of(grant(), lapse(), fetch=fetch(content="anew")))
        days = [row.known_on for row in all_of(LegalEventRow)]
        assert days == [clock.today() - NEXT_DAY, clock.today()]
    assert len(all_of(PatentFetch)) == 2


def test_an_event_of_which_two_sources_tell_is_kept_of_each(app: Flask) -> None:
    recorded(record_of(lapse()))
    recorded(record_of(lapse("另一来源"), fetch=fetch("另一来源")))
    assert len(all_of(LegalEventRow)) == 2


def test_a_look_that_only_lists_events_is_kept_without_a_status(app: Flask) -> None:
    recorded(record_of(grant(), as_of=date(2025, 8, 1)))
    (said,) = all_of(StatusStatement)
    assert (said.status, said.as_of) == (None, date(2025, 8, 1))


def test_what_a_source_leaves_blank_takes_nothing_away(app: Flask) -> None:
    recorded(record_of(**LOOK))
    later = {"title": "", "patentee": "", "filed_on": None, "as_of": date(2025, 8, 20)}
    patent = recorded(record_of(**{**LOOK, **later}))
    assert (patent.title, patent.filed_on) == ("一种示例装置", date(2018, 3, 1))


def test_an_older_document_fills_in_what_is_not_known_and_replaces_nothing(app: Flask) -> None:
    recorded(record_of(**LOOK, patentee="示例乙有限公司", title=""))
    old = event(Effect.PUBLISHED, date(2018, 9, 1), code="A")
    patent = recorded(record_of(old, patentee="示例甲有限公司"))
    assert (patent.patentee, patent.title) == ("示例乙有限公司", "一种示例装置")


def test_many_records_are_taken_in_their_order_and_several_of_one_patent_too(app: Flask) -> None:
    told = [record_of(serial=serial, **LOOK) for serial in (9, 7, 8)]
    newer = record_of(serial=7, title="一种示例设备", **{**LOOK, "as_of": date(2025, 8, 2)})
    with unit_of_work():
        patents = record_all(SYSTEM, [*told, newer])
    assert [each.number for each in patents] == [
        number(serial).canonical for serial in (9, 7, 8, 7)
    ]
    assert patents[1].title == "一种示例设备"
    assert (len(all_of(Patent)), len(all_of(StatusStatement))) == (3, 4)


def test_a_document_that_two_sources_tie_to_two_patents_is_tied_to_both(app: Flask) -> None:
    its = document("CN112990638B")
    patents = [recorded(record_of(serial=serial, publications=(its,))) for serial in (7, 8)]
    assert list(by_publication(its.text)) == patents


def test_text_longer_than_is_kept_is_cut_and_still_known_the_next_time(app: Flask) -> None:
    long = event(Effect.TRANSFERRED, date(2024, 1, 1), holder="示例" * 400, reference="X" * 300)
    for _ in range(2):
        recorded(record_of(long, title="示例" * 400))
    (row,) = all_of(LegalEventRow)
    assert (len(row.holder), len(row.reference), len(all_of(Patent)[0].title)) == (500, 100, 500)


def test_the_trail_has_the_patent_and_the_look(app: Flask) -> None:
    recorded(record_of(grant()))
    trail = [(row.verb, row.subject_type) for row in all_of(AuditEntry)]
    assert trail == [("record", "patent"), ("fetch", "patent_fetch")]


def test_only_who_may_load_records(app: Flask) -> None:
    with pytest.raises(Refused), unit_of_work():
        record(actor(UserFactory(reviewer=True)), record_of(grant()))


def test_what_a_source_told_cannot_be_changed_or_removed(app: Flask) -> None:
    recorded(record_of(grant(), publications=(document("CN112990638B"),), **LOOK))
    for model in (PatentFetch, StatusStatement, LegalEventRow, PatentPublication):
        table = model.__tablename__
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="append-only"), unit_of_work():
                db.session.execute(text(statement))


def test_of_those_who_record_one_new_patent_at_once_all_succeed_and_one_is_made(
    app: Flask,
) -> None:
    told = record_of(grant(), lapse(), publications=(document("CN112990638B"),), **LOOK)
    threads(app, 4, lambda _: recorded(told).id)
    db.session.rollback()
    models = (Patent, StatusStatement, PatentFetch, PatentPublication)
    assert [len(all_of(model)) for model in models] == [1, 1, 1, 1]
    assert len(all_of(LegalEventRow)) == 2


def test_two_who_record_the_same_new_patents_in_opposite_order_do_not_block_each_other(
    app: Flask,
) -> None:
    told = [record_of(grant(), serial=serial) for serial in range(20)]

    def record_them(worker: int) -> int:
        with unit_of_work():
            return len(record_all(SYSTEM, told if worker else told[::-1]))

    assert threads(app, 2, record_them) == [20, 20]
    db.session.rollback()
    assert len(all_of(Patent)) == 20
