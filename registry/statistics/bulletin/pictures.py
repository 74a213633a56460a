"""The charts of a bulletin, drawn by ``statistics.outputs.charts`` and set in its fonts."""

from collections.abc import Sequence

from flask_babel import force_locale

from registry.statistics.bulletin.blocks import Picture
from registry.statistics.bulletin.findings import Findings, Group
from registry.statistics.bulletin.voice import Voice
from registry.statistics.indicator import Unit
from registry.statistics.outputs import charts
from registry.statistics.releases.content import Side

# The papers' pinned faces have no sans serif; what is named first must be one of them.
_DRAWN_IN, _SET_IN = "Liberation Sans", "Liberation Serif"


def group_picture(
    place: int, name: str, head: str, voice: Voice, found: Findings, groups: Sequence[Group]
) -> Picture:
    """Bars of the output value by group."""
    rows = [
        charts.Bar(voice.called(each.key), each.output, each.certified, _registered(each))
        for each in groups
    ]
    with force_locale(voice.language.locale):
        subject = _subject(place, name, voice, found)
        drawn = charts.bars(name, rows, Unit.FEN, subject, voice.word(head))
        return _picture(name, drawn)


def goal_picture(place: int, voice: Voice, found: Findings) -> Picture | None:
    """The data year and the one before on the way to the target; None without a target."""
    if found.goal is None:
        return None
    shown = [each for each in (found.before, found.now) if each is not None]
    points = [
        charts.PathPoint(
            each.content.data_year,
            each.value("output_value"),
            each.value("output_value", Side.CERTIFIED),
            each.value("output_value", Side.REGISTERED),
        )
        for each in shown
    ]
    goal = charts.Goal(found.goal.year, found.goal.value, found.goal.reference)
    with force_locale(voice.language.locale):
        subject = _subject(place, "picture_goal", voice, found)
        return _picture("picture_goal", charts.target_path(points, [goal], subject))


def release_picture(place: int, voice: Voice, found: Findings) -> Picture:
    """The revision triangle of the output value."""
    vintages = [
        charts.Vintage(
            found.content.data_year,
            each.number,
            voice.release_status(each.status),
            each.as_of,
            each.values.get("output_value"),
        )
        for each in found.vintages
    ]
    with force_locale(voice.language.locale):
        subject = _subject(place, "picture_revisions", voice, found)
        return _picture("picture_revisions", charts.revisions(vintages, Unit.FEN, subject))


def _registered(group: Group) -> int | None:
    # Of two parts of a shown whole both are shown or both are hidden.
    if group.output is None or group.certified is None:
        return None
    return group.output - group.certified


def _subject(place: int, name: str, voice: Voice, found: Findings) -> charts.Subject:
    content = found.content
    title = voice.caption(place, name, found)
    return charts.Subject(title, content.as_of, voice.word("source"), content.example)


def _picture(name: str, drawn: charts.Chart) -> Picture:
    svg = drawn.svg().decode().replace(_DRAWN_IN, _SET_IN)
    return Picture(f"{name}.svg", drawn.alternative, svg)
