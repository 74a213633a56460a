"""Hatched squares: how a value is drawn that the reader may not see.

Vega-Lite knows no patterns, and a pattern would be lost in some readers of SVG: the lines are drawn.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import altair as alt

from registry.statistics.outputs.charts.style import QUIET, Drawing, over

LINES = 7


def hatching(boxes: Iterable[tuple[float, float, float, float]], x: alt.X, y: alt.Y) -> Drawing:
    """Diagonals in boxes of (left, top, right, bottom), in the units of the axes."""
    segments = [segment for box in boxes for segment in _diagonals(*box)]
    return (
        over(segments)
        .mark_rule(color=QUIET, strokeWidth=1, opacity=0.55)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q")
    )


def _diagonals(left: float, top: float, right: float, bottom: float) -> Iterator[dict[str, Any]]:
    """Lines from the lower left to the upper right, cut at the edges of the box."""
    for step in range(1, 2 * LINES):
        along = step / LINES
        start, end = max(0.0, along - 1), min(1.0, along)
        yield {
            "x": left + start * (right - left),
            "y": top + end * (bottom - top),
            "x2": left + end * (right - left),
            "y2": top + start * (bottom - top),
        }
