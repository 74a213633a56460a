"""What of the releases the open-data pages, files and charts read: published ones, as the public
sees them."""

from collections.abc import Sequence
from threading import Lock

from flask_babel import get_locale
from sqlalchemy import select

from registry.extensions import db
from registry.programme.models import Target
from registry.statistics.outputs.charts import Chart, Goal
from registry.statistics.outputs.publisher import publisher
from registry.statistics.outputs.release_charts import OUTPUT, release_charts
from registry.statistics.releases import queries
from registry.statistics.releases.content import ReleaseContent
from registry.statistics.releases.models import Publication, Release


def content_of_number(number: str) -> ReleaseContent:
    """A published release by its number, without anything that is hidden; NotFound for others."""
    return queries.content_of(queries.of_number(number))


def charts_of(content: ReleaseContent) -> list[Chart]:
    """The charts of a published release, in the reader's language."""
    until = _until(content)
    goals = tuple(Goal(each.year, each.value, each.reference) for each in _targets())
    seen = tuple((each.id, each.content_sha256, _number(each)) for each in until)
    return _charts(_Asked((seen, goals, publisher(), str(get_locale()))), until, goals)


class _Asked(tuple[object, ...]):
    """What decides what the charts show: releases are frozen, so their hashes stand for them."""


def _charts(asked: _Asked, until: list[Release], goals: tuple[Goal, ...]) -> list[Chart]:
    with _ONE_AT_A_TIME:
        return _drawn_or_kept(asked, until, goals)


def _drawn_or_kept(asked: _Asked, until: list[Release], goals: tuple[Goal, ...]) -> list[Chart]:
    if asked not in _KEPT:
        while len(_KEPT) >= MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        contents = [queries.content_of(each) for each in until]
        this = next(each for each in contents if each.id == until[-1].id)
        _KEPT[asked] = list(release_charts(this, contents, goals, publisher()))
    return _KEPT[asked]


MOST_KEPT = 64
_KEPT: dict[_Asked, list[Chart]] = {}
# Threads of one process share what is kept; the second reader of the same waits and finds it.
_ONE_AT_A_TIME = Lock()


def _until(content: ReleaseContent) -> list[Release]:
    """The releases that were out when this one came, in that order, and itself as the last."""
    own = _place(queries.of_id(content.id))
    releases = [each for each in queries.published() if _place(each) <= own]
    return sorted(releases, key=_place)


def _place(release: Release) -> int:
    return _publication(release).id


def _number(release: Release) -> str:
    return _publication(release).number


def _publication(release: Release) -> Publication:
    if release.publication is None:
        raise LookupError(f"release {release.id} is not published")
    return release.publication


def _targets() -> Sequence[Target]:
    query = select(Target).where(
        Target.indicator == OUTPUT, Target.region_code == publisher().region_code
    )
    return db.session.scalars(query.order_by(Target.year)).all()
