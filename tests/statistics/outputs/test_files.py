"""The files of a release: each says the same figures, and none a confidential one."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.statistics.indicator import Unit
from registry.statistics.outputs.columns import COLUMNS
from registry.statistics.outputs.files import BY_NAME, FORMS, file_of
from registry.statistics.outputs.observations import Observation, observations
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.spreadsheet import Amount, Book, Sheet, workbook
from registry.statistics.releases.content import CellStatus, ReleaseContent

DAY = date(2025, 1, 1)
Seen = dict[tuple[str, ...], Decimal | None]


def key(each: Observation) -> tuple[str, ...]:
    codes = (one.code if one else "" for one in (each.place, each.industry, each.size))
    return (each.table, *codes, each.side.value, each.indicator.id)


def expected(released: ReleaseContent) -> Seen:
    return {key(each): each.number for each in observations(released)}


def test_the_release_has_shown_and_hidden_figures(released: ReleaseContent) -> None:
    statuses = {each.status for each in observations(released)}
    assert statuses == {CellStatus.SHOWN, CellStatus.SUPPRESSED}


def test_csv_says_every_figure_exactly(released: ReleaseContent) -> None:
    text = file_of(BY_NAME["csv"], released).decode("utf-8-sig")
    found = {
        tuple(row[name] for name in _KEY): Decimal(row["value"]) if row["value"] else None
        for row in csv.DictReader(io.StringIO(text))
    }
    assert found == expected(released)


_KEY = ("breakdown", "region_code", "class_code", "size", "stage", "indicator")


def test_parquet_is_read_by_duckdb_with_the_same_figures(
    released: ReleaseContent, tmp_path: Any
) -> None:
    path = tmp_path / "release.parquet"
    path.write_bytes(file_of(BY_NAME["parquet"], released))
    names = ", ".join(f"coalesce({name}, '')" for name in _KEY)
    rows = duckdb.sql(f"SELECT {names}, value FROM '{path}'").fetchall()
    assert {tuple(row[:-1]): row[-1] for row in rows} == expected(released)
    schema = pq.read_schema(path)
    assert [field.name for field in schema] == [column.name for column in COLUMNS]
    assert all(field.metadata[b"description"] for field in schema)


def test_json_says_every_figure_in_fen(released: ReleaseContent) -> None:
    plain = json.loads(file_of(BY_NAME["json"], released))
    values = [each["value"] for table in plain["tables"] for each in table["figures"]]
    assert values == [each.value for each in observations(released)]
    assert plain["indicators"]["output_value"]["unit"] == "CNY"
    assert plain["licence"] is None


def test_xlsx_says_every_figure_as_a_number_and_what_is_hidden_as_a_word(
    released: ReleaseContent,
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of(BY_NAME["xlsx"], released)))
    assert len(book.sheetnames) == len(released.tables) + 1
    cells = [
        cell.value
        for sheet in book.worksheets[:-1]
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if isinstance(cell.value, int | float) or cell.value == "confidential"
    ]
    told = [
        "confidential" if each.number is None else each.number for each in observations(released)
    ]
    assert [_exact(cell) for cell in cells] == told
    assert not any(
        cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row
    )


def _exact(cell: object) -> object:
    return Decimal(str(cell)) if isinstance(cell, int | float) else cell


@pytest.mark.parametrize("form", sorted(BY_NAME))
def test_no_file_for_the_public_holds_a_suppressed_figure(
    both: tuple[ReleaseContent, ReleaseContent], form: str
) -> None:
    """Amounts of fourteen digits are told apart from everything else in a file."""
    staff = {(key(each)): each for each in observations(both[1])}
    public = both[0]
    hidden = {
        each.text
        for each in staff.values()
        if each.status is CellStatus.SUPPRESSED and len(each.text) > 10
    }
    shown = {each.text for each in observations(public)}
    assert hidden - shown
    body = file_of(BY_NAME[form], public)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(body))
        texts = [f"{c.value}" for sheet in book for row in sheet.iter_rows() for c in row]
        body = "\n".join(texts).encode()
    if form == "parquet":
        body = str(pq.read_table(io.BytesIO(body)).to_pylist()).encode()
    found = set(re.findall(rb"[0-9]+(?:\.[0-9]+)?", body))
    secret = {text.encode() for text in hidden - shown}
    assert not found & (secret | {text.replace(b".", b"") for text in secret})


def test_the_same_release_gives_the_same_bytes(released: ReleaseContent) -> None:
    for form in FORMS:
        assert form.make(released, publisher()) == form.make(released, publisher()), form.name


def test_an_amount_of_more_digits_than_a_spreadsheet_keeps_stays_exact_as_text(app: Flask) -> None:
    expected = ["1000000000000000.01", "confidential", 12]
    rows = [[Amount(10**17 + 1, Unit.FEN)], [Amount(None, Unit.COUNT)], [Amount(12, Unit.COUNT)]]
    sheet = Sheet("a", "a", "a", ("a",), rows, 1)
    made = workbook(Book("a", "a", DAY, [], [sheet]))
    found = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert [found.cell(at, 1).value for at in (5, 6, 7)] == expected


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20))
def test_no_name_becomes_a_formula_or_breaks_the_sheet(app: Flask, name: str) -> None:
    sheet = Sheet(name, name, name, (name,), [["=1+1" + name]], 1)
    made = workbook(Book(name, name, DAY, [(name, name)], [sheet, sheet]))
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.worksheets[0].cell(5, 1).value == "=1+1" + name
    assert book.worksheets[0].cell(5, 1).data_type == "s"


def test_the_files_are_linked_with_type_and_size_and_answer_with_them(
    client: FlaskClient, number: str
) -> None:
    for address in (f"/open-data/{number}", f"/statistics/release?number={number}"):
        page = client.get(address)
        assert page.status_code == 200
        for form in FORMS:
            link = f"/open-data/{number}/release.{form.name}"
            assert link in page.text
            assert form.media_type.partition(";")[0] in page.text
    for form in FORMS:
        answered = client.get(f"/open-data/{number}/release.{form.name}")
        assert answered.status_code == 200
        assert answered.content_type == form.media_type
        again = {"If-None-Match": answered.headers["ETag"]}
        link = f"/open-data/{number}/release.{form.name}"
        assert client.get(link, headers=again).status_code == 304


def test_what_there_is_not_is_not_found(client: FlaskClient, number: str) -> None:
    for address in (
        "2024-9", "2024-9/release.csv", "x/release.csv", f"{number}/release.exe",
        f"{number}/release.", f"{number}/charts/none.svg", f"{number}/charts/target-path.gif",
        "٢٠٢٤-1", "1", "2024-1'", "2024-" + "9" * 400,
    ):  # fmt: skip
        assert client.get(f"/open-data/{address}").status_code == 404, address


def test_the_page_says_what_there_is_and_how_to_load_it(client: FlaskClient, app: Flask) -> None:
    page = client.get("/open-data").text
    for said in ("DuckDB", "read_parquet", "The operator has stated none", "suppressed"):
        assert said in page
    assert "Nothing has been published yet" in page
