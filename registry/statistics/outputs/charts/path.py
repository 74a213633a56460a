"""The path to a target: a bar for each data year, the target as a line in its year."""

from collections.abc import Sequence

import altair as alt
from flask_babel import gettext

from registry.statistics.indicator import Unit
from registry.statistics.outputs.charts import parts
from registry.statistics.outputs.charts.picture import Chart, Subject, Table
from registry.statistics.outputs.charts.rows import Goal, PathPoint
from registry.statistics.outputs.charts.style import (
    DOWN,
    INK,
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

HEIGHT, WIDTH, STEP = 320, 440, 92
ROOM = 1.15


def target_path(
    points: Sequence[PathPoint], goals: Sequence[Goal], subject: Subject, unit: Unit = Unit.FEN
) -> Chart:
    """Certified and registered by data year, and what the plan wants by the end of a year."""
    table = Table(
        caption(subject, unit),
        (
            str(gettext("Data year")),
            *(parts.names()[each] for each in ("certified", "registered")),
            str(gettext("Together")),
            str(gettext("Target")),
            str(gettext("Share of the target")),
        ),
        tuple(_rows(points, goals, unit)),
    )
    sources = dict.fromkeys(goal.reference for goal in goals)
    notes = [gettext("Target: %(source)s", source=each) for each in sources]
    drawn = finished(_drawn(points, goals, unit), subject, unit, notes)
    words = _in_words(points, goals, unit, subject)
    return Chart("target-path", title_of(subject), words, table, drawn)


def _rows(points: Sequence[PathPoint], goals: Sequence[Goal], unit: Unit) -> list[tuple[str, ...]]:
    by_year = {point.year: point for point in points}
    found = []
    for year in _years(points, goals):
        goal = _ahead(year, goals)
        if year in by_year:
            point = by_year[year]
            found.append(
                (
                    *parts.table_rows([point.bar], unit)[0],
                    text_of(goal.value, unit) if goal else "—",
                    _share(point.together, goal),
                )
            )
        elif goal:
            found.append((str(year), "—", "—", "—", text_of(goal.value, unit), "—"))
    return found


def _years(points: Sequence[PathPoint], goals: Sequence[Goal]) -> list[int]:
    return sorted({each.year for each in points} | {each.year for each in goals})


def _ahead(year: int, goals: Sequence[Goal]) -> Goal | None:
    """The target that comes next."""
    return min((g for g in goals if g.year >= year), key=lambda goal: goal.year, default=None)


def _share(value: int | None, goal: Goal | None) -> str:
    """Percent with one decimal, cut and not rounded: 100.0 stands only where it is reached."""
    if value is None or goal is None or goal.value <= 0:
        return "—"
    tenths = max(0, value) * 1000 // goal.value
    return f"{tenths // 10}.{tenths % 10} %"


def _drawn(points: Sequence[PathPoint], goals: Sequence[Goal], unit: Unit) -> Drawing:
    bars = [point.bar for point in points]
    years = [str(year) for year in _years(points, goals)]
    x = alt.X(
        "label:O",
        scale=alt.Scale(domain=years),
        title=gettext("Data year"),
        axis=alt.Axis(labelAngle=0),
    )
    y = alt.Y(
        "value:Q",
        stack="zero",
        title=unit_name(unit),
        scale=alt.Scale(domain=_room(points, goals, unit)),
        axis=alt.Axis(format=",~f", tickCount=8),
    )
    stacked = (
        over(parts.parts_of(bars, unit))
        .mark_bar(stroke=INK, strokeWidth=0.6, width={"band": 0.5})
        .encode(x=x, y=y, color=parts.colour(bars), order=alt.Order("order:Q"))
    )
    whole = stacked + _goals(goals, x, unit) + _written(points, goals, x, unit)
    step = max(STEP, WIDTH // max(1, len(years)))
    return whole.properties(height=HEIGHT, width=alt.Step(step))


def _room(points: Sequence[PathPoint], goals: Sequence[Goal], unit: Unit) -> list[float]:
    """The axis: with room over the highest for two lines of text."""
    values = [amount(each.together or 0, unit) for each in points]
    values += [amount(each.value, unit) for each in goals]
    return [min(0.0, *values, 0.0), ROOM * max([*values, 0.0]) or 1.0]


def _written(points: Sequence[PathPoint], goals: Sequence[Goal], x: alt.X, unit: Unit) -> Drawing:
    """Over each bar its value, and under that the share of the target."""
    records = []
    for point in points:
        share = _share(point.together, _ahead(point.year, goals))
        records.append(
            {
                "label": str(point.year),
                "value": max(0.0, amount(point.together or 0, unit)),
                "text": text_of(point.together, unit),
                "share": "" if share == "—" else share,
            }
        )
    base = over(records).encode(x=x, y=alt.Y("value:Q"))
    value = base.mark_text(baseline="bottom", dy=-19, fontWeight="bold").encode(text="text:N")
    share_of = base.mark_text(baseline="bottom", dy=-5, fontSize=11).encode(text="share:N")
    return value + share_of


def _goals(goals: Sequence[Goal], x: alt.X, unit: Unit) -> Drawing:
    values = [
        {
            "label": str(goal.year),
            "value": amount(goal.value, unit),
            "text": gettext("target %(value)s", value=text_of(goal.value, unit)),
        }
        for goal in goals
    ]
    base = over(values).encode(x=x, y=alt.Y("value:Q"))
    across = base.mark_tick(thickness=4, opacity=1, color=DOWN, width={"band": 0.9})
    line = over(values).mark_rule(strokeDash=[5, 4], color=DOWN).encode(y=alt.Y("value:Q"))
    written = base.mark_text(baseline="bottom", dy=-6, fontWeight="bold").encode(text="text:N")
    return line + across + written


def _in_words(
    points: Sequence[PathPoint], goals: Sequence[Goal], unit: Unit, subject: Subject
) -> str:
    years = []
    for point in points:
        share = _share(point.together, _ahead(point.year, goals))
        told = {"year": point.year, "value": text_of(point.together, unit), "share": share}
        if share == "—":
            years.append(gettext("%(year)s: %(value)s", **told))
        else:
            years.append(gettext("%(year)s: %(value)s, %(share)s of the target", **told))
    wanted = [
        gettext("Target for %(year)s: %(value)s.", year=goal.year, value=text_of(goal.value, unit))
        for goal in goals
    ]
    path = [gettext("%(list)s.", list=gettext("; ").join(years))] if years else []
    return said(subject, unit, *path, *wanted)
