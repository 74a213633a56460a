"""A file that is no table is answered with one clear sentence; nothing of it is read."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from filing_packages import KNOWN, Draft, files_of

from registry.filing.columns import COLUMNS, OPTIONAL, File
from registry.filing.package import read_package
from registry.tables.problems import FileProblem
from registry.tables.table import Table, read_table

COLUMN = {"number": ("专利号",), "title": ("名称",)}
GOOD = "number,title\nZL202019000001.9,示例装置\n"


def table_of(folder: Path, content: bytes, name: str = "patents.csv") -> Table:
    path = folder / name
    path.write_bytes(content)
    return read_table(path, COLUMN)


def refusal(folder: Path, content: bytes) -> str:
    with pytest.raises(FileProblem) as caught:
        table_of(folder, content)
    assert caught.value.status == 422
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "patents.csv is empty."),
        (b"\xef\xbb\xbf", "patents.csv is empty."),
        (b"\n \n,,\n", "patents.csv is empty."),
        (b"number,title\n", "patents.csv has a header and no rows."),
        (b"number,title\n,\n\n", "patents.csv has a header and no rows."),
        (b"%PDF-1.7\n%\xe2\xe3", "patents.csv is a PDF file"),
        (b"PK\x03\x04rubbish", "patents.csv is a ZIP file, and no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a workbook of the old kind (XLS)"),
        (b"\x89PNG\r\n", "patents.csv is a picture"),
        (b"<!doctype html>", "patents.csv is a web page or XML file"),
        (b"number,title\nA\0B,x\n", "there are NUL bytes in it"),
        (GOOD.encode("utf-16"), "the text is UTF-16"),
        (GOOD.encode("utf-16-le"), "the text is UTF-16"),
        ("number,title\n1,café\n".encode("latin-1"), "neither UTF-8 nor GB 18030"),
        (GOOD.encode()[:-2], "the text is UTF-8, but the bytes in line 2 are not"),
        (GOOD.encode() + b"\xff,x\n", "the text is UTF-8, but the bytes in line 3 are not"),
        (b'number,title\n1,"open\n2,b\n', "the quotation mark opened in line 2 is never closed"),
        (b'number,title\n1,"a"b\n', "the quotation marks in line 2 do not fit"),
        (b"number\n1\n", "columns are missing: title"),
        (b"a,b\n1,2\n", "columns are missing: number, title"),
        (b"number;title\n1;2\n", "the columns are parted by “;”; commas are needed"),
        (b"number\ttitle\n1\t2\n", "the columns are parted by “Tab”"),
        (b"number,title,number\n1,2,3\n", "columns stand there more than once: number"),
        ("number,title,专利号\n1,2,3\n".encode(), "more than once: number"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    assert said in refusal(tmp_path, content)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="There is no file .*nowhere.csv"):
        read_table(tmp_path / "nowhere.csv", COLUMN)


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be opened"):
        read_table(tmp_path, COLUMN)


def test_a_file_that_is_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "patents.csv"
    with path.open("wb") as out:
        out.truncate(201_000_000)
    with pytest.raises(FileProblem, match="201 MB; at most 200 MB"):
        read_table(path, COLUMN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_that_are_promised_give_the_same_rows(tmp_path: Path, encoding: str) -> None:
    table = table_of(tmp_path, GOOD.encode(encoding))
    assert [row.values for row in table.rows] == [
        {"number": "ZL202019000001.9", "title": "示例装置"}
    ]


def test_columns_may_stand_in_any_order_under_chinese_headings_and_in_capitals(
    tmp_path: Path,
) -> None:
    table = table_of(tmp_path, "名称 , NUMBER\n示例装置, 1 \n".encode())
    assert table.rows[0].values == {"title": "示例装置", "number": "1"}


def test_headings_that_nothing_asks_for_are_named_and_ignored(tmp_path: Path) -> None:
    table = table_of(tmp_path, "number,title,备注\n1,a,x\n".encode())
    assert table.unknown == ("备注",)
    assert table.rows[0].values == {"number": "1", "title": "a"}


def test_rows_know_their_lines_past_blank_ones_and_values_of_several_lines(tmp_path: Path) -> None:
    table = table_of(tmp_path, b'number,title\n\n1,"a\nb"\n,\n2,c\n')
    assert [(row.line, row.values["number"]) for row in table.rows] == [(3, "1"), (6, "2")]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1,a,b", "The row has 3 values for 2 columns. Put a value that has a comma"),
        ("1", "The row has 1 values for 2 columns. Give every value"),
    ],
)
def test_a_row_of_another_width_is_a_problem_of_that_row_alone(
    tmp_path: Path, line: str, said: str
) -> None:
    bad, good = table_of(tmp_path, f"number,title\n{line}\n2,c\n".encode()).rows
    assert bad.problems[0].text().startswith(said)
    assert good.problems == []


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]  # a new workbook has a sheet
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD: list[object] = ["number", "title"]


def test_a_workbook_gives_days_in_iso_form_and_whole_numbers_in_plain_digits(
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [
        HEAD,
        [datetime(2024, 2, 29), 370100.0],
        [date(2024, 3, 1), 1234567.5],
        [True, "示例"],
        [202110123456.7, None],
    ]
    table = table_of(tmp_path, workbook(rows), "patents.xlsx")
    assert [tuple(row.values.values()) for row in table.rows] == [
        ("2024-02-29", "370100"),
        ("2024-03-01", "1234567.5"),
        ("true", "示例"),
        ("202110123456.7", ""),
    ]


def test_a_percentage_of_a_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD)
    sheet.append([0.425, "x"])
    sheet["A2"].number_format = "0.00%"
    out = io.BytesIO()
    book.save(out)
    assert table_of(tmp_path, out.getvalue()).rows[0].values["number"] == "42.5%"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2021101234567890, "a number of more than 15 digits"),
        ("=A1", "The cell holds a formula."),
    ],
)
def test_a_cell_of_a_workbook_that_cannot_be_trusted_is_a_problem_of_its_row(
    tmp_path: Path, value: object, said: str
) -> None:
    table = table_of(tmp_path, workbook([HEAD, [value, "a"], ["2", "b"]]))
    (problem,) = table.rows[0].problems
    assert problem.field == "number"
    assert said in problem.text()
    assert table.rows[1].problems == []


def test_empty_cells_at_the_end_of_a_workbooks_row_are_no_problem(tmp_path: Path) -> None:
    table = table_of(tmp_path, workbook([HEAD, ["1"]]))
    assert table.rows[0].problems == []
    assert table.rows[0].values == {"number": "1", "title": ""}


def test_of_several_sheets_only_one_may_hold_anything(tmp_path: Path) -> None:
    content = [HEAD, ["1", "a"]]
    assert len(table_of(tmp_path, workbook([], content)).rows) == 1
    assert "several sheets with content (Sheet0, Sheet1)" in refusal(
        tmp_path, workbook(content, content)
    )


def test_a_workbook_that_is_damaged_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    assert "no XLSX workbook that can be read" in refusal(tmp_path, out.getvalue())


def test_a_workbook_that_unpacks_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        for part in range(11):
            archive.writestr(f"xl/{part}", bytes(100_000_000))
    assert "too large: more than 1000 MB when unpacked" in refusal(tmp_path, out.getvalue())


def as_workbook(csv_file: Path) -> bytes:
    with csv_file.open(encoding="utf-8", newline="") as lines:
        return workbook([list(row) for row in csv.reader(lines)])


def in_gb18030(csv_file: Path) -> bytes:
    return csv_file.read_text(encoding="utf-8").encode("gb18030")


@pytest.mark.parametrize("written", [as_workbook, in_gb18030])
def test_a_package_says_the_same_as_csv_as_workbook_and_in_gb_18030(
    tmp_path: Path, written: Callable[[Path], bytes]
) -> None:
    before = Draft().read(tmp_path)
    for file in File:
        path = tmp_path / file.value
        path.write_bytes(written(path))
    after = read_package(files_of(tmp_path), KNOWN)
    assert after == before
    assert after.problems == ()


def test_every_column_but_the_optional_ones_is_asked_for(tmp_path: Path) -> None:
    for file in File:
        for column in set(COLUMNS[file]) - OPTIONAL:
            draft = Draft()
            files = draft.write(tmp_path)
            for row in draft.rows[file]:
                del row[column]
            with (tmp_path / file.value).open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, [name for name in COLUMNS[file] if name != column])
                writer.writeheader()
                writer.writerows(draft.rows[file])
            with pytest.raises(FileProblem, match=f"{file.value}: columns are missing: {column}"):
                read_package(files, KNOWN)
