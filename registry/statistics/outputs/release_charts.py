"""The charts of a release: only what its content holds, so that none shows a hidden value."""

from collections.abc import Iterable, Iterator, Sequence

from flask_babel import get_locale, gettext

from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Indicator, Unit
from registry.statistics.outputs import charts
from registry.statistics.outputs.publisher import Publisher
from registry.statistics.releases.content import ReleaseContent, Side
from registry.statistics.releases.wording import STATUSES

OUTPUT = "output_value"
Values = dict[Side, int | None]


def release_charts(
    content: ReleaseContent,
    earlier: Sequence[ReleaseContent],
    goals: Sequence[charts.Goal],
    by: Publisher,
) -> Iterator[charts.Chart]:
    """All there are, output value and products. ``earlier`` are the releases that were out when
    this one came, of any data year and with it, in the order of their coming out."""
    output = _indicator(OUTPUT)
    points = [_point(each, by.region_code) for each in _newest_of_years(earlier)]
    path = charts.target_path(
        points,
        goals,
        _subject(
            content,
            by,
            gettext("Output value on the way to the plan's target"),
            any(each.example for each in earlier),
        ),
    )
    yield path
    for level, name, title in _broken_down():
        rows = list(_groups(content, level, output))
        if rows:
            bars = [_bar(key, values, output) for key, values in rows]
            subject = _subject(content, by, _titled(title, content))
            yield charts.bars(name, bars, Unit.FEN, subject, _head(level))
    places = list(_groups(content, Breakdown.REGION, output))
    if charts.has_grid(by.region_code) and places:
        within = [
            charts.Tile(key.code, key.name, values[Side.TOGETHER])
            for key, values in places
            if key.code[:2] == by.region_code[:2]
        ]
        title = _titled(gettext("Output value by prefecture, as tiles"), content)
        yield charts.tile_map(by.region_code, within, Unit.FEN, _subject(content, by, title))
    yield _revisions(content, earlier, by)


def _broken_down() -> Iterable[tuple[Breakdown, str, str]]:
    return (
        (Breakdown.REGION, "by-region", gettext("Output value by prefecture")),
        (Breakdown.MAJOR, "by-major-class", gettext("Output value by major class")),
        (Breakdown.CLASS, "by-class", gettext("Output value by class")),
        (Breakdown.SIZE, "by-size", gettext("Output value by size of the enterprise")),
    )


def _titled(title: str, content: ReleaseContent) -> str:
    return str(gettext("%(figure)s, data year %(year)s", figure=title, year=content.data_year))


def _head(level: Breakdown) -> str:
    heads = {
        Breakdown.REGION: gettext("Prefecture"),
        Breakdown.MAJOR: gettext("Major class (7)"),
        Breakdown.CLASS: gettext("Class (31)"),
        Breakdown.SIZE: gettext("Size of the enterprise"),
    }
    return str(heads[level])


def _indicator(id_: str) -> Indicator:
    return next(each for each in all_indicators() if each.id == id_)


def _subject(
    content: ReleaseContent, by: Publisher, title: str, example: bool = False
) -> charts.Subject:
    name = by.name_en if str(get_locale()) == "en" else by.name
    source = gettext("%(name)s, release %(number)s", name=name, number=content.number or "—")
    return charts.Subject(title, content.as_of, source, example or content.example)


def _newest_of_years(releases: Iterable[ReleaseContent]) -> list[ReleaseContent]:
    """Of each data year the last one; they come in order."""
    newest = {each.data_year: each for each in releases}
    return [newest[year] for year in sorted(newest)]


def _whole(content: ReleaseContent, region_code: str) -> Values:
    """The output value of the province; of everything where no table has the province."""
    output = _indicator(OUTPUT)
    for key, values in _groups(content, Breakdown.PROVINCE, output):
        if key.code == region_code:
            return values
    return _total(content, output)


def _total(content: ReleaseContent, indicator: Indicator) -> Values:
    table = content.table()
    figures = table.figures if table else ()
    found = {each.side: each.value for each in figures if each.indicator == indicator.id}
    return {side: found.get(side) for side in Side}


def _groups(
    content: ReleaseContent, level: Breakdown, indicator: Indicator
) -> Iterator[tuple[Key, Values]]:
    """Key and values by side of each group that has anything, or hides it."""
    table = content.table(level)
    found: dict[Key, Values] = {}
    for figure in table.figures if table else ():
        if figure.indicator == indicator.id:
            found.setdefault(figure.keys[0], {})[figure.side] = figure.value
    for key, values in found.items():
        if any(value != 0 for value in values.values()):
            yield key, values


def _point(content: ReleaseContent, region_code: str) -> charts.PathPoint:
    whole = _whole(content, region_code)
    return charts.PathPoint(
        content.data_year, whole[Side.TOGETHER], whole[Side.CERTIFIED], whole[Side.REGISTERED]
    )


def _bar(key: Key, values: Values, indicator: Indicator) -> charts.Bar:
    english = str(get_locale()) == "en"
    name = (english and key.name_en) or key.name
    label = name if key.breakdown in (Breakdown.REGION, Breakdown.SIZE) else f"{key.code} {name}"
    return charts.Bar(
        label, values[Side.TOGETHER], values.get(Side.CERTIFIED), values.get(Side.REGISTERED)
    )


def _revisions(
    content: ReleaseContent, earlier: Sequence[ReleaseContent], by: Publisher
) -> charts.Chart:
    output = _indicator(OUTPUT)
    vintages = [
        charts.Vintage(
            each.data_year,
            each.number or "—",
            str(STATUSES[each.status]),
            each.as_of,
            _total(each, output)[Side.TOGETHER],
        )
        for each in earlier
    ]
    plain = _subject(content, by, gettext("Output value, release by release"))
    subject = charts.Subject(plain.title, None, plain.source, any(e.example for e in earlier))
    return charts.revisions(vintages, Unit.FEN, subject)
