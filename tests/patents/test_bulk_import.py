"""The import stores what recording row by row would store: all of it, or nothing."""

import os
import signal
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from factories.accounts import UserFactory, actor
from factories.patents import PatentFactory, patent_number
from flask import Flask
from prepared import Prepared
from sqlalchemy import select

from registry import clock
from registry.audit import AuditEntry
from registry.errors import Conflict, NotReady, Refused
from registry.extensions import db
from registry.patents.bulk.finding import index_new_patents
from registry.patents.bulk.reading import TableReading
from registry.patents.bulk.service import import_table
from registry.patents.bulk.writing import Storing
from registry.patents.models import Patent, PatentFetch, PatentPublication, StatusStatement
from registry.patents.service import record_all
from registry.patents.sources import Record, SourceUnavailable, Unreadable, fetch_of_file
from registry.patents.sources.table import TableFile, source_name
from registry.permissions import Actor
from registry.search import Kind, find
from registry.transaction import unit_of_work

HEADER = "申请号,名称,专利权人,申请日,授权日,法律状态,终止日,状态日期,公告号"
N = [patent_number(serial) for serial in range(20)]
FILE = [
    f"{N[1]},示例密封圈,示例甲有限公司,2018-04-01,2020-05-06,授权,,2025-08-20,",
    f"ZL {N[2]},“示例”阀门,示例乙（集团）公司,20180401,2020.5.6,未缴年费终止,2024-04-01,2025-08-20,CN111700002B",
    # The same patent again: a later word, and then what was said before.
    f"{N[1]},示例密封圈,示例甲有限公司,2018-04-01,2020-05-06,期限届满终止,2025-09-01,2025-08-21,",
    f"{N[1]},示例密封圈,示例甲有限公司,2018-04-01,2020-05-06,授权,,2025-08-20,",
    "85102475,第一年的发明,示例所,1985-04-01,,有效,,2025-08-20,",
    f"{N[3]},没有状态,示例甲有限公司,2018-04-02,,,,,CN111700003A;CN111700003B",
    f"{N[4]},没有状态也没有文件,,,,,,,",
    f"{N[5][:-1]}?,坏号码,,,,授权,,2025-08-20,",
    f'{N[6]},"名称, 有逗号",示例甲有限公司,2018-02-30,,授权,,2025-08-20,',
    f"{N[7]},known and the same,,,,授权,,2025-08-20,",
    f"{N[8]},a new title,,,,授权,,2025-08-20,",
]


@pytest.fixture
def operator(app: Flask) -> Actor:
    return actor(UserFactory(operator=True))


def written(folder: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path = folder / "示例.csv"
    path.write_text("\n".join([HEADER, *lines, ""]), encoding)
    return path


def know_two() -> None:
    """Two of the patents of FILE are known before, one of them by another title."""
    PatentFactory(number=N[7], title="known and the same", patentee="示例丙")
    PatentFactory(number=N[8], title="an old title")


def in_bulk(operator: Actor, path: Path) -> list[Unreadable]:
    wrong: list[Unreadable] = []
    import_table(operator, path, refuse=wrong.append)
    return wrong


def row_by_row(operator: Actor, path: Path) -> list[Unreadable]:
    read = list(TableFile(path).records())
    with unit_of_work():
        record_all(operator, [each for each in read if isinstance(each, Record)])
    return [each for each in read if isinstance(each, Unreadable)]


def stored() -> list[list[tuple[object, ...]]]:
    """All that is known of patents, without the numbers of rows."""
    p, s, d = Patent, StatusStatement, PatentPublication
    described = (p.number, p.kind, p.title, p.patentee, p.filed_on, p.granted_on)
    said = (p.number, s.status, s.ended_on, s.as_of, s.source, s.recorded_at)
    questions = (
        select(*described).order_by(p.number),
        select(*said, s.fetch_id.is_(None)).join(p, p.id == s.patent_id).order_by(p.number, s.id),
        select(p.number, d.number).join(p, p.id == d.patent_id).order_by(p.number, d.number),
        select(PatentFetch.source, PatentFetch.document, PatentFetch.sha256),
    )
    return [[tuple(row) for row in db.session.execute(question)] for question in questions]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_it_stores_and_refuses_what_recording_row_by_row_does(
    operator: Actor, prepared: Prepared, tmp_path: Path, encoding: str
) -> None:
    path = written(tmp_path, FILE, encoding)
    know_two()
    refused = row_by_row(operator, path)
    expected = stored()
    db.session.remove()
    prepared.restore()
    again = actor(UserFactory(operator=True))
    know_two()
    assert in_bulk(again, path) == refused
    assert stored() == expected
    assert len(refused) == 2
    assert len(expected[0]) == 7


def test_the_same_file_again_adds_nothing(operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path, FILE)
    in_bulk(operator, path)
    before, entries = stored(), db.session.scalars(select(AuditEntry.id)).all()
    in_bulk(operator, path)
    assert stored() == before
    assert db.session.scalars(select(AuditEntry.id)).all() == entries


def test_a_later_word_on_known_patents_is_added_to_them(operator: Actor, tmp_path: Path) -> None:
    in_bulk(operator, written(tmp_path, FILE[:2]))
    later = [line.replace("2025-08-20", "2025-08-25") for line in FILE[:2]]
    result = import_table(operator, written(tmp_path, later), refuse=pytest.fail)
    assert (result.added, result.stated, result.recorded) == (0, 2, 0)
    days = select(StatusStatement.as_of).order_by(StatusStatement.as_of)
    assert [day.day for day in db.session.scalars(days)] == [20, 20, 25, 25]


def test_the_trail_says_in_one_entry_who_imported_what(operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path, [*FILE[:2], FILE[7]])
    in_bulk(operator, path)
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "import"))
    fetch = db.session.scalars(select(PatentFetch)).one()
    assert (entry.subject_type, entry.subject_id) == ("patent_fetch", fetch.id)
    assert (entry.actor_id, entry.actor_name) == (operator.user_id, operator.name)
    assert entry.at == clock.now()
    assert entry.details == {
        "source": "table 示例.csv",
        "document": "示例.csv",
        "sha256": fetch_of_file("", path).sha256,
        "added": 2,
        "stated": 0,
        "refused": 1,
    }


def test_patents_recorded_afterwards_get_numbers_of_their_own(
    operator: Actor, tmp_path: Path
) -> None:
    in_bulk(operator, written(tmp_path, FILE[:2]))
    patent = PatentFactory(number=N[9])
    assert patent.id not in db.session.scalars(select(Patent.id).where(Patent.number != N[9])).all()


def test_what_came_in_is_found_by_its_words(operator: Actor, tmp_path: Path) -> None:
    in_bulk(operator, written(tmp_path, FILE[:2]))
    (patent_id,) = find(Kind.PATENT, "密封圈 示例甲", 10).ids
    assert db.session.get_one(Patent, patent_id).number == N[1]


def test_what_came_in_is_found_by_its_words_when_the_index_is_built_anew_for_it(
    operator: Actor, tmp_path: Path
) -> None:
    import_table(operator, written(tmp_path, FILE[:2]), refuse=lambda _: None, index=False)
    assert find(Kind.PATENT, "密封圈 示例甲", 10).ids == ()
    index_new_patents(most_put_singly=1)
    (patent_id,) = find(Kind.PATENT, "密封圈 示例甲", 10).ids
    assert db.session.get_one(Patent, patent_id).number == N[1]


def test_of_a_file_that_breaks_off_nothing_is_stored(operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path, [*FILE[:2], '"' + N[9]])
    with pytest.raises(SourceUnavailable, match="opened in line 4 is never closed"):
        in_bulk(operator, path)
    assert stored() == [[], [], [], []]


def test_what_was_sent_before_the_other_process_died_is_not_stored(
    app: Flask, tmp_path: Path
) -> None:
    path = written(tmp_path, FILE[:2])
    fetch = fetch_of_file(source_name(path), path)
    with pytest.raises(NotReady, match="nothing of the file is stored"):
        with Storing(db.engine.url, fetch, clock.now()) as storing:
            rows = next(iter(TableReading(path, fetch, None).rows())).right
            storing.send(rows, pa.nulls(len(rows), pa.int64()))
            os.kill(storing.process_id, signal.SIGKILL)
            storing.finish(Actor(None, "test", frozenset(), None), "import", {})
    assert stored() == [[], [], [], []]


def test_who_adds_the_same_patent_meanwhile_is_not_overruled(
    app: Flask, tmp_path: Path, database: str
) -> None:
    if database.startswith("sqlite"):
        pytest.skip("on SQLite nobody writes meanwhile")
    path = written(tmp_path, FILE[:2])
    fetch = fetch_of_file(source_name(path), path)
    with pytest.raises(Conflict, match="Import it again"):
        with Storing(db.engine.url, fetch, clock.now()) as storing:
            PatentFactory(number=N[1], title="of somebody else")
            rows = next(iter(TableReading(path, fetch, None).rows())).right
            storing.send(rows, pa.nulls(len(rows), pa.int64()))
            storing.finish(Actor(None, "test", frozenset(), None), "import", {})
    assert [row[2] for row in stored()[0]] == ["of somebody else"]


@pytest.mark.parametrize("trait", ["reviewer", "statistician"])
def test_only_an_operator_imports(app: Flask, tmp_path: Path, trait: str) -> None:
    with pytest.raises(Refused, match="programme.load"):
        in_bulk(actor(UserFactory(**{trait: True})), written(tmp_path, FILE[:1]))


def test_it_is_no_part_of_another_unit_of_work(operator: Actor, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="unit of work of its own"), unit_of_work():
        in_bulk(operator, written(tmp_path, FILE[:1]))


def test_a_day_that_has_not_come_is_refused(operator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path, [FILE[0].replace("2025-08-20", "2030-08-20")])
    with clock.at(date(2025, 9, 1)):
        (wrong,) = in_bulk(operator, path)
    assert wrong.problems[0].field == "status_as_of"
