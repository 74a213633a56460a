"""How all charts look, and what all of them say: unit, day, source.

Colours are told apart by the colour-blind and by their lightness alone on black-and-white paper;
no chart says anything by colour only. The fonts are those of the papers, found on the server.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import altair as alt
from flask_babel import gettext

from registry.money import format_yi
from registry.statistics.indicator import Unit
from registry.statistics.outputs.charts.picture import Subject

FONTS = "Liberation Sans, LXGW WenKai, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
INK, QUIET, LINE = "#1c2733", "#4d5b69", "#c9d2da"
CERTIFIED, REGISTERED, UNDIVIDED, ALONE = "#12487f", "#a8cdec", "#858f98", "#4f86bd"
UP, DOWN = "#3a7cbd", "#c75d00"
LIGHT, DARK = "#eef5fb", "#0b3a6b"
FEN_PER_YI = 10**10


Drawing: TypeAlias = Any
"""A chart or several over each other: Altair's own types end in Any as soon as one is changed."""


def over(records: Iterable[Mapping[str, Any]]) -> alt.Chart:
    """A chart of these records, which travel in its specification."""
    return alt.Chart(alt.InlineData(values=[dict(each) for each in records]))


def amount(value: int, unit: Unit) -> float:
    """Where a value lies on an axis: in 100 million yuan, or as a number. For drawing only."""
    return value / FEN_PER_YI if unit is Unit.FEN else float(value)


def text_of(value: int | None, unit: Unit) -> str:
    """A value as it is written, rounded as releases round."""
    if value is None:
        return str(gettext("confidential"))
    return format_yi(value) if unit is Unit.FEN else f"{value:,}"


def signed(value: int, unit: Unit) -> str:
    """The same with a sign where there is a change; an ordinary hyphen is hard to see."""
    plain = text_of(value, unit)
    if plain.startswith("-"):
        return f"−{plain[1:]}"
    return f"+{plain}" if value else plain


def unit_name(unit: Unit) -> str:
    """What the numbers are in."""
    return str(gettext("100 million yuan") if unit is Unit.FEN else gettext("number"))


def title_of(subject: Subject) -> str:
    """The title, marked where example data took part: the mark must survive a cut picture."""
    mark = gettext("EXAMPLE")
    return f"{mark} · {subject.title}" if subject.example else subject.title


def caption(subject: Subject, unit: Unit) -> str:
    """Unit and day, as they stand under the title and over the table."""
    parts = [gettext("Unit: %(unit)s", unit=unit_name(unit))]
    if subject.as_of is not None:
        parts.append(gettext("as of %(day)s", day=subject.as_of.isoformat()))
    return str(gettext("; ")).join(parts)


def said(subject: Subject, unit: Unit, *sentences: str) -> str:
    """The words for a picture: what it is of, then sentences."""
    first = gettext("%(title)s (%(about)s).", title=title_of(subject), about=caption(subject, unit))
    # A Chinese full stop brings its own space.
    return " ".join([str(first), *(str(each) for each in sentences)]).replace("。 ", "。")


def finished(drawn: Drawing, subject: Subject, unit: Unit, notes: Iterable[str]) -> str:
    """The specification of a chart under its title, unit, day, source and notes."""
    under = [caption(subject, unit), gettext("Source: %(source)s", source=subject.source), *notes]
    if subject.example:
        under.append(gettext("Example data of the operator took part; no official figures."))
    titled = drawn.properties(
        title=alt.Title(title_of(subject), subtitle=[str(line) for line in under]), padding=14
    )
    return str(configured(titled).to_json(indent=None))


def configured(drawn: Drawing) -> Drawing:
    """With our fonts and lines, and without words that only English readers would hear."""
    return drawn.configure(
        aria=False,
        font=FONTS,
        background="white",
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(
            anchor="start",
            frame="bounds",
            fontSize=18,
            color=INK,
            subtitleFontSize=12,
            subtitleColor=QUIET,
            subtitlePadding=6,
            offset=18,
        ),
        axis=alt.AxisConfig(
            labelFontSize=12,
            titleFontSize=12,
            labelColor=INK,
            titleColor=QUIET,
            titleFontWeight="normal",
            gridColor=LINE,
            domainColor=QUIET,
            tickColor=QUIET,
            labelLimit=320,
        ),
        legend=alt.LegendConfig(
            labelFontSize=12,
            titleFontSize=12,
            labelColor=INK,
            titleColor=QUIET,
            titleFontWeight="normal",
            symbolStrokeWidth=1,
            labelLimit=320,
        ),
        text=alt.MarkConfig(fontSize=12, color=INK),
    )
