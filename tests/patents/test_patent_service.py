"""Patents, recorded as a source states them; nothing that was said is forgotten."""

from dataclasses import replace
from datetime import date

import pytest
from factories import UserFactory, actor, patent_number
from flask import Flask
from snapshots import contents
from sqlalchemy import select
from together import threads

from registry import clock
from registry.accounts.service import SYSTEM
from registry.audit import AuditEntry
from registry.errors import Refused
from registry.extensions import db
from registry.patents.models import Patent, StatusStatement
from registry.patents.queries import by_number
from registry.patents.service import PatentStatement, record_patent
from registry.patents.standing import standings
from registry.patents.status import PatentStatus
from registry.patents.terms import Standing
from registry.transaction import unit_of_work

STATED = PatentStatement(
    office="CN",
    number=patent_number(7),
    kind="invention",
    title="一种示例装置",
    patentee="示例企业有限公司",
    filed_on=date(2018, 3, 1),
    granted_on=date(2020, 6, 2),
    status=PatentStatus.IN_FORCE,
    ended_on=None,
    as_of=date(2025, 8, 1),
    source="示例来源",
)


def record(stated: PatentStatement) -> Patent:
    with unit_of_work():
        return record_patent(SYSTEM, stated)


def standing(patent: Patent) -> Standing:
    """Its standing by all that is known today."""
    return standings([patent.id], clock.today())[patent.id].standing


def statements() -> list[StatusStatement]:
    return list(db.session.scalars(select(StatusStatement).order_by(StatusStatement.id)))


def test_a_patent_is_recorded_with_its_status_as_of_the_day_and_its_source(app: Flask) -> None:
    patent = record(STATED)
    assert by_number("CN", STATED.number) is patent
    (said,) = statements()
    assert (said.status, said.as_of, said.source) == (
        PatentStatus.IN_FORCE,
        date(2025, 8, 1),
        "示例来源",
    )
    assert said.recorded_at == clock.now()


def test_what_says_nothing_new_is_not_recorded_again(app: Flask) -> None:
    record(STATED)
    before = contents()
    record(STATED)
    assert contents() == before


def test_a_new_word_of_the_status_is_added_to_the_old_one(app: Flask) -> None:
    patent = record(STATED)
    lapsed = replace(
        STATED, status=PatentStatus.LAPSED, ended_on=date(2025, 3, 1), as_of=date(2025, 9, 1)
    )
    record(lapsed)
    assert [said.status for said in statements()] == [PatentStatus.IN_FORCE, PatentStatus.LAPSED]
    assert standing(patent).ended_on == date(2025, 3, 1)


def test_an_old_word_that_comes_late_is_kept_and_does_not_become_the_newest(app: Flask) -> None:
    patent = record(STATED)
    record(replace(STATED, status=PatentStatus.PENDING, as_of=date(2019, 1, 1), title="旧名称"))
    assert len(statements()) == 2
    assert standing(patent).status is PatentStatus.IN_FORCE
    db.session.refresh(patent)
    assert patent.title == STATED.title


def test_two_sources_of_one_day_that_contradict_each_other_are_both_kept(app: Flask) -> None:
    patent = record(STATED)
    record(replace(STATED, source="另一示例来源", status=PatentStatus.LAPSED))
    assert len(statements()) == 2
    assert standing(patent).status is PatentStatus.UNKNOWN


def test_a_changed_description_is_in_the_trail_before_and_after(app: Flask) -> None:
    patent = record(STATED)
    record(replace(STATED, patentee="示例企业甲;示例企业乙", as_of=date(2025, 8, 2)))
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None and last.subject_id == patent.id
    assert last.details["before"]["patentee"] == "示例企业有限公司"
    assert last.details["after"]["patentee"] == "示例企业甲;示例企业乙"


def test_only_who_may_load_records_patents(app: Flask) -> None:
    for user in (UserFactory(), UserFactory(reviewer=True), UserFactory(statistician=True)):
        with pytest.raises(Refused, match="programme.load"), unit_of_work():
            record_patent(actor(user), STATED)
    with unit_of_work():
        record_patent(actor(UserFactory(operator=True)), STATED)


def test_an_unknown_number_finds_nothing(app: Flask) -> None:
    record(STATED)
    assert by_number("US", STATED.number) is None
    assert by_number("CN", patent_number(8)) is None


def test_of_four_who_record_one_patent_at_once_all_succeed_and_none_makes_a_second(
    app: Flask,
) -> None:
    threads(app, 4, lambda _: record(STATED).id)
    db.session.rollback()
    assert len(db.session.scalars(select(Patent)).all()) == len(statements()) == 1
