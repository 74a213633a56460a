"""Real inputs, which are not part of the project: where REGISTRY_TEST_DATA names their folder.

Most of them state no licence, so none is committed; what single rows taught is in the other tests.
"""

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xmlschema

from registry.patents import number_reasons as reasons
from registry.patents.check_digits import check_digit
from registry.patents.event_codes import EVENT_CODES, read_event_code
from registry.patents.events import LegalEvent, read_event
from registry.patents.number_types import Form, Kind, PatentNumber
from registry.patents.numbers import NumberProblem, Reading, parse, parse_all
from registry.patents.sources import Record
from registry.patents.sources.cnipa_fulltext import CnipaFullText
from registry.patents.sources.publications import read_application_number
from registry.patents.sources.recognising import collection_of
from registry.patents.sources.st96_publication import St96Publication
from registry.patents.status import PatentStatus, read_status
from registry.patents.terms import InForce, in_force
from registry.patents.timeline import Basics, KnownStanding, Look, fold

VARIABLE = "REGISTRY_TEST_DATA"
TODAY = date(2025, 9, 1)
RECORDED = Path(__file__).parent / "recorded"


@pytest.fixture(scope="module")
def data() -> Path:
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"{VARIABLE} names no folder with real inputs")
    return Path(folder) / "real"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_number_of_a_province_is_read_and_every_check_digit_is_right(data: Path) -> None:
    listed = rows(data / "patents/applications_shandong.csv")
    readings = [parse(row["application_number"]) for row in listed]
    assert len(readings) == 3692
    assert [each for each in readings if isinstance(each, NumberProblem)] == []
    numbers = [each for each in readings if isinstance(each, PatentNumber)]
    without = [each for each in numbers if not each.has_check_digit]
    assert len(without) <= 9
    assert all(each.year_in_number in range(1985, 1989) for each in without)
    checked = [each for each in numbers if each.has_check_digit]
    assert all(check_digit(each.digits) == each.check_digit for each in checked)
    kinds = [row["kind_by_digit"].replace(" ", "_") for row in listed]
    assert [each.kind for each in numbers] == kinds


@pytest.mark.parametrize(
    ("file", "column", "count"),
    [
        ("gazette_publications_2021.csv", "publication_number", 2685),
        ("google_patents_export_cn.csv", "id", 728),
    ],
)
def test_every_publication_number_is_read_with_its_kind_code(
    data: Path, file: str, column: str, count: int
) -> None:
    typed = [row[column] for row in rows(data / "patents" / file)]
    readings = [parse(each) for each in typed]
    assert len(readings) == count
    for written, reading in zip(typed, readings, strict=True):
        assert isinstance(reading, PatentNumber) and reading.form is Form.PUBLICATION
        assert reading.text == written.replace("-", "")


def verdict(reading: Reading) -> str:
    if isinstance(reading, PatentNumber):
        return "valid" if reading.names_a_right else "publication number"
    if reading.reason == reasons.WRONG_CHECK_DIGIT:
        return f"INVALID want {reading.values['right']}"
    return "no well-formed application number"


def test_every_number_as_people_typed_it_gets_the_honest_answer(data: Path) -> None:
    listed = json.loads((data / "patents/messy_numbers.json").read_text("utf-8"))
    assert len(listed) == 141
    for row in listed:
        readings = parse_all(row["raw"])
        assert [verdict(each) for each in readings] == row["check_digit_verdict"], row["raw"]
        assert all(each.typed in row["raw"] for each in readings)


HARMLESS = frozenset(
    "fullwidth fullwidth_dot lower_x middle_dot nbsp no_dot spaces text_prefix zwsp".split()
)
REASON_OF_DAMAGE = {
    "check_digit_flip": reasons.WRONG_CHECK_DIGIT,
    "excel_sci": reasons.SCIENTIFIC,
    "excel_trailing_zero_lost": reasons.NO_CHECK_DIGIT,
    "no_check": reasons.NO_CHECK_DIGIT,
    "ocr_O_0": reasons.LETTER_FOR_DIGIT,
    "transposed": reasons.WRONG_CHECK_DIGIT,
    "two_in_cell": reasons.SEVERAL,
}


def test_every_damaged_number_is_read_as_itself_or_refused_for_what_was_done_to_it(
    data: Path,
) -> None:
    seen: Counter[str] = Counter()
    for row in rows(data / "patents/derived_damage.csv"):
        damage = row["transform (synthetic)"]
        true, reading = parse(row["true_number"]), parse(row["damaged"])
        assert isinstance(true, PatentNumber)
        if isinstance(reading, NumberProblem):
            assert reading.reason == REASON_OF_DAMAGE[damage], row
            seen["refused"] += 1
        elif reading.canonical != true.canonical:
            # Two digits of 1986 changed places: there was no check digit to catch it.
            assert not reading.has_check_digit and damage == "transposed"
            seen["unseen"] += 1
        else:
            assert damage in HARMLESS | {"excel_trailing_zero_lost", "transposed"}, row
            seen["read"] += 1
    assert seen == {"read": 189, "refused": 110, "unseen": 1}


def test_no_suggestion_is_another_right_where_only_the_check_digit_was_hurt(data: Path) -> None:
    hurt = {"check_digit_flip", "no_check", "ocr_O_0"}
    for row in rows(data / "patents/derived_damage.csv"):
        if row["transform (synthetic)"] in hurt:
            reading, true = parse(row["damaged"]), parse(row["true_number"])
            assert isinstance(reading, NumberProblem) and isinstance(true, PatentNumber)
            suggested = parse(reading.suggestion or "")
            assert isinstance(suggested, PatentNumber)
            assert suggested.canonical == true.canonical


CLASSES = {
    "ended": {
        PatentStatus.LAPSED,
        PatentStatus.EXPIRED,
        PatentStatus.ABANDONED,
        PatentStatus.INVALIDATED,
        # 逾期视撤失效: an application that is deemed withdrawn.
        PatentStatus.WITHDRAWN,
    },
    "ended, restorable": {PatentStatus.LAPSED},
    "never granted": {PatentStatus.REFUSED, PatentStatus.WITHDRAWN},
    "pending": {PatentStatus.PENDING},
    "granted / event on a granted right": {PatentStatus.IN_FORCE, PatentStatus.UNKNOWN},
}
UNSETTLED = {"专利实施许可合同备案的生效", "专利权的保全"}


def test_every_published_status_word_has_its_class_or_is_listed_as_unknown(data: Path) -> None:
    listed = rows(data / "legal/cn_status_strings.csv")
    read = {row["status_as_published"]: read_status(row["status_as_published"]) for row in listed}
    for row in listed:
        status = read[row["status_as_published"]]
        assert status in CLASSES[row["class_read_by_this_helper"]], row
    assert {word for word, status in read.items() if status is PatentStatus.UNKNOWN} == UNSETTLED


def test_every_code_of_the_epo_has_its_key_event_and_no_code_is_ours_alone(data: Path) -> None:
    listed = rows(data / "legal/cn_legal_event_codes_epo_all110.csv")
    codes = {row["Event-code"].strip(): row["Event-class"].strip() for row in listed}
    assert set(codes) == set(EVENT_CODES) and len(codes) == 110
    differing = {
        code for code, given in codes.items() if given and EVENT_CODES[code].key_event[0] != given
    }
    assert differing == DIFFERENTLY_CLASSED


# The EPO says of it "classification pending"; its name is OTHER RELATED MATTERS.
DIFFERENTLY_CLASSED = {"C60"}
# One Chinese name for two codes, or a code that the EPO does not list.
OTHER_EFFECT_BY_NAME = {"CD02", "IP01", "RR01"}


def test_a_code_and_its_chinese_name_say_the_same(data: Path) -> None:
    differing = set()
    for row in rows(data / "legal/cn_code_names_zh.csv"):
        code, event = read_event_code(row["code"]), gazette(row["name_zh"], TODAY)
        if code is None or event is None or code.effect is not event.effect:
            differing.add(row["code"])
    assert differing == OTHER_EFFECT_BY_NAME


def gazette(words: str, day: date) -> LegalEvent | None:
    return read_event(words, announced_on=day, known_on=day, source="gazette")


def timelines(data: Path) -> Iterator[tuple[dict[str, Any], KnownStanding]]:
    """Each real timeline, folded; letters of documents are read as publication and grant."""
    words = {"A": "公开", "B": "授权"}
    for told in json.loads((data / "patents/real_timelines.json").read_text("utf-8")):
        if "filed" not in told:
            continue
        events = [
            gazette(words.get(name, name), date.fromisoformat(day))
            for day, name in told.get("events", [])
        ]
        granted = told.get("grant_pub")
        basics = Basics(
            Kind(told["kind"].split()[0]),
            date.fromisoformat(told["filed"]),
            date.fromisoformat(granted) if granted else None,
            told.get("patentee", ""),
        )
        said = read_status(told["status"]) if "status" in told else None
        looks = [Look("register", TODAY, TODAY, said)] if said else []
        yield told, fold(basics, [each for each in events if each], TODAY, looks=looks)


def test_the_real_timelines_fold_to_the_standing_they_state(data: Path) -> None:
    folded = {told["number"]: known for told, known in timelines(data)}
    assert len(folded) == 6
    for number, known in folded.items():
        assert known.standing.status is PatentStatus.IN_FORCE, number
        assert known.standing.granted_on is not None
        assert in_force(known.standing, known.standing.granted_on).answer is InForce.YES
    design = folded["CN201730033448.8"].standing
    assert design.expires_on == date(2027, 2, 7)
    divisional = folded["CN201210106458 / CN102622450"].standing
    assert divisional.expires_on == date(2028, 12, 12)
    transferred = folded["CN201410234381.X"]
    assert transferred.patentee_on(date(2020, 12, 1)) == "斑马智行网络(香港)有限公司"
    stated = folded["CN202311020199.X"].standing
    assert in_force(stated, TODAY).answer is InForce.YES


def test_a_number_without_check_digit_in_a_timeline_is_refused_with_a_suggestion(
    data: Path,
) -> None:
    listed = json.loads((data / "patents/real_timelines.json").read_text("utf-8"))
    (bare,) = [told["number"] for told in listed if told["number"] == "CN201711256672"]
    assert not isinstance(read_application_number(bare), PatentNumber)


def test_the_full_texts_of_the_office_are_recognised_and_read(data: Path) -> None:
    files = sorted((data / "cnipa_xml").iterdir())
    for file in files:
        source = collection_of(file)
        assert isinstance(source, CnipaFullText)
        (record,) = source.records()
        assert isinstance(record, Record), record
        assert record.title and record.patentee and record.filed_on and record.publications
    assert len(files) == 5


@pytest.fixture(scope="module")
def schemas(data: Path) -> Path:
    return data / "schemas"


def test_the_example_of_wipo_validates_and_is_read(schemas: Path) -> None:
    example = schemas / "PatentPublication_Example.xml"
    schema = xmlschema.XMLSchema11(schemas / "PatentPublication_V6_0.xsd", allow="local")
    schema.validate(str(example))
    source = collection_of(example)
    assert isinstance(source, St96Publication)
    (record,) = source.records()
    assert isinstance(record, Record)
    assert (record.number.office, record.number.canonical) == ("US", "13797521")
    assert [each.text for each in record.publications] == ["US08936998B2"]
    assert (record.filed_on, bool(record.title)) == (date(2013, 3, 12), True)
    assert record.events == ()


def test_what_the_other_tests_read_as_legal_status_data_validates(schemas: Path) -> None:
    schema = xmlschema.XMLSchema11(schemas / "PatentLegalStatusData_V6_0.xsd", allow="local")
    schema.validate(str(RECORDED / "st96/legal_status.xml"))
