"""Files and services read into the registry: recognised, batch by batch, resumed."""

import tracemalloc
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from factories import patent_number
from flask import Flask
from legal_status_data import COM, PAT, write
from snapshots import contents, row_counts
from sqlalchemy import select
from told import number, record_of

from registry.accounts.service import SYSTEM
from registry.errors import Conflict
from registry.extensions import db
from registry.patents import reading
from registry.patents.models import LegalEventRow, Patent, PatentReading
from registry.patents.number_types import PatentNumber
from registry.patents.reading import ask, read_file, sentences
from registry.patents.sources import Record, SourceUnavailable, Unreadable
from registry.patents.sources.cnipa_fulltext import CnipaFullText
from registry.patents.sources.recognising import collection_of
from registry.patents.sources.st96 import St96File
from registry.patents.sources.st96_publication import St96Publication
from registry.patents.sources.table import TableFile

RECORDED = Path(__file__).parent / "recorded"


def publication(office: str, application: str, document: str, kind: str = "B") -> str:
    """A published document in WIPO ST.96, as far as it is read."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<pat:PatentPublication xmlns:pat="{PAT}" xmlns:com="{COM}"><pat:BibliographicData>
<pat:PatentPublicationIdentification><com:IPOfficeCode>{office}</com:IPOfficeCode>
<pat:PublicationNumber>{document}</pat:PublicationNumber>
<com:PatentDocumentKindCode>{kind}</com:PatentDocumentKindCode>
<com:PublicationDate>2020-06-02</com:PublicationDate></pat:PatentPublicationIdentification>
<pat:ApplicationIdentification><com:IPOfficeCode>{office}</com:IPOfficeCode>
<com:ApplicationNumber><com:ApplicationNumberText>{application}</com:ApplicationNumberText>
</com:ApplicationNumber><pat:FilingDate>2018-03-01</pat:FilingDate>
</pat:ApplicationIdentification>
<pat:InventionTitleBag><pat:InventionTitle>一种示例装置</pat:InventionTitle></pat:InventionTitleBag>
<pat:PartyBag><pat:ApplicantBag><pat:Applicant><com:PublicationContact><com:Name>
<com:OrganizationName><com:OrganizationStandardName>示例甲有限公司</com:OrganizationStandardName>
</com:OrganizationName></com:Name></com:PublicationContact></pat:Applicant></pat:ApplicantBag>
</pat:PartyBag></pat:BibliographicData></pat:PatentPublication>"""


def legal_status(*bodies: str) -> str:
    """Legal status data of patents, each granted; a body that is no number is unreadable."""
    records = "".join(
        f"""<pat:PatentLegalStatus><pat:ApplicationIdentification>
<com:IPOfficeCode>CN</com:IPOfficeCode><com:ApplicationNumber>
<com:ApplicationNumberText>{body}</com:ApplicationNumberText></com:ApplicationNumber>
<pat:FilingDate>2018-03-01</pat:FilingDate></pat:ApplicationIdentification>
<pat:StatusEventDataBag><pat:StatusEventData><com:EventDate>2020-06-02</com:EventDate>
<pat:StatusEventCode><pat:KeyEventCode>F10</pat:KeyEventCode>
<pat:NationalEventCode>GR01</pat:NationalEventCode></pat:StatusEventCode>
</pat:StatusEventData></pat:StatusEventDataBag></pat:PatentLegalStatus>"""
        for body in bodies
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><pat:PatentLegalStatusData xmlns:pat="{PAT}" '
        f'xmlns:com="{COM}" com:creationDate="2025-08-20">{records}</pat:PatentLegalStatusData>'
    )


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("table/zh.csv", TableFile),
        ("st96/legal_status.xml", St96File),
        ("cnipa_fulltext/published_old.xml", CnipaFullText),
        ("cnipa_fulltext/granted_new.xml", CnipaFullText),
        ("cnipa_fulltext", CnipaFullText),
    ],
)
def test_a_file_is_recognised_by_what_is_in_it(
    tmp_path: Path, file: str, source: type[object]
) -> None:
    path = RECORDED / file
    assert isinstance(collection_of(path), source)
    if path.is_file():
        unnamed = tmp_path / "unnamed"
        unnamed.write_bytes(path.read_bytes())
        assert isinstance(collection_of(unnamed, as_of=date(2025, 8, 1)), source)


def test_xml_in_two_byte_characters_is_recognised_as_well(tmp_path: Path) -> None:
    text = legal_status(patent_number(1)).replace("UTF-8", "UTF-16")
    file = tmp_path / "two-bytes.xml"
    file.write_bytes(text.encode("utf-16"))
    assert isinstance(collection_of(file), St96File)


@pytest.mark.parametrize("text", ["<html><body/></html>", "<a><b/></a>"])
def test_xml_of_another_sort_is_refused_by_its_first_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceUnavailable, match="other.xml begins with (html|a);"):
        collection_of(written(tmp_path / "other.xml", text))


@pytest.mark.parametrize("text", ["<", "<<<", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"])
def test_what_only_looks_like_xml_is_told_as_such(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceUnavailable, match="broken.xml"):
        collection_of(written(tmp_path / "broken.xml", text))


def test_a_chinese_publication_in_st96_is_a_grant_of_its_patent(tmp_path: Path) -> None:
    text = publication("CN", patent_number(3), "112990638")
    (record,) = St96Publication(written(tmp_path / "cn.xml", text)).records()
    assert isinstance(record, Record)
    assert (record.number.canonical, record.patentee) == (patent_number(3), "示例甲有限公司")
    assert [(each.effect.value, each.announced_on) for each in record.events] == [
        ("granted", date(2020, 6, 2))
    ]
    assert [each.text for each in record.publications] == ["CN112990638B"]


def test_a_publication_of_another_office_is_kept_and_no_law_read_into_it(tmp_path: Path) -> None:
    text = publication("US", "13797521", "08936998", "B2")
    (record,) = St96Publication(written(tmp_path / "us.xml", text)).records()
    assert isinstance(record, Record)
    assert (record.number.office, record.number.canonical) == ("US", "13797521")
    assert (record.kind, record.events, record.granted_on) == (None, (), None)


@pytest.mark.parametrize("office", ["CN", "US"])
def test_a_publication_whose_application_cannot_be_read_is_refused(
    tmp_path: Path, office: str
) -> None:
    text = publication(office, "示例", "112990638")
    (refused,) = St96Publication(written(tmp_path / "bad.xml", text)).records()
    assert isinstance(refused, Unreadable)
    assert refused.problems[0].field == "number"


def test_st96_without_bibliographic_data_is_no_publication(tmp_path: Path) -> None:
    text = f'<pat:PatentPublication xmlns:pat="{PAT}"/>'
    with pytest.raises(SourceUnavailable, match="no bibliographic data"):
        list(St96Publication(written(tmp_path / "empty.xml", text)).records())


def test_a_file_is_stored_to_its_end_and_what_cannot_be_read_is_told(
    app: Flask, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.xml", legal_status(patent_number(1), "X", patent_number(2)))
    told: list[Unreadable] = []
    outcome = read_file(SYSTEM, file, on_unreadable=told.append)
    assert (outcome.recorded, outcome.unreadable) == (2, 1)
    assert [line.split(": ")[0:2] for line in sentences(told[0], str)] == [["2", "number"]]
    assert row_counts()["patent"] == row_counts()["legal_event"] == 2


def test_a_file_that_was_read_to_its_end_is_not_read_again_unless_one_says_so(
    app: Flask, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.xml", legal_status(patent_number(1)))
    read_file(SYSTEM, file)
    before = contents("patent", "legal_event", "status_statement", "patent_fetch", "audit_entry")
    again = read_file(SYSTEM, written(tmp_path / "other-name.xml", file.read_text("utf-8")))
    assert (again.recorded, again.finished_at is not None) == (0, True)
    assert read_file(SYSTEM, file, again=True).recorded == 1
    after = contents("patent", "legal_event", "status_statement", "patent_fetch", "audit_entry")
    assert after == before


def test_the_same_table_for_another_day_says_something_else(app: Flask, tmp_path: Path) -> None:
    file = written(tmp_path / "t.csv", f"申请号,法律状态\n{patent_number(1)},授权\n")
    for day in (date(2025, 8, 1), date(2025, 8, 20)):
        assert read_file(SYSTEM, file, as_of=day).recorded == 1
    assert row_counts()["status_statement"] == 2


def test_a_reading_that_breaks_off_keeps_whole_batches_and_goes_on_there(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 20)
    file = written(tmp_path / "a.xml", legal_status(*map(patent_number, range(60))))

    def interrupt(read: int, total: int) -> None:
        assert 0 < read <= total
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_file(SYSTEM, file, on_progress=interrupt)
    stored = row_counts()["patent"]
    assert stored % 20 == 0 and 0 < stored < 60
    outcome = read_file(SYSTEM, file)
    assert (outcome.begun_at, outcome.recorded) == (stored, 60 - stored)
    assert row_counts()["patent"] == 60


def test_two_who_read_one_file_at_once_do_not_read_it_twice(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 1)
    file = written(tmp_path / "a.xml", legal_status(patent_number(1), patent_number(2)))
    told: list[Unreadable] = []
    second_is_done = False

    def in_between(read: int, total: int) -> None:
        nonlocal second_is_done
        if not second_is_done:
            second_is_done = True
            read_file(SYSTEM, file, on_unreadable=told.append)

    with pytest.raises(Conflict, match=r"Somebody else is reading a\.xml"):
        read_file(SYSTEM, file, on_progress=in_between)
    assert row_counts()["patent"] == 2
    assert db.session.scalars(select(PatentReading.records_read)).all() == [2]


def test_a_folder_of_full_texts_is_read_and_its_damaged_file_told(
    app: Flask, tmp_path: Path
) -> None:
    for file in sorted((RECORDED / "cnipa_fulltext").iterdir()):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    written(tmp_path / "zz.xml", "<cn-patent-document>")
    told: list[Unreadable] = []
    outcome = read_file(SYSTEM, tmp_path, on_unreadable=told.append)
    assert (outcome.recorded, [each.place for each in told]) == (2, ["zz.xml"])
    assert len(db.session.scalars(select(LegalEventRow)).all()) == 2


class Service:
    """Knows every patent but those of one serial, and closes after so many questions."""

    name = "示例服务"

    def __init__(self, *, unknown: int = 99, open_for: int = 99) -> None:
        self.questions = 0
        self._unknown, self._open_for = unknown, open_for

    def find(self, asked: PatentNumber) -> Record | None:
        self.questions += 1
        if self.questions > self._open_for:
            raise SourceUnavailable("The service is closed.")
        return None if asked == number(self._unknown) else record_of(number=asked)


NUMBERS: Sequence[PatentNumber] = [number(serial) for serial in range(4)]


def test_what_a_service_says_is_stored_and_what_it_does_not_know_is_told(app: Flask) -> None:
    asked = ask(SYSTEM, Service(unknown=2), NUMBERS)
    assert (len(asked.found), asked.unknown, asked.stopped_by) == (3, [number(2)], None)
    assert row_counts()["patent"] == 3


def test_asking_stops_at_the_first_question_that_is_not_answered(app: Flask) -> None:
    service = Service(open_for=2)
    asked = ask(SYSTEM, service, NUMBERS)
    assert asked.stopped_by is not None and "closed" in asked.stopped_by.text()
    assert (service.questions, len(db.session.scalars(select(Patent)).all())) == (3, 2)


def test_memory_does_not_grow_with_what_is_loaded(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BATCH", 10)
    read_file(SYSTEM, write(tmp_path / "small.xml", 20))
    file = write(tmp_path / "larger.xml", 120, bytes_each=100_000)
    tracemalloc.start()
    outcome = read_file(SYSTEM, file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (outcome.recorded, outcome.unreadable) == (120, 0)
    assert file.stat().st_size > 11_000_000
    assert peak < 4_000_000
