"""What staff take away: totals as a spreadsheet, the facts as Parquet, charts, and the command."""

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from factories import UserFactory
from flask import Flask
from flask.testing import FlaskClient
from released_figures import FIRST, fill, publish

from registry import clock
from registry.accounts.models import User
from registry.commands.release_files import export
from registry.statistics.breakdowns import Breakdown
from registry.statistics.outputs.files import BY_NAME, file_of
from registry.statistics.outputs.parquet import FACTS
from registry.statistics.queries import totals

SignIn = Callable[[User], FlaskClient]


def test_staff_take_totals_facts_and_charts_away(
    app: Flask, sign_in: SignIn, client: FlaskClient, tmp_path: Path
) -> None:
    fill(each_place=2)
    with clock.at(FIRST):
        staff = sign_in(UserFactory(statistician=True))
        asked = "data_year=2024&as_of=2025-10-31&by=region"
        found = totals(2024, FIRST).total.together["output_value"]

        book = openpyxl.load_workbook(
            io.BytesIO(staff.get(f"/statistics/totals.xlsx?{asked}").data)
        )
        last = list(book.worksheets[0].iter_rows(values_only=True))[-1]
        assert last[0] == "Total" and round(last[3] * 100) == found

        facts = staff.get(f"/statistics/facts.parquet?{asked}")
        assert facts.headers["Cache-Control"] == "no-store"
        path = tmp_path / "facts.parquet"
        path.write_bytes(facts.data)
        assert duckdb.sql(f"SELECT sum(output_value) FROM '{path}'").fetchall() == [(found,)]
        schema = pq.read_schema(path)
        assert [(each.name, each.metadata[b"description"].decode()) for each in schema] == [
            (name, meaning) for name, _, meaning in FACTS
        ]

        place = totals(2024, FIRST, (Breakdown.REGION,)).rows[0]
        code = place.keys[0].code
        narrowed = staff.get(f"/statistics/facts.parquet?{asked}&region={code}")
        path.write_bytes(narrowed.data)
        kept = duckdb.sql(f"SELECT sum(output_value) FROM '{path}'").fetchall()[0]
        assert kept[0] == place.cell.together["output_value"] < found
        assert pq.read_schema(path).metadata[b"regions"].decode() == code

        for name in ("bars", "tile-map", "year-on-year", "target-path"):
            drawn = staff.get(f"/statistics/charts/{name}.svg?{asked}")
            assert drawn.status_code == 200 and drawn.data.startswith(b"<svg"), name
        page = staff.get(f"/statistics/totals?{asked}").text
        assert "/statistics/charts/tile-map.png?" in page and "/statistics/facts.parquet?" in page

        for wrong in ("none.svg", "bars.gif", "bars.svg"):
            by = "region,class" if wrong == "bars.svg" else "region"
            answered = staff.get(f"/statistics/charts/{wrong}?data_year=2024&by={by}")
            assert answered.status_code == 404, wrong
        for wrong in ("data_year=24", "as_of=never", "data_year=2024&as_of=2999-01-01"):
            assert staff.get(f"/statistics/facts.parquet?{wrong}").status_code == 422, wrong
    for address in ("totals.xlsx", "facts.parquet", "charts/bars.svg"):
        assert client.get(f"/statistics/{address}").status_code in (302, 401, 403), address


@pytest.mark.parametrize(
    ("page", "charts"),
    [
        ("/statistics/targets", ["target-path"]),
        ("/statistics/change", ["year-on-year"]),
        ("/statistics/series", ["target-path"]),
        ("/statistics/totals?by=region", ["bars", "tile-map"]),
        ("/statistics/change?by=region", []),
        ("/statistics/series?indicator=profit", []),
    ],
)
def test_each_page_of_figures_has_its_charts_beside_the_table(
    app: Flask, sign_in: SignIn, page: str, charts: list[str]
) -> None:
    fill(each_place=2)
    with clock.at(FIRST):
        staff = sign_in(UserFactory(statistician=True))
        text = staff.get(page).text
        found = re.findall(r'<img src="([^"]*/charts/([a-z-]+)\.svg[^"]*)" alt="([^"]+)"', text)
        assert [name for _, name, _ in found] == charts
        for address, _, alt in found:
            assert len(alt) > 20
            assert staff.get(unescape(address)).data.startswith(b"<svg")
            assert unescape(address).replace(".svg", ".png") in unescape(text)


def test_the_command_writes_what_the_address_gives(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(each_place=3)
    number = publish()
    monkeypatch.setattr("registry.commands.frame.application", lambda: app)
    out = tmp_path / "file"

    def run(*words: str) -> Any:
        return CliRunner().invoke(export, [*words, "--out", str(out)])

    for form in ("xlsx", "csv", "parquet", "json", "sdmx-csv", "sdmx-json"):
        made = run(number, "--format", form)
        assert made.exit_code == 0, made.output
        assert str(len(out.read_bytes())) in made.output
    for form, address in (
        ("dcat", "catalogue.jsonld"),
        ("dcat-turtle", "catalogue.ttl"),
        ("sdmx-structure", "structure.json"),
    ):
        assert run("--format", form).exit_code == 0
        assert out.read_bytes() == client.get(f"/open-data/{address}").data
    assert "Give its number" in run("--format", "csv").output
    assert "There is no release 2024-9" in run("2024-9", "--format", "csv").output
    assert run(number, "--format", "exe").exit_code == 2


def test_a_file_is_made_once_for_a_content_and_a_language(released: Any) -> None:
    form = BY_NAME["csv"]
    assert file_of(form, released) is file_of(form, released)
