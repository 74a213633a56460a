"""A table read in columns says what the row-by-row reference says: same rows, same problems."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from registry.patents.bulk.columns import ORDINARY, documents, names, trimmed
from registry.patents.bulk.number_columns import KINDS, key_of, read_numbers
from registry.patents.bulk.reading import TableReading
from registry.patents.bulk.rows import rows_of_records
from registry.patents.check_digits import check_digit
from registry.patents.numbers import PatentNumber, parse
from registry.patents.sources import Record, SourceUnavailable, Unreadable, fetch_of_file
from registry.patents.sources.table import TableFile, source_name
from registry.patents.sources.table_rows import read_publications
from registry.plain_text import read_line

AS_OF = date(2025, 8, 20)
HEADER = "申请号,名称,专利权人,申请日,授权日,法律状态,终止日,状态日期,公告号"
GOOD = (
    "202010700002.7,示例密封圈,示例乙有限公司,2020-04-01,2021-05-06,授权,,2025-08-20,CN111700002B"
)

Said = tuple[list[dict[str, object]], list[Unreadable], str]


def by_reference(path: Path) -> Said:
    """Right rows, wrong rows, and how it ended."""
    records: list[tuple[int, Record]] = []
    wrong: list[Unreadable] = []
    end = ""
    try:
        for read in TableFile(path, as_of=AS_OF).records():
            if isinstance(read, Record):
                records.append((0, read))
            else:
                wrong.append(read)
    except SourceUnavailable as error:
        end = str(error)
    return rows_of_records(records).drop(["place"]).to_pylist(), wrong, end


def in_columns(path: Path, piece: int) -> Said:
    right: list[dict[str, object]] = []
    wrong: list[Unreadable] = []
    end = ""
    try:
        fetch = fetch_of_file(source_name(path), path)
        for rows in TableReading(path, fetch, AS_OF, piece=piece).rows():
            right += rows.right.drop(["place"]).to_pylist()
            wrong += rows.wrong
    except SourceUnavailable as error:
        end = str(error)
    return right, wrong, end


def both_say_the_same(content: bytes, piece: int = 1 << 20) -> Said:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "示例.csv"
        path.write_bytes(content)
        reference, read = by_reference(path), in_columns(path, piece)
    if reference[2]:
        # What stands before the place where a file breaks off is not stored.
        assert read[2] == reference[2]
        return reference
    assert read == reference
    return reference


def number(chance: st.DrawFn) -> str:
    """A number as people write it, most often a right one."""
    body = chance(
        st.from_regex("20(0[3-9]|[1-4][0-9])[12389][0-9]{7}", fullmatch=True)
        | st.from_regex("(8[5-9]|9[0-9]|0[0-3])[12389][0-9]{5}", fullmatch=True)
    )
    prefix = chance(st.sampled_from(["", "", "ZL", "CN", "zl ", "ZL "]))
    dot = chance(st.sampled_from([".", ".", "", "．"]))
    check = chance(st.sampled_from([check_digit(body)] * 5 + list("0123456789Xx")))
    return f"{prefix}{body}{dot}{check}"


@st.composite
def numbers(draw: st.DrawFn) -> str:
    written = list(number(draw))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(written) - 1))
        written[place] = draw(st.sampled_from([*"0123456789X.OL ,", "", "１", "　"]))
    return "".join(written)


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers(), min_size=1, max_size=20))
def test_numbers_in_columns_are_those_that_are_read_singly(texts: list[str]) -> None:
    column = read_numbers(pa.array(texts, pa.string()))
    for place, canonical in enumerate(column.canonical.to_pylist()):
        reading = parse(texts[place])
        if column.is_right[place]:
            assert isinstance(reading, PatentNumber)
            assert canonical == reading.canonical
            assert KINDS[column.kinds[place]] is reading.kind
            assert column.keys[place] == key_of(reading.canonical)


@pytest.mark.parametrize("prefix", ["", "ZL", "CN"])
@pytest.mark.parametrize("dot", [".", ""])
@pytest.mark.parametrize("body", ["202110123456", "200310123456", "97121791", "03268679"])
def test_tidy_numbers_of_every_era_are_vouched_for(prefix: str, dot: str, body: str) -> None:
    written = f"{prefix}{body}{dot}{check_digit(body)}"
    assert read_numbers(pa.array([written])).is_right.all()


def test_no_wrong_check_digit_and_no_other_digit_is_ever_vouched_for() -> None:
    for right in ("202110123456.7", "97121791.2"):
        body, _, check = right.partition(".")
        right = f"{body}.{check_digit(body)}"
        places = [place for place in range(len(right)) if right[place] != "."]
        damaged = [
            right[:place] + other + right[place + 1 :]
            for place in places
            for other in "0123456789X"
            if other != right[place]
        ]
        assert not read_numbers(pa.array(damaged)).is_right.any()


def test_numbers_are_told_apart_by_their_keys() -> None:
    canonical = ["85102475", "97121791.2", "202110123456.7", "20211012345.X", "202110123456.X"]
    assert len({key_of(each) for each in canonical}) == len(canonical)


def ordinary() -> Iterator[str]:
    """Every character of which columns think that it needs no look."""
    places = list(ORDINARY)
    while places:
        first = places.pop(0)
        if places and places[0] == "-":
            last = places[1]
            del places[:2]
            yield from map(chr, range(ord(first), ord(last) + 1))
        else:
            yield first


def test_every_ordinary_character_is_kept_as_it_is_alone_and_behind_others() -> None:
    characters = list(ordinary())
    assert len(characters) > 27_000
    for character in characters:
        line = f"a{character}e{character}中{character}."
        assert read_line(line, 20) == line
        assert unicodedata.combining(character) == 0


@settings(max_examples=120, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1))
def test_names_in_columns_are_those_that_are_read_singly(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    cells = trimmed(pa.array(texts, pa.string()))
    assert cells.to_pylist() == [text.strip() for text in texts]
    column = names(cells, 20)
    for place, kept in enumerate(column.values.to_pylist()):
        if column.is_right[place]:
            assert read_line(texts[place], 20, required=False) == kept


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.from_regex("(CN|ZL)?[0-4][0-9]{8}[ABCUYSDX]?[0-9]?", fullmatch=True), min_size=1)
)
def test_documents_in_columns_are_those_that_are_read_singly(texts: list[str]) -> None:
    column = documents(pa.array(texts, pa.string()))
    for place, text in enumerate(column.values.to_pylist()):
        if column.is_right[place]:
            assert [each.text for each in read_publications(texts[place])] == [text]


CELLS = (
    numbers()
    | st.text(max_size=12)
    | st.text("一种装置，（）() \t;\"',\r\n\u3000\u200b\u0301é①", max_size=8)
    | st.sampled_from(["", "--", "2020-04-01", "2021.5.6", "20210506", "2021-02-30", "2030-01-01"])
    | st.sampled_from(["授权", "未缴年费终止", "活着", "CN111700002B", "CN111700002B;CN111700002A"])
)


@st.composite
def lines(draw: st.DrawFn) -> str:
    cells = GOOD.split(",")
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(cells) - 1))
        cells[place] = draw(CELLS)
    quoted = draw(st.sets(st.integers(0, len(cells) - 1)))
    written = [
        '"' + cell.replace('"', '""') + '"' if place in quoted else cell
        for place, cell in enumerate(cells)
    ]
    return ",".join(written)


@settings(max_examples=120, deadline=None)
@given(
    rows=st.lists(lines() | st.sampled_from(["", ",,", " ", ",,,,,,,,x", GOOD, GOOD]), max_size=8),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.sampled_from(["", "\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    piece=st.sampled_from([40, 300, 1 << 20]),
)
@example(rows=[GOOD.replace("示例密封圈", '5" 管')], end="\n", last="", encoding="utf-8", piece=99)
@example(rows=[GOOD, '"open'], end="\r\n", last="", encoding="utf-8", piece=99)
@example(rows=[GOOD, "x" * 140_000, GOOD], end="\n", last="\n", encoding="utf-8", piece=1 << 20)
def test_of_any_file_columns_say_what_the_reference_says(
    rows: list[str], end: str, last: str, encoding: str, piece: int
) -> None:
    text = end.join([HEADER, *rows]) + last
    both_say_the_same(text.encode(encoding, "replace"), piece)


@settings(max_examples=80, deadline=None)
@given(
    at=st.integers(0, 500),
    what=st.binary(min_size=1, max_size=3),
    piece=st.sampled_from([64, 9999]),
)
def test_of_a_damaged_file_too(at: int, what: bytes, piece: int) -> None:
    content = "\n".join([HEADER, GOOD, GOOD, GOOD, ""]).encode()
    at = min(at, len(content))
    both_say_the_same(content[:at] + what + content[at + len(what) :], piece)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"%PDF-1", "is a PDF file"),
        ("名称,法律状态\n".encode(), "no column for the patent number"),
    ],
)
def test_a_file_that_is_no_table_of_patents_is_told_of_in_the_same_words(
    content: bytes, said: str
) -> None:
    assert said in both_say_the_same(content)[2]


def test_a_right_row_can_be_read_again_as_a_record(tmp_path: Path) -> None:
    path = tmp_path / "示例.csv"
    quoted = '"' + GOOD.replace(",", '","') + '"'
    path.write_text("\n".join([HEADER, GOOD, quoted, ""]), "utf-8")
    rows = next(TableReading(path, fetch_of_file(source_name(path), path), None).rows())
    places = rows.right.column("place").to_pylist()
    assert [rows.record(place).number.canonical for place in places] == ["202010700002.7"] * 2


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER.split(","))
    book.active.append(GOOD.split(","))
    book.active.append([202010700002.8, "=A1"])
    path = tmp_path / "示例.xlsx"
    book.save(path)
    assert in_columns(path, 1 << 20) == by_reference(path)
    assert len(by_reference(path)[1]) == 1
