"""Bars by group: regions, classes or sizes."""

from collections.abc import Sequence
from dataclasses import replace

import altair as alt
from flask_babel import gettext

from registry.statistics.indicator import Unit
from registry.statistics.outputs.charts import parts
from registry.statistics.outputs.charts.picture import Chart, Subject, Table
from registry.statistics.outputs.charts.rows import Bar
from registry.statistics.outputs.charts.style import (
    INK,
    QUIET,
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

WIDTH, STEP = 560, 24
MOST_IN_WORDS = 3


def bars(name: str, rows: Sequence[Bar], unit: Unit, subject: Subject, head: str = "") -> Chart:
    """Horizontal bars from the largest to the smallest, hidden ones last. ``head`` is what the
    labels are: the heading of the first column of the table."""
    ordered = [_drawable(each, rows) for each in sorted(rows, key=_largest_first)]
    table = Table(
        caption(subject, unit),
        (head or str(gettext("Group")), *_part_heads()),
        parts.table_rows(sorted(rows, key=_largest_first), unit),
    )
    hidden = sum(each.together is None for each in rows)
    notes = []
    if parts.used(ordered) == ["undivided"]:
        notes.append(parts.names()["undivided"])
    if hidden:
        notes.append(gettext("%(count)s of %(all)s are confidential.", count=hidden, all=len(rows)))
    drawn = finished(_drawn(ordered, unit), subject, unit, notes)
    return Chart(name, title_of(subject), _in_words(ordered, unit, subject), table, drawn)


def _largest_first(bar: Bar) -> tuple[bool, int]:
    return bar.together is None, -(bar.together or 0)


def _drawable(bar: Bar, rows: Sequence[Bar]) -> Bar:
    """Undivided where any amount is negative: stacked parts would lie over each other."""
    below = any((part or 0) < 0 for each in rows for part in (each.together, each.certified))
    return replace(bar, certified=None, registered=None) if below else bar


def _part_heads() -> tuple[str, ...]:
    called = parts.names()
    return called["certified"], called["registered"], str(gettext("Together"))


def _drawn(rows: Sequence[Bar], unit: Unit) -> Drawing:
    order = [each.label for each in rows]
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X(
        "value:Q", stack="zero", title=unit_name(unit), axis=alt.Axis(format=",~f", tickCount=6)
    )
    stacked = (
        over(parts.parts_of(rows, unit))
        .mark_bar(stroke=INK, strokeWidth=0.6, height={"band": 0.72})
        .encode(x=x, y=y, color=parts.colour(rows), order=alt.Order("order:Q"))
    )
    ends = [
        {
            "label": each.label,
            "end": max(0.0, amount(each.together or 0, unit)),
            "text": text_of(each.together, unit),
            "hidden": each.together is None,
        }
        for each in rows
    ]
    written = (
        over(ends)
        .mark_text(align="left", dx=5)
        .encode(
            x=alt.X("end:Q"),
            y=y,
            text="text:N",
            color=alt.condition("datum.hidden", alt.value(QUIET), alt.value(INK)),
        )
    )
    return (stacked + written).properties(width=WIDTH, height=alt.Step(STEP))


def _in_words(rows: Sequence[Bar], unit: Unit, subject: Subject) -> str:
    """Title, the largest ones, how many are hidden."""
    shown = [each for each in rows if each.together is not None]
    first = gettext("; ").join(
        f"{each.label} {text_of(each.together, unit)}" for each in shown[:MOST_IN_WORDS]
    )
    sentences = []
    if shown:
        sentences.append(
            gettext(
                "Bars of %(count)s groups; the largest: %(first)s.", count=len(shown), first=first
            )
        )
    if len(shown) < len(rows):
        sentences.append(gettext("%(count)s are confidential.", count=len(rows) - len(shown)))
    return said(subject, unit, *sentences)
