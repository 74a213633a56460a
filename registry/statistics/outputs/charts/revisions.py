"""The revision triangle: data years down, releases of each across, what each one changed."""

from collections.abc import Sequence
from typing import Any

import altair as alt
from flask_babel import gettext

from registry.statistics.indicator import Unit
from registry.statistics.outputs.charts.hatching import hatching
from registry.statistics.outputs.charts.picture import Chart, Subject, Table
from registry.statistics.outputs.charts.rows import Vintage
from registry.statistics.outputs.charts.style import (
    INK,
    Drawing,
    amount,
    caption,
    finished,
    over,
    said,
    signed,
    text_of,
    title_of,
    unit_name,
)

WIDTH, HEIGHT, GAP = 172, 100, 0.03
SHADES = ["#e9a466", "#f6e3cd", "#ffffff", "#d3e4f3", "#7fb0dc"]


def revisions(vintages: Sequence[Vintage], unit: Unit, subject: Subject) -> Chart:
    """The figures of each data year as its releases gave them, in the order of their coming out.
    A change is against the release before; shaded by its part of that one."""
    placed = _placed(vintages, unit)
    table = Table(
        caption(subject, unit),
        tuple(
            str(each)
            for each in (
                gettext("Data year"),
                gettext("Release"),
                gettext("Status of the figures"),
                gettext("As of"),
                unit_name(unit),
                gettext("Against the release before"),
            )
        ),
        tuple(_row(each, placed, unit) for each in placed),
        labels=4,
    )
    notes = [gettext("Small: the change against the release before.")]
    drawn = finished(_drawn(placed, unit), subject, unit, notes)
    return Chart("revisions", title_of(subject), _in_words(placed, unit, subject), table, drawn)


Placed = dict[tuple[int, int], Vintage]


def _placed(vintages: Sequence[Vintage], unit: Unit) -> Placed:
    """(Data year, place from 0) → release."""
    found: Placed = {}
    for each in vintages:
        place = sum(year == each.data_year for year, _ in found)
        found[each.data_year, place] = each
    return dict(sorted(found.items()))


def _changed(place: tuple[int, int], placed: Placed) -> int | None:
    """Against the release before; None for the first and where one of them is hidden."""
    before = placed.get((place[0], place[1] - 1))
    now = placed[place]
    if before is None or before.value is None or now.value is None:
        return None
    return now.value - before.value


def _row(place: tuple[int, int], placed: Placed, unit: Unit) -> tuple[str, ...]:
    each, changed = placed[place], _changed(place, placed)
    return (
        str(each.data_year),
        each.number,
        each.status,
        each.as_of.isoformat(),
        text_of(each.value, unit),
        "—" if changed is None else signed(changed, unit),
    )


def _drawn(placed: Placed, unit: Unit) -> Drawing:
    years = sorted({year for year, _ in placed})
    width = 1 + max((at for _, at in placed), default=0)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.4, width], nice=False))
    domain = [-0.32, len(years)]
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=domain, nice=False, reverse=True))
    records = [_record(place, years.index(place[0]), placed, unit) for place in placed]
    heads = [
        {"x": at + 0.5, "y": -0.14, "text": gettext("Release %(number)s", number=at + 1)}
        for at in range(width)
    ] + [{"x": -0.2, "y": row + 0.5, "text": str(year)} for row, year in enumerate(years)]
    greatest = max((abs(each["part"]) for each in records), default=0.0) or 1.0
    scale = alt.Scale(
        domain=[-greatest, -greatest / 2, 0, greatest / 2, greatest],
        range=SHADES,
        interpolate="rgb",
    )
    cells = over(records)
    hidden = [(e["x"], e["y"], e["x2"], e["y2"]) for e in records if e["hidden"]]
    shade = alt.Color("part:Q", scale=scale, legend=None)
    return alt.layer(
        cells.mark_rect(stroke=INK, strokeWidth=0.8).encode(
            x=x, y=y, x2="x2:Q", y2="y2:Q", color=shade
        ),
        hatching(hidden, x, y),
        _grounds(records, x, y),
        _text(cells, "top:Q", "value:N", fontSize=16, fontWeight="bold"),
        _text(cells, "middle:Q", "change:N"),
        _text(cells, "bottom:Q", "about:N", fontSize=11),
        _text(cells, "last:Q", "day:N", fontSize=11),
        over(heads)
        .mark_text(fontSize=13, fontWeight="bold")
        .encode(x="x:Q", y="y:Q", text="text:N"),
    ).properties(width=WIDTH * (width + 0.4), height=HEIGHT * (len(years) + 0.32))


def _grounds(records: list[dict[str, Any]], x: alt.X, y: alt.Y) -> Drawing:
    """White under the words of hidden cells, where lines would cross them."""
    hidden = [
        {"x": e["x"] + 0.04, "x2": e["x2"] - 0.04, "y": row, "y2": row + height}
        for e in records
        if e["hidden"]
        for row, height in ((e["top"] - 0.12, 0.24), (e["bottom"] - 0.1, 0.36))
    ]
    drawn = over(hidden).mark_rect(fill="white", stroke=None)
    return drawn.encode(x=x, y=y, x2="x2:Q", y2="y2:Q")


def _text(cells: Drawing, y: str, text: str, **mark: Any) -> Drawing:
    return cells.mark_text(**mark).encode(x="mid:Q", y=y, text=text)


def _record(place: tuple[int, int], row: int, placed: Placed, unit: Unit) -> dict[str, Any]:
    each, changed = placed[place], _changed(place, placed)
    before = placed.get((place[0], place[1] - 1))
    old = amount(before.value, unit) if before and before.value else 0.0
    part = amount(changed, unit) / abs(old) if changed and old else 0.0
    share = f" ({100 * part:+.1f} %)".replace("-", "−") if part else ""
    return {
        "x": place[1] + GAP,
        "x2": place[1] + 1 - GAP,
        "mid": place[1] + 0.5,
        "y": row + GAP,
        "y2": row + 1 - GAP,
        "top": row + 0.23,
        "middle": row + 0.46,
        "bottom": row + 0.69,
        "last": row + 0.86,
        "value": text_of(each.value, unit),
        "change": "" if changed is None else signed(changed, unit) + share,
        "about": f"{each.number} · {each.status}",
        "day": each.as_of.isoformat(),
        "part": part,
        "hidden": each.value is None,
    }


def _in_words(placed: Placed, unit: Unit, subject: Subject) -> str:
    steps = []
    for place, each in placed.items():
        changed = _changed(place, placed)
        by = f" ({signed(changed, unit)})" if changed is not None else ""
        steps.append(f"{each.number}{gettext(': ')}{text_of(each.value, unit)}{by}")
    told = [gettext("%(list)s.", list=gettext("; ").join(steps))] if steps else []
    return said(subject, unit, *told)
