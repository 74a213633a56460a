"""Tables of patents with every sort of damage: columns and the row-by-row reference agree."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from conftest import Campaign

from registry.patents.bulk.reading import TableReading
from registry.patents.bulk.rows import rows_of_records
from registry.patents.check_digits import check_digit
from registry.patents.sources import Record, SourceUnavailable, Unreadable, fetch_of_file
from registry.patents.sources.table import TableFile, source_name

FILES, ROWS, SEED = 400, 400, 20_260_112
AS_OF = date(2025, 8, 20)
HEADER = "申请号,名称,专利权人,申请日,授权日,法律状态,终止日,状态日期,公告号"
MARKS = [*',"\r\n;．　　０Ｘxé́中Zz\0', '""', ",,", "\r\n", "2030-01-01", "CN111700002B"]

Said = tuple[list[dict[str, object]], list[Unreadable], str]


def test_columns_and_the_reference_agree_on_damaged_files(
    campaign: Campaign, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    different = []
    rows = refused = 0
    for number in range(FILES):
        path = tmp_path / "示例.csv"
        path.write_bytes(damaged_file(chance))
        reference = by_reference(path)
        piece = chance.choice((200, 5_000, 1 << 20))
        if not agree(reference, in_columns(path, piece)):
            different.append(number)
        rows += len(reference[0])
        refused += len(reference[1])
    campaign.record(
        what="damaged tables of patents, read in columns and row by row",
        how_many=FILES,
        seed=SEED,
        failures=different,
        right_rows=rows,
        refused_rows=refused,
    )


def damaged_file(chance: random.Random) -> bytes:
    """Rows in one of the encodings, some of which have been tampered with, then perhaps a byte."""
    rate = chance.choice((0.0, 0.01, 0.2, 0.9))
    end = chance.choice(("\n", "\n", "\r\n", "\r"))
    lines = [HEADER, *(damaged_row(chance, rate) for _ in range(chance.randrange(ROWS)))]
    content = bytearray(end.join(lines).encode(chance.choice(("utf-8", "utf-8-sig", "gb18030"))))
    if chance.random() < 0.1:
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def damaged_row(chance: random.Random, rate: float) -> str:
    body = f"{chance.choice((1986, 1997, 2003, 2021))}{chance.choice('12389')}"
    body += f"{chance.randrange(10**7):07d}"
    body = body if body.startswith("20") else body[2:5] + body[-5:]
    number = f"{chance.choice(('', 'ZL', 'CN'))}{body}{chance.choice('..')}{check_digit(body)}"
    status = chance.choice(("授权", "未缴年费终止", "实质审查", ""))
    row = f"{number},一种（示例）装置,示例乙公司;示例大学,2020-04-01,2021.5.6,{status},,2025-08-20,"
    if chance.random() >= rate:
        return row
    place = chance.randrange(len(row))
    return row[:place] + chance.choice(MARKS) + row[place + chance.randrange(3) :]


def by_reference(path: Path) -> Said:
    return told(TableFile(path, as_of=AS_OF).records())


def told(read: Iterator[Record | Unreadable]) -> Said:
    records: list[tuple[int, Record]] = []
    wrong: list[Unreadable] = []
    try:
        for each in read:
            if isinstance(each, Record):
                records.append((0, each))
            else:
                wrong.append(each)
    except SourceUnavailable as error:
        return [], [], str(error)
    return rows_of_records(records).drop(["place"]).to_pylist(), wrong, ""


def in_columns(path: Path, piece: int) -> Said:
    right: list[dict[str, object]] = []
    wrong: list[Unreadable] = []
    try:
        fetch = fetch_of_file(source_name(path), path)
        for rows in TableReading(path, fetch, AS_OF, piece=piece).rows():
            right += rows.right.drop(["place"]).to_pylist()
            wrong += rows.wrong
    except SourceUnavailable as error:
        return [], [], str(error)
    return right, wrong, ""


def agree(reference: Said, read: Said) -> bool:
    """Of a file that breaks off nothing is stored: only the reason must be the same."""
    return reference == read
