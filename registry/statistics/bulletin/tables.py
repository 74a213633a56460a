"""The tables of a bulletin: hidden figures are marked, and the mark is explained under the table."""

from collections.abc import Sequence

from registry.statistics.breakdowns import Breakdown
from registry.statistics.bulletin.blocks import Line, Table
from registry.statistics.bulletin.findings import Findings, Group, Measure
from registry.statistics.bulletin.growth import signed
from registry.statistics.bulletin.voice import AMOUNTS, COLUMNS, HIDDEN, PATENT_KINDS, Voice
from registry.statistics.releases.content import Side

_WHOLE = (*AMOUNTS, "products", "enterprises", "patents", *PATENT_KINDS, "patents_core")
_COUNTED = ("products", "enterprises")


def whole_table(place: int, voice: Voice, found: Findings) -> Table:
    """The main indicators: total with its growth, and the two stages."""
    names = [name for name in _WHOLE if name in found.content.indicators]
    lines = tuple(_indicator_line(voice, found, name) for name in names)
    words = ("indicator", "unit", "whole", "growth", "certified", "registered")
    return _table(place, "whole", voice, found, [voice.word(word) for word in words], lines)


def group_table(
    place: int, name: str, head: str, voice: Voice, found: Findings, groups: Sequence[Group]
) -> Table:
    """One line for each group under the whole; the codes' order."""
    heads = [voice.word(head)]
    for each in COLUMNS:
        heads.append(voice.indicator(each))
        if each == "output_value":
            heads += [voice.word("growth_short"), voice.word("of_which_certified")]
    whole = {each: found.measure(each) for each in COLUMNS}
    certified = found.now.value("output_value", Side.CERTIFIED)
    lines = [Line(voice.word("whole"), _cells(voice, whole, certified), is_sum=True)]
    lines += [
        Line(voice.called(each.key), _cells(voice, each.measures, each.certified))
        for each in groups
    ]
    return _table(place, name, voice, found, heads, tuple(lines))


def release_table(place: int, voice: Voice, found: Findings) -> Table:
    """The releases of the year, the first one first."""
    names = ("products", "enterprises", "output_value", "sales_revenue")
    heads = [voice.word("release"), voice.word("status"), voice.word("as_of")]
    heads += [*map(voice.indicator, names), voice.word("change")]
    lines = []
    before: int | None = None
    for step in found.vintages:
        output = step.values.get("output_value")
        cells = [voice.release_status(step.status), step.as_of.isoformat()]
        cells += [_figure(voice, name, step.values.get(name)) for name in names]
        change = None if output is None or before is None else output - before
        cells.append(_change(voice, change))
        lines.append(Line(step.number, tuple(cells)))
        before = output
    return _table(place, "revisions", voice, found, heads, tuple(lines))


def _change(voice: Voice, change: int | None) -> str:
    if change is None:
        return "—"
    return f"{'+' if change > 0 else ''}{voice.amount(change)}"


def _indicator_line(voice: Voice, found: Findings, name: str) -> Line:
    measure = found.measure(name)
    unit = "amount" if name in AMOUNTS else name.partition("_")[0]
    stages = (found.now.value(name, side) for side in (Side.CERTIFIED, Side.REGISTERED))
    cells = (
        voice.word(f"unit_{unit}"),
        _figure(voice, name, measure.value),
        signed(measure.growth),
        *(_figure(voice, name, value) for value in stages),
    )
    return Line(voice.indicator(name), cells)


def _cells(voice: Voice, measures: dict[str, Measure], certified: int | None) -> tuple[str, ...]:
    cells = []
    for name in COLUMNS:
        measure = measures.get(name, Measure(None))
        cells.append(_figure(voice, name, measure.value))
        if name == "output_value":
            cells += [signed(measure.growth), _figure(voice, name, certified)]
    return tuple(cells)


def _figure(voice: Voice, name: str, value: int | None) -> str:
    if value is None:
        return HIDDEN
    return voice.amount(value) if name in AMOUNTS else voice.count(value)


def _table(
    place: int,
    name: str,
    voice: Voice,
    found: Findings,
    heads: Sequence[str],
    lines: tuple[Line, ...],
) -> Table:
    cells = {cell for line in lines for cell in line.cells}
    marks = ((HIDDEN, "hidden"), ("—", "no_rate"))
    notes = tuple(voice.word(word) for mark, word in marks if mark in cells)
    return Table(
        voice.caption(place, name, found), voice.word("figures"), tuple(heads), lines, notes
    )


def fits(groups: Sequence[Group]) -> bool:
    """Whether a table of these groups says anything: some group has a figure that is shown."""
    return any(measure.value is not None for each in groups for measure in each.measures.values())


FINE = Breakdown.CLASS
