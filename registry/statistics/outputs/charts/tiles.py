"""A tile map: one square for each prefecture, shaded by its figure.

The positions are a drawing decision of ours, kept as data in ``tile_grids.yaml``; the picture says
that it is no map.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import yaml
from flask_babel import gettext

from registry.statistics.indicator import Unit
from registry.statistics.outputs.charts.hatching import hatching
from registry.statistics.outputs.charts.picture import Chart, Subject, Table
from registry.statistics.outputs.charts.rows import Tile
from registry.statistics.outputs.charts.style import (
    DARK,
    INK,
    LIGHT,
    Drawing,
    amount,
    caption,
    finished,
    over,
    said,
    text_of,
    title_of,
    unit_name,
)

SIDE, GAP = 96, 0.05
# From this part of the highest shade on, white writing is easier to read than dark.
DARK_FROM = 0.55
MOST_IN_WORDS = 3
Grid = dict[str, tuple[int, int]]


def has_grid(region_code: str) -> bool:
    """Whether there is a tile grid for this province."""
    return region_code in _grids()


def tile_map(region_code: str, tiles: Sequence[Tile], unit: Unit, subject: Subject) -> Chart:
    """The prefectures of a province. A place of the grid without a figure has nothing; figures of
    places that are not in the grid stand in the table and in a note. KeyError without a grid."""
    grid = _grids()[region_code]
    beside = [each for each in tiles if each.code not in grid]
    notes = [gettext("Each prefecture is one tile near its neighbours: this is no map.")]
    if any(each.value is None for each in tiles):
        notes.append(gettext("Hatched: confidential."))
    if beside:
        places = gettext("; ").join(f"{e.name} {text_of(e.value, unit)}" for e in beside)
        notes.append(gettext("Without a tile: %(places)s", places=places))
    table = Table(
        caption(subject, unit),
        (str(gettext("code")), str(gettext("Prefecture")), unit_name(unit)),
        tuple((each.code, each.name, text_of(each.value, unit)) for each in tiles),
        labels=2,
    )
    drawn = finished(_drawn(grid, tiles, unit), subject, unit, notes)
    return Chart("tile-map", title_of(subject), _in_words(tiles, unit, subject), table, drawn)


@cache
def _grids() -> dict[str, Grid]:
    text = Path(__file__).with_name("tile_grids.yaml").read_text(encoding="utf-8")
    return {
        province: {code: (column, row) for code, (column, row) in places.items()}
        for province, places in yaml.safe_load(text).items()
    }


def _drawn(grid: Grid, tiles: Sequence[Tile], unit: Unit) -> Drawing:
    columns = 1 + max(column for column, _ in grid.values())
    rows = 1 + max(row for _, row in grid.values())
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, columns], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, rows], nice=False, reverse=True))
    shown = [each for each in tiles if each.code in grid]
    top = max((amount(each.value or 0, unit) for each in shown), default=0.0) or 1.0
    records = [_record(each, *grid[each.code], unit, top) for each in shown]
    known = [each for each in records if each["value"] is not None]
    scale = alt.Scale(domain=[0, top], range=[LIGHT, DARK], clamp=True)
    legend = alt.Legend(title=unit_name(unit), format=",~f", tickCount=4, gradientLength=180)
    box = {"x2": "x2:Q", "y2": "y2:Q"}
    squares = over(known).mark_rect(stroke=INK, strokeWidth=0.8)
    frames = over(records).mark_rect(stroke=INK, strokeWidth=0.8, fill="white")
    hidden = [(e["x"], e["y"], e["x2"], e["y2"]) for e in records if e["value"] is None]
    written = over(records).encode(
        x=alt.X("mid:Q"),
        color=alt.condition("datum.dark", alt.value("white"), alt.value(INK)),
    )
    return alt.layer(
        frames.encode(x=x, y=y, **box),
        hatching(hidden, x, y),
        squares.encode(x=x, y=y, color=alt.Color("value:Q", scale=scale, legend=legend), **box),
        _under(records, x, y),
        written.mark_text(fontSize=14, fontWeight="bold").encode(y="upper:Q", text="name:N"),
        written.mark_text(fontSize=12).encode(y="lower:Q", text="text:N"),
    ).properties(width=SIDE * columns, height=SIDE * rows)


def _under(records: list[dict[str, Any]], x: alt.X, y: alt.Y) -> Drawing:
    """A white ground under the texts of hidden tiles, where lines would cross them."""
    grounds = [
        {"x": e["x"] + 0.06, "x2": e["x2"] - 0.06, "y": e["upper"] - 0.13, "y2": e["lower"] + 0.12}
        for e in records
        if e["value"] is None
    ]
    return over(grounds).mark_rect(fill="white", stroke=None).encode(x=x, y=y, x2="x2:Q", y2="y2:Q")


def _record(tile: Tile, column: int, row: int, unit: Unit, top: float) -> dict[str, Any]:
    value = None if tile.value is None else amount(tile.value, unit)
    return {
        "name": tile.name.removesuffix("市"),
        "text": text_of(tile.value, unit),
        "value": value,
        "dark": value is not None and value > DARK_FROM * top,
        "x": column + GAP,
        "x2": column + 1 - GAP,
        "y": row + GAP,
        "y2": row + 1 - GAP,
        "mid": column + 0.5,
        "upper": row + 0.4,
        "lower": row + 0.63,
    }


def _in_words(tiles: Sequence[Tile], unit: Unit, subject: Subject) -> str:
    known = sorted(
        ((each.value, each.name) for each in tiles if each.value is not None),
        key=lambda pair: (-pair[0], pair[1]),
    )
    first = gettext("; ").join(
        f"{name} {text_of(value, unit)}" for value, name in known[:MOST_IN_WORDS]
    )
    sentences = []
    if known:
        sentences.append(
            gettext("Tiles shaded by the figure; the highest: %(first)s.", first=first)
        )
    hidden = gettext("; ").join(each.name for each in tiles if each.value is None)
    if hidden:
        sentences.append(gettext("Confidential: %(places)s.", places=hidden))
    return said(subject, unit, *sentences)
