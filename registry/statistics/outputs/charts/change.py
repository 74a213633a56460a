"""Year on year as a bridge: from the year before, over what rose, fell, entered and left."""

from typing import Any

import altair as alt
from flask_babel import gettext

from registry.percent import format_percent
from registry.statistics.indicator import Unit
from registry.statistics.outputs.charts.picture import Chart, Subject, Table
from registry.statistics.outputs.charts.style import (
    DOWN,
    INK,
    QUIET,
    REGISTERED,
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
from registry.statistics.panel import Change

HEIGHT, STEP = 320, 116
BREAK = "|"
FILLS = {"whole": "#4a5560", "up": REGISTERED, "down": DOWN}


def year_on_year(change: Change, data_year: int, subject: Subject, unit: Unit = Unit.FEN) -> Chart:
    """What an amount has changed by since the data year before, the like-for-like panel apart from
    entry and exit. The four parts sum exactly to the change."""
    steps = _steps(change, data_year)
    table = Table(
        caption(subject, unit),
        (str(gettext("Part of the change")), unit_name(unit)),
        tuple(
            (
                label.replace(BREAK, gettext(": ")),
                text_of(value, unit) if sort == "whole" else signed(value, unit),
            )
            for label, value, sort in steps
        ),
    )
    note = _like_for_like(change)
    drawn = finished(_drawn(steps, unit), subject, unit, [note])
    steps_told = gettext("; ").join(" ".join(row) for row in table.rows)
    words = said(subject, unit, gettext("%(list)s.", list=steps_told), note)
    return Chart("year-on-year", title_of(subject), words, table, drawn)


def _steps(change: Change, data_year: int) -> list[tuple[str, int, str]]:
    """Label, value, and whether it is a whole, a rise or a fall."""
    moves = (
        (_two(gettext("in both years"), gettext("risen")), change.risen),
        (_two(gettext("in both years"), gettext("fallen")), change.fallen),
        (_two(gettext("not the year before"), gettext("entered")), change.entered),
        (_two(gettext("no longer"), gettext("left")), change.left),
    )
    return [
        (str(data_year - 1), change.before, "whole"),
        *((label, value, "up" if value >= 0 else "down") for label, value in moves),
        (str(data_year), change.after, "whole"),
    ]


def _two(upper: str, lower: str) -> str:
    """Two lines of a label."""
    return f"{upper}{BREAK}{lower}"


def _like_for_like(change: Change) -> str:
    grown = change.like_for_like
    if grown is None:
        return str(gettext("Nothing stands in both years: there is no like-for-like change."))
    # Cut towards zero: a change is never said to be larger than it is.
    hundredths = abs(grown.numerator) * 10_000 // grown.denominator
    share = ("−" if grown < 0 else "+") + format_percent(hundredths)
    return str(
        gettext(
            "Like for like: %(share)s %% over the %(count)s in both years.",
            share=share,
            count=f"{change.panel:,}",
        )
    )


def _drawn(steps: list[tuple[str, int, str]], unit: Unit) -> Drawing:
    records = _records(steps, unit)
    order = [each["label"] for each in records]
    lines = alt.Axis(
        labelAngle=0,
        labelAlign="center",
        labelBaseline="top",
        ticks=False,
        labelPadding=8,
        labelLimit=STEP,
        labelExpr=f"split(datum.label, '{BREAK}')",
    )
    x = alt.X("label:N", sort=order, title=None, axis=lines)
    y = alt.Y("start:Q", title=unit_name(unit), axis=alt.Axis(format=",~f"))
    boxes = (
        over(records)
        .mark_bar(stroke=INK, strokeWidth=0.8, width={"band": 0.6})
        .encode(x=x, y=y, y2="end:Q", color=alt.Color("fill:N", scale=None))
    )
    written = (
        over(records)
        .mark_text(baseline="bottom", dy=-5)
        .encode(x=x, y=alt.Y("top:Q"), text="text:N")
    )
    joined = (
        over(_joints(records))
        .mark_rule(strokeDash=[3, 3], color=QUIET)
        .encode(x=alt.X("label:N", sort=order), x2="next:N", y="level:Q")
    )
    return alt.layer(joined, boxes, written).properties(height=HEIGHT, width=alt.Step(STEP))


def _records(steps: list[tuple[str, int, str]], unit: Unit) -> list[dict[str, Any]]:
    records, level = [], 0
    for label, value, sort in steps:
        start = 0 if sort == "whole" else level
        level = start + value
        records.append(
            {
                "label": label,
                "start": amount(start, unit),
                "end": amount(level, unit),
                "top": amount(max(start, level), unit),
                "text": text_of(value, unit) if sort == "whole" else signed(value, unit),
                "fill": FILLS[sort],
            }
        )
    return records


def _joints(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    pairs = zip(records, records[1:], strict=False)
    return [{"label": a["label"], "next": b["label"], "level": a["end"]} for a, b in pairs]
