"""Tables as offices' and resellers' exports have them."""

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from registry.patents.sources import Record, SourceUnavailable, Unreadable
from registry.patents.sources.days import read_day
from registry.patents.sources.table import HEADINGS, TableFile
from registry.patents.status import PatentStatus

RECORDED = Path(__file__).parent / "recorded" / "table"
NUMBER = "202010700002.7"


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[Record | Unreadable]:
    path = tmp_path / "示例.csv"
    path.write_bytes(text.encode(encoding))
    return list(TableFile(path, as_of=date(2025, 8, 20)).records())


def one(tmp_path: Path, text: str, encoding: str = "utf-8") -> Record:
    (record,) = read(tmp_path, text, encoding)
    assert isinstance(record, Record)
    return record


def problems(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    (refused,) = read(tmp_path, text)
    assert isinstance(refused, Unreadable)
    return [(problem.field, problem.given) for problem in refused.problems]


def test_dates_in_every_usual_writing_and_several_holders_are_read() -> None:
    records = list(TableFile(RECORDED / "zh.csv").records())
    second = records[1]
    assert isinstance(second, Record)
    assert (second.filed_on, second.granted_on) == (date(2019, 3, 1), date(2021, 6, 8))
    assert (second.ended_on, second.as_of) == (date(2024, 3, 1), date(2025, 8, 20))
    assert second.patentee == "示例乙有限公司;示例大学"
    assert [each.canonical for each in second.publications] == ["109700005B"]


def test_a_wrong_check_digit_is_refused_with_the_right_number_as_suggestion() -> None:
    third = list(TableFile(RECORDED / "zh.csv").records())[2]
    assert isinstance(third, Unreadable)
    assert third.place == "4"
    (problem,) = third.problems
    assert (problem.field, problem.given) == ("number", "202110700001.8")
    assert "CN202110700001.7" in problem.text()


def test_every_wrong_cell_of_a_row_is_told_of_at_once() -> None:
    fourth = list(TableFile(RECORDED / "zh.csv").records())[3]
    assert isinstance(fourth, Unreadable)
    told = [(problem.field, problem.given) for problem in fourth.problems]
    assert told == [
        ("filed_on", "2022-02-30"),
        ("status_as_of", "2026-01-01"),
        ("status", "活着"),
    ]
    assert all(problem.text().endswith(".") for problem in fourth.problems)


def test_reading_goes_on_where_it_stopped() -> None:
    source = TableFile(RECORDED / "zh.csv")
    everything = list(source.records())
    assert list(source.records(start=2)) == everything[2:]
    assert list(source.records(start=9)) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_in_each_of_the_encodings(tmp_path: Path, encoding: str) -> None:
    record = one(tmp_path, f"专利号,名称,法律状态\n{NUMBER},示例密封圈,授权\n", encoding)
    assert (record.title, record.status) == ("示例密封圈", PatentStatus.IN_FORCE)


@pytest.mark.parametrize("heading", [h for names in HEADINGS.values() for h in names])
def test_every_heading_is_known_in_full_width_and_capitals_too(
    tmp_path: Path, heading: str
) -> None:
    column = next(name for name, names in HEADINGS.items() if heading in names)
    cells = {"number": NUMBER, "status": "授权", "publication": "CN111700002B"}
    value = cells.get(column, "2022-05-06")
    written = heading.upper().replace("(", "（").replace(")", "）")
    others = {"number": NUMBER, "status": "授权"}
    others.pop(column, None)
    record = one(
        tmp_path, f"{','.join((written, *others))}\n{','.join((value, *others.values()))}\n"
    )
    read = {
        "number": record.number.canonical,
        "publication": "".join(f"CN{each.canonical}" for each in record.publications),
        "status": "授权" if record.status is PatentStatus.IN_FORCE else "",
        "status_as_of": str(record.as_of),
    }
    assert read.get(column, str(getattr(record, column, ""))) == value


def test_the_same_as_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["申请号", "申请日", "法律状态", "状态日期"])
    book.active.append([202010700002.7, datetime(2020, 4, 1), "授权", date(2025, 8, 20)])
    path = tmp_path / "示例.xlsx"
    book.save(path)
    (record,) = TableFile(path).records()
    assert isinstance(record, Record)
    assert (record.number.canonical, record.filed_on) == (NUMBER, date(2020, 4, 1))
    assert record.as_of == date(2025, 8, 20)


def test_a_number_that_lost_its_check_digit_zero_in_a_workbook_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["申请号"])
    book.active.append([202210700003.0])
    path = tmp_path / "示例.xlsx"
    book.save(path)
    (refused,) = TableFile(path).records()
    assert isinstance(refused, Unreadable)


def test_a_status_without_a_day_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "示例.csv"
    path.write_text(f"申请号,法律状态\n{NUMBER},授权\n", "utf-8")
    with pytest.raises(SourceUnavailable, match="for which day"):
        list(TableFile(path).records())
    path.write_text(f"申请号,法律状态,状态日期\n{NUMBER},授权,\n", "utf-8")
    (refused,) = TableFile(path).records()
    assert isinstance(refused, Unreadable)


def test_a_row_without_status_states_none_and_speaks_for_no_day(tmp_path: Path) -> None:
    record = one(tmp_path, f"申请号,申请日,法律状态\n{NUMBER},2020-04-01,\n")
    assert (record.status, record.as_of, record.look) == (None, None, None)


def test_a_dash_in_a_date_stands_for_nothing(tmp_path: Path) -> None:
    assert one(tmp_path, f"申请号,失效日\n{NUMBER},--\n").ended_on is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("申请日", "二〇二〇年"),
        ("授权日", "2022-13-01"),
        ("失效日", "20240230"),
        ("法律状态", "示例"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_value(
    tmp_path: Path, column: str, value: str
) -> None:
    ((_, given),) = problems(tmp_path, f"申请号,{column}\n{NUMBER},{value}\n")
    assert given == value


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("名称", "示例" * 251, "The text has 502 characters. Write at most 500"),
        ("专利权人", "示例\u200b公司", "cannot be seen (U+200B) at place 3"),
        ("名称", '"两\n行"', "cannot be seen (U+000A) at place 2"),
    ],
)
def test_a_name_that_the_register_cannot_keep_is_refused(
    tmp_path: Path, column: str, value: str, said: str
) -> None:
    (refused,) = read(tmp_path, f"申请号,{column}\n{NUMBER},{value}\n")
    assert isinstance(refused, Unreadable)
    assert said in refused.problems[0].text()


@pytest.mark.parametrize("line", [f"{NUMBER},一种装置,方法", NUMBER])
def test_a_row_of_another_width_than_the_header_is_refused(tmp_path: Path, line: str) -> None:
    (refused,) = read(tmp_path, f"申请号,名称\n{line}\n")
    assert isinstance(refused, Unreadable)
    assert "values for 2 columns" in refused.problems[0].text()


def test_a_formula_in_a_workbook_is_no_title(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["申请号", "名称"])
    book.active.append([NUMBER, "=A1"])
    path = tmp_path / "示例.xlsx"
    book.save(path)
    (refused,) = TableFile(path).records()
    assert isinstance(refused, Unreadable)
    assert refused.problems[0].text().startswith("The cell holds a formula.")


def test_the_number_of_a_document_is_no_number_of_a_right(tmp_path: Path) -> None:
    assert problems(tmp_path, "申请号\nCN111700002B\n") == [("number", "CN111700002B")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xe5\x90\x8d,x\n1,2\n", "no column for the patent number"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        ("申请号\n".encode("utf-16"), "the text is UTF-16"),
        (b"PK\x03\x04 no workbook", "is a ZIP file, and no workbook"),
        ('申请号\n"202010700002.7'.encode(), "opened in line 2 is never closed"),
        ("申请号,名称\n1,é\n".encode("latin-1", "replace") + b"\xff\xff", "neither UTF-8 nor GB"),
    ],
    ids=["empty", "no number", "picture", "UTF-16", "ZIP", "truncated", "neither"],
)
def test_a_file_that_is_no_table_is_told_of_in_one_sentence(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "示例.csv"
    path.write_bytes(content)
    with pytest.raises(SourceUnavailable, match=message):
        list(TableFile(path).records())


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-01",
        "2020-4-1",
        "20200401",
        "2020/04/01",
        "2020.4.1",
        "2020年4月1日",
        "２０２０-04-01",
    ],
)
def test_a_day_is_read_in_every_usual_writing(text: str) -> None:
    assert read_day(text) == date(2020, 4, 1)


@pytest.mark.parametrize("text", ["", "2020", "01/04/2020", "2020-02-30", "43922", "昨天"])
def test_what_is_no_clear_day_is_none(text: str) -> None:
    assert read_day(text) is None
