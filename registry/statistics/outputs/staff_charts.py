"""The charts of what staff ask the totals: everything is shown, nothing is confidential."""

from flask_babel import get_locale, gettext

from registry.errors import NotFound
from registry.statistics.breakdowns import TITLES, Breakdown, Key
from registry.statistics.catalogue import all_indicators
from registry.statistics.forms import Question, answer
from registry.statistics.indicator import Unit
from registry.statistics.outputs import charts
from registry.statistics.outputs.publisher import publisher
from registry.statistics.panel import year_on_year
from registry.statistics.queries import Row, Totals
from registry.statistics.targets import Output, targets

OUTPUT = "output_value"
BARS, TILES, CHANGE, PATH = "bars", "tile-map", "year-on-year", "target-path"
NAMES = (BARS, TILES, CHANGE, PATH)


def staff_chart(name: str, asked: Question) -> charts.Chart:
    """One chart of a question; NotFound for a name or a breakdown that there is no chart of."""
    if name == PATH:
        return _path(asked)
    if name == CHANGE:
        return _change(asked)
    if name not in names_of(asked):
        raise NotFound("There is no chart {name} of this question.", name=name[:40])
    found = answer(asked)
    return _tiles(found) if name == TILES else _bars(found)


def names_of(asked: Question) -> tuple[str, ...]:
    """The charts of the totals of a question: bars where one dimension is asked for, tiles where it
    is the prefectures."""
    if len(asked.by) != 1:
        return ()
    tiled = asked.by[0] is Breakdown.REGION and charts.has_grid(publisher().region_code)
    return (BARS, TILES) if tiled else (BARS,)


def _subject(title: str, totals: Totals | Question, example: bool) -> charts.Subject:
    by = publisher()
    name = by.name_en if str(get_locale()) == "en" else by.name
    source = gettext("%(name)s, for internal use", name=name)
    return charts.Subject(title, totals.as_of, source, example)


def _bars(found: Totals) -> charts.Chart:
    title = gettext(
        "Output value by %(level)s, data year %(year)s",
        level=TITLES[found.by[0]],
        year=found.data_year,
    )
    rows = [_bar(row) for row in found.rows]
    subject = _subject(title, found, found.example)
    return charts.bars(BARS, rows, Unit.FEN, subject, str(TITLES[found.by[0]]))


def _bar(row: Row) -> charts.Bar:
    parts = (row.cell.together, row.cell.certified, row.cell.registered)
    return charts.Bar(_label(row.keys[0]), *(each[OUTPUT] for each in parts))


def _label(key: Key) -> str:
    name = (str(get_locale()) == "en" and key.name_en) or key.name
    return name if key.breakdown in (Breakdown.REGION, Breakdown.SIZE) else f"{key.code} {name}"


def _tiles(found: Totals) -> charts.Chart:
    title = gettext(
        "Output value by prefecture, as tiles, data year %(year)s", year=found.data_year
    )
    region = publisher().region_code
    tiles = [
        charts.Tile(row.keys[0].code, row.keys[0].name, row.cell.together[OUTPUT])
        for row in found.rows
        if row.keys[0].code[:2] == region[:2]
    ]
    return charts.tile_map(region, tiles, Unit.FEN, _subject(title, found, found.example))


def _change(asked: Question) -> charts.Chart:
    output = next(each for each in all_indicators() if each.id == OUTPUT)
    found = year_on_year(output, asked.data_year, asked.as_of)
    title = gettext("Output value of %(year)s against the year before", year=asked.data_year)
    return charts.year_on_year(found.total, asked.data_year, _subject(title, asked, False))


def _path(asked: Question) -> charts.Chart:
    found = targets(asked.as_of)
    points = [
        charts.PathPoint(
            each.year, each.reached.together, each.reached.certified, each.reached.registered
        )
        for each in found.output
        if isinstance(each.reached, Output)
    ]
    goals = {each.target.year: each.target for each in found.output if each.target}
    drawn = [charts.Goal(goal.year, goal.value, goal.reference) for goal in goals.values()]
    title = gettext("Output value on the way to the plan's target")
    return charts.target_path(points, drawn, _subject(title, asked, False))
