"""Charts: picture, table and words say the same, nothing comes from elsewhere, nothing leaks."""

import os
import re
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.codes.models import Region, RegionLevel
from registry.extensions import db
from registry.statistics.indicator import Unit
from registry.statistics.outputs import charts
from registry.statistics.outputs.charts import drawing
from registry.statistics.outputs.charts.tiles import _grids
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.release_charts import release_charts
from registry.statistics.panel import Change
from registry.statistics.releases.content import CellStatus, ReleaseContent

YI = 10**10


@pytest.fixture(scope="module", autouse=True)
def words() -> Iterator[None]:
    """The words of the registry without the registry: charts ask for nothing else."""
    web = Flask("registry")
    Babel(web, default_locale="en", default_translation_directories="translations")
    with web.app_context():
        yield


DAY = date(2025, 10, 31)
SUBJECT = charts.Subject("示例图", DAY, "示例机构")
EXAMPLE = charts.Subject("示例图", DAY, "示例机构", example=True)
GOALS = [charts.Goal(2025, 850 * YI, "示例规划")]
PATH = [
    charts.PathPoint(2022, 300 * YI, 200 * YI, 100 * YI),
    charts.PathPoint(2023, 511 * YI),
    charts.PathPoint(2024, None),
]
BARS = [
    charts.Bar("甲市", 5 * YI, 2 * YI, 3 * YI),
    charts.Bar("乙市", 7 * YI),
    charts.Bar("丙市", None),
]
TILES = [charts.Tile("370100", "济南市", 12 * YI), charts.Tile("370200", "青岛市", None)]
VINTAGES = [
    charts.Vintage(2024, "2024-1", "初步数据", DAY, 600 * YI),
    charts.Vintage(2024, "2024-2", "修订数据", date(2026, 1, 31), 580 * YI),
    charts.Vintage(2024, "2024-3", "最终数据", date(2026, 7, 31), None),
]
CHANGE = Change(
    before=500 * YI, after=640 * YI, panel=1200, panel_before=450 * YI, panel_after=520 * YI,
    risen=110 * YI, fallen=-40 * YI, entered=120 * YI, left=-50 * YI,
)  # fmt: skip


def every(subject: charts.Subject = SUBJECT) -> Iterator[charts.Chart]:
    yield charts.target_path(PATH, GOALS, subject)
    yield charts.bars("by-region", BARS, Unit.FEN, subject)
    yield charts.tile_map("370000", TILES, Unit.FEN, subject)
    yield charts.revisions(VINTAGES, Unit.FEN, subject)
    yield charts.year_on_year(CHANGE, 2024, subject)


def test_a_chart_is_one_picture_from_nowhere_else_that_says_what_it_is() -> None:
    for chart in every(EXAMPLE):
        svg = chart.svg().decode()
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        texts = " ".join(root.itertext())
        for said in ("2025-10-31", "示例机构", "100 million yuan", "EXAMPLE"):
            assert said in texts, (chart.name, said)
        addresses = set(re.findall(r"""https?://[^\s"'<>]+""", svg))
        assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
        assert "<script" not in svg and "<image" not in svg and "style=" not in svg
        assert chart.alternative in texts


def test_the_same_content_gives_the_same_bytes_however_often_it_is_drawn() -> None:
    for chart in every():
        first = chart.svg()
        drawing.svg.cache_clear()
        assert chart.svg() == first, chart.name


def test_a_chart_is_a_png_of_the_same_size_twice() -> None:
    chart = charts.tile_map("370000", TILES, Unit.FEN, SUBJECT)
    png = chart.png()
    width = float(ElementTree.fromstring(chart.svg()).get("width", "0"))
    assert png.startswith(b"\x89PNG") and int.from_bytes(png[16:20]) == round(2 * width)


def test_the_table_of_each_chart_has_its_figures() -> None:
    path, bars, tiles, revisions, change = every()
    assert path.table.rows == (
        ("2022", "200.00", "100.00", "300.00", "850.00", "35.2 %"),
        ("2023", "—", "—", "511.00", "850.00", "60.1 %"),
        ("2024", "confidential", "confidential", "confidential", "850.00", "—"),
        ("2025", "—", "—", "—", "850.00", "—"),
    )
    assert [row[0] for row in bars.table.rows] == ["乙市", "甲市", "丙市"]
    assert bars.table.rows[1] == ("甲市", "2.00", "3.00", "5.00")
    assert tiles.table.rows == (
        ("370100", "济南市", "12.00"),
        ("370200", "青岛市", "confidential"),
    )
    assert [row[-1] for row in revisions.table.rows] == ["—", "−20.00", "—"]
    assert [row[1] for row in change.table.rows] == [
        "500.00", "+110.00", "−40.00", "+120.00", "−50.00", "640.00",
    ]  # fmt: skip
    for chart in (path, bars, tiles, revisions, change):
        assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)


def test_what_is_confidential_is_said_and_drawn_hatched() -> None:
    tiles = charts.tile_map("370000", TILES, Unit.FEN, SUBJECT)
    assert "Confidential: 青岛市" in tiles.alternative
    assert b"Hatched: confidential" in tiles.svg()
    shown = charts.tile_map("370000", TILES[:1], Unit.FEN, SUBJECT)
    assert tiles.svg().count(b"<line") > shown.svg().count(b"<line")


def test_a_share_of_the_target_is_cut_and_never_said_to_be_full_before_it_is() -> None:
    nearly = [charts.PathPoint(2024, 850 * YI - 1)]
    assert charts.target_path(nearly, GOALS, SUBJECT).table.rows[0][-1] == "99.9 %"


def test_every_prefecture_of_the_province_has_a_tile_of_its_own(app: Flask) -> None:
    grid = _grids()["370000"]
    there = {
        row.code
        for row in db.session.query(Region).all()
        if row.parent_code == "370000"
        and row.level is RegionLevel.PREFECTURE
        and row.valid_to is None
    }
    assert set(grid) == there and len(set(grid.values())) == len(grid) == 16
    assert charts.has_grid("370000") and not charts.has_grid("110000")


def test_a_chart_speaks_the_language_of_its_reader() -> None:
    with force_locale("zh_Hans_CN"):
        chart = charts.bars("by-region", BARS, Unit.FEN, EXAMPLE)
        assert "亿元" in chart.alternative and "示例 · 示例图" in chart.title


def test_the_charts_of_a_release_hold_nothing_that_it_hides(
    both: tuple[ReleaseContent, ReleaseContent],
) -> None:
    public, staff = both
    hidden = {
        f"{figure.value / YI}"
        for table in staff.tables
        for figure in table.figures
        if figure.status is CellStatus.SUPPRESSED and (figure.value or 0) > YI
    }
    shown = {
        f"{figure.value / YI}" for table in public.tables for figure in table.figures
        if figure.value is not None
    }  # fmt: skip
    found = list(release_charts(public, [public], GOALS, publisher()))
    assert [each.name for each in found] == [
        "target-path", "by-region", "by-major-class", "by-class", "by-size", "tile-map",
        "revisions",
    ]  # fmt: skip
    assert hidden - shown
    for chart in found:
        numbers = set(re.findall(r"[0-9]+\.[0-9]+", chart.specification))
        assert not numbers & (hidden - shown), chart.name


amounts = st.none() | st.integers(-(2**60), 2**60)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@settings(max_examples=6, deadline=None)
@given(rows=st.lists(st.tuples(texts, amounts, amounts, amounts), max_size=5), title=texts)
def test_any_names_and_amounts_give_a_picture(
    rows: list[tuple[str, int | None, int | None, int | None]], title: str
) -> None:
    subject = charts.Subject(title, None, title)
    chart = charts.bars("any", [charts.Bar(*row) for row in rows], Unit.FEN, subject)
    ElementTree.fromstring(chart.svg())
    points = [charts.PathPoint(2020 + at, *row[1:]) for at, row in enumerate(rows)]
    ElementTree.fromstring(charts.target_path(points, [], subject).svg())


def test_a_province_without_a_grid_has_no_tile_map() -> None:
    with pytest.raises(KeyError):
        charts.tile_map("110000", TILES, Unit.FEN, SUBJECT)


def test_a_child_of_a_process_that_has_drawn_is_told_so_and_does_not_wait_for_ever() -> None:
    chart = charts.tile_map("370000", TILES[:1], Unit.COUNT, SUBJECT)
    chart.svg()
    drawing.svg.cache_clear()
    child = os.fork()
    if child == 0:
        try:
            chart.svg()
        except RuntimeError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
