"""Stacked parts of bars: certified below, registered beside it, undivided where one is hidden."""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
from flask_babel import gettext

from registry.statistics.indicator import Unit
from registry.statistics.outputs.charts.rows import Bar
from registry.statistics.outputs.charts.style import (
    ALONE,
    CERTIFIED,
    INK,
    REGISTERED,
    UNDIVIDED,
    amount,
    text_of,
)

COLOURS = {"certified": CERTIFIED, "registered": REGISTERED, "undivided": UNDIVIDED}


def names() -> dict[str, str]:
    """What the parts are called."""
    return {
        "certified": str(gettext("Certified")),
        "registered": str(gettext("Registered only")),
        "undivided": str(gettext("Certified and registered together")),
    }


def parts_of(bars: Iterable[Bar], unit: Unit) -> list[dict[str, Any]]:
    """One record for each part that is drawn; ``order`` keeps certified at the axis."""
    called = names()
    return [
        {
            "label": bar.label,
            "part": called[part],
            "order": order,
            "value": amount(value, unit),
            "text": text_of(value, unit),
        }
        for bar in bars
        for order, (part, value) in enumerate(_of(bar))
    ]


def _of(bar: Bar) -> list[tuple[str, int]]:
    if bar.together is None:
        return []
    if bar.divided:
        return [("certified", bar.certified or 0), ("registered", bar.registered or 0)]
    return [("undivided", bar.together)]


def used(bars: Sequence[Bar]) -> list[str]:
    """The parts that any of the bars has, in the order of the legend."""
    found = {part for bar in bars for part, _ in _of(bar)}
    return [part for part in COLOURS if part in found]


def colour(bars: Sequence[Bar]) -> alt.Color:
    """The colours of the parts that are there; their legend where there is more than one."""
    called, there = names(), used(bars)
    colours = [COLOURS[each] for each in there] if len(there) > 1 else [ALONE]
    scale = alt.Scale(domain=[called[each] for each in there], range=colours)
    legend = alt.Legend(orient="top", title=None, symbolStrokeColor=INK, direction="horizontal")
    return alt.Color("part:N", scale=scale, legend=legend if len(there) > 1 else None)


def table_rows(bars: Iterable[Bar], unit: Unit) -> tuple[tuple[str, ...], ...]:
    """Label, certified, registered, together; a dash where a bar has no parts to be told apart."""
    return tuple(
        (
            bar.label,
            *(text_of(part, unit) if _divisible(bar) else "—" for part in _both(bar)),
            text_of(bar.together, unit),
        )
        for bar in bars
    )


def _both(bar: Bar) -> tuple[int | None, int | None]:
    return bar.certified, bar.registered


def _divisible(bar: Bar) -> bool:
    """Not where both are unknown and the sum is shown though: they were never meant to be."""
    return any(part is not None for part in _both(bar)) or bar.together is None
