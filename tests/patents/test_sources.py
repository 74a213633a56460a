"""What every source must do with the three recorded answers: granted, ended, unknown."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from registry import clock
from registry.patents.number_types import PatentNumber
from registry.patents.numbers import parse
from registry.patents.sources import Record, Source, SourceUnavailable
from registry.patents.sources.cnipa_fulltext import CnipaFullText
from registry.patents.sources.kept_answers import KeptAnswers
from registry.patents.sources.ops import EpoOps
from registry.patents.sources.st96 import St96File
from registry.patents.sources.table import TableFile
from registry.patents.status import PatentStatus
from registry.patents.terms import InForce, in_force
from registry.patents.timeline import fold

RECORDED = Path(__file__).parent / "recorded"
TODAY = date(2025, 9, 1)
SPEAKS_FOR = date(2025, 8, 20)


def number(text: str) -> PatentNumber:
    read = parse(text)
    assert isinstance(read, PatentNumber)
    return read


GRANTED = number("ZL202010700002.7")
LAPSED = number("ZL201910700005.8")
UNKNOWN = number("CN202110700001.7")


def recorded_ops(digits: str, kind_code: str) -> bytes | None:
    """The service as it was recorded: it knows two inventions."""
    names = {GRANTED.digits: "granted.xml", LAPSED.digits: "lapsed.xml"}
    name = names.get(digits) if kind_code == "A" else None
    return (RECORDED / "ops" / name).read_bytes() if name else None


@dataclass(frozen=True)
class Case:
    """A source on its recorded answers, and what it makes of the lapsed patent."""

    make: Callable[[], Source]
    lapsed: PatentStatus = PatentStatus.LAPSED
    ended_on: date | None = date(2024, 3, 1)


CASES = {
    "table zh": Case(lambda: TableFile(RECORDED / "table" / "zh.csv")),
    "table en": Case(
        lambda: TableFile(RECORDED / "table" / "en.csv", as_of=SPEAKS_FOR), ended_on=None
    ),
    "st96": Case(lambda: St96File(RECORDED / "st96" / "legal_status.xml")),
    "ops": Case(lambda: EpoOps(recorded_ops, delivered_until=SPEAKS_FOR)),
    # A document tells of its own day only: what came after is not in it.
    "full text": Case(
        lambda: CnipaFullText(RECORDED / "cnipa_fulltext"),
        lapsed=PatentStatus.PENDING,
        ended_on=None,
    ),
}
BY_NAME = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def found(case: Case, wanted: PatentNumber) -> Record:
    record = case.make().find(wanted)
    assert record is not None
    return record


@BY_NAME
def test_a_granted_patent_is_in_force_by_what_the_source_says(case: Case) -> None:
    record = found(case, GRANTED)
    looks = [record.look] if record.look else []
    standing = fold(record.basics, record.events, TODAY, looks=looks).standing
    assert (standing.status, standing.filed_on) == (PatentStatus.IN_FORCE, date(2020, 4, 1))
    assert standing.granted_on == date(2022, 5, 6)
    last_day_known = record.as_of or date(2022, 5, 6)
    assert in_force(standing, last_day_known).answer is InForce.YES
    assert in_force(standing, last_day_known + timedelta(days=1)).answer is InForce.UNKNOWN


@BY_NAME
def test_a_lapsed_patent_has_the_end_that_the_source_states(case: Case) -> None:
    record = found(case, LAPSED)
    looks = [record.look] if record.look else []
    standing = fold(record.basics, record.events, TODAY, looks=looks).standing
    assert (standing.status, standing.ended_on) == (case.lapsed, case.ended_on)
    lived = InForce.YES if case.ended_on else InForce.UNKNOWN
    assert in_force(standing, date(2024, 2, 29)).answer is lived
    assert in_force(standing, SPEAKS_FOR).answer is not InForce.YES


@BY_NAME
def test_a_patent_that_the_source_does_not_know_is_none(case: Case) -> None:
    assert case.make().find(UNKNOWN) is None


@BY_NAME
def test_every_record_says_where_and_when_it_was_fetched_and_from_which_bytes(case: Case) -> None:
    fetch = found(case, GRANTED).fetch
    files = [path for path in RECORDED.rglob("*.*") if path.is_file()]
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert fetch.sha256 in digests
    assert fetch.source
    assert fetch.at == clock.now()
    assert fetch.day == TODAY


@BY_NAME
def test_what_a_source_says_is_not_known_before_it_was_asked(case: Case) -> None:
    record = found(case, LAPSED)
    looks = [record.look] if record.look else []
    before = fold(record.basics, record.events, TODAY - timedelta(days=1), looks=looks)
    assert before.standing.status in (PatentStatus.UNKNOWN, PatentStatus.IN_FORCE)


@pytest.mark.parametrize(
    "source",
    [
        TableFile(RECORDED / "no such file"),
        St96File(RECORDED / "no such file"),
        CnipaFullText(RECORDED / "no such file"),
    ],
    ids=["table", "st96", "full text"],
)
def test_a_file_that_is_not_there_makes_the_source_unavailable(source: Source) -> None:
    with pytest.raises(SourceUnavailable, match="no such file cannot be opened"):
        source.find(GRANTED)


def test_an_answer_is_kept_with_its_moment_until_it_is_too_old(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(digits: str, kind_code: str) -> bytes | None:
        asked.append(digits)
        return recorded_ops(digits, kind_code)

    source = EpoOps(ask, kept=KeptAnswers(tmp_path, timedelta(days=7)))
    first = source.find(GRANTED)
    with clock.at(TODAY + timedelta(days=6)):
        again = source.find(GRANTED)
    assert first == again
    assert len(asked) == 1
    with clock.at(TODAY + timedelta(days=8)):
        later = source.find(GRANTED)
    assert later is not None
    assert (len(asked), later.fetch.day) == (2, TODAY + timedelta(days=8))


def test_that_a_service_does_not_know_a_patent_is_asked_again(tmp_path: Path) -> None:
    source = EpoOps(recorded_ops, kept=KeptAnswers(tmp_path, timedelta(days=7)))
    assert source.find(UNKNOWN) is None
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_could_leave_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no key of an answer"):
        KeptAnswers(tmp_path, timedelta(days=7)).put("../x", b"")


def test_the_moment_of_a_kept_answer_is_read_back(tmp_path: Path) -> None:
    kept = KeptAnswers(tmp_path, timedelta(days=7))
    at = kept.put("202010700002.A", b"<x/>")
    assert kept.get("202010700002.A") == (b"<x/>", at)
    assert isinstance(at, datetime)
    assert kept.get("202010700002.U") is None
