"""What is known of patents, from all that sources told and that is kept: for whoever judges.

``timeline.fold`` does the reading; here is what it is given. Everything is asked as known on a
day, so a decision of that day finds again what it rested on. One thing is not kept by day: the
description of a patent (kind, dates, patentee), of which the newest counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select, union

from registry import clock
from registry.extensions import db
from registry.patents.events import LegalEvent
from registry.patents.models import LegalEventRow, Patent, PatentFetch, StatusStatement
from registry.patents.number_types import Kind
from registry.patents.timeline import Basics, KnownStanding, Look, fold

# So many ids fit into one question of either database.
_AT_ONCE = 5_000


@dataclass(slots=True)
class Told:
    """What all sources told of one patent until now; what each of it is known since, it says."""

    basics: Basics
    events: list[LegalEvent] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)

    def as_known_on(self, day: date) -> KnownStanding:
        """The standing by what was known at the end of ``day``."""
        return fold(_without_later_holder(self), self.events, day, looks=self.looks)


def standings(patent_ids: Iterable[int], as_known_on: date) -> dict[int, KnownStanding]:
    """Patent id → its standing by what the registry knew at the end of a day; ids of no patent
    are left out."""
    told = told_of(patent_ids)
    return {patent_id: each.as_known_on(as_known_on) for patent_id, each in told.items()}


def timeline_of(patent_id: int) -> Told | None:
    """All that was told of one patent; None if there is no such patent."""
    return told_of([patent_id]).get(patent_id)


def changed_since(moment: datetime) -> Sequence[int]:
    """The patents of which something was recorded after a moment, by id.

    ``recorded_at`` is taken before the commit: whoever asks again and again goes back a little
    behind the moment of asking last, and finds some of them twice.
    """
    events = select(LegalEventRow.patent_id).where(LegalEventRow.recorded_at > moment)
    statements = select(StatusStatement.patent_id).where(StatusStatement.recorded_at > moment)
    return sorted(db.session.scalars(union(events, statements)))


def told_of(patent_ids: Iterable[int]) -> dict[int, Told]:
    """Patent id → what was told of it, for any number of patents."""
    found: dict[int, Told] = {}
    for ids in _in_parts(sorted(set(patent_ids))):
        events, looks = _events(ids), _looks(ids)
        for patent_id, basics in _basics(ids):
            found[patent_id] = Told(basics, events[patent_id], looks[patent_id])
    return found


def _in_parts(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]


def _basics(ids: list[int]) -> Iterator[tuple[int, Basics]]:
    rows = db.session.execute(
        select(Patent.id, Patent.kind, Patent.filed_on, Patent.granted_on, Patent.patentee)
        .where(Patent.id.in_(ids))
        .order_by(Patent.id)
    )
    for patent_id, kind, filed_on, granted_on, patentee in rows:
        yield patent_id, Basics(Kind(kind) if kind else None, filed_on, granted_on, patentee)


def _events(ids: list[int]) -> defaultdict[int, list[LegalEvent]]:
    rows = db.session.execute(
        select(
            LegalEventRow.patent_id,
            LegalEventRow.effect,
            LegalEventRow.announced_on,
            LegalEventRow.effective_on,
            LegalEventRow.known_on,
            PatentFetch.source,
            LegalEventRow.code,
            LegalEventRow.action,
            LegalEventRow.holder,
            LegalEventRow.reference,
            LegalEventRow.days,
        )
        .join(PatentFetch, PatentFetch.id == LegalEventRow.fetch_id)
        .where(LegalEventRow.patent_id.in_(ids))
        .order_by(LegalEventRow.id)
    )
    found: defaultdict[int, list[LegalEvent]] = defaultdict(list)
    for patent_id, *told in rows:
        found[patent_id].append(LegalEvent(*told))
    return found


def _looks(ids: list[int]) -> defaultdict[int, list[Look]]:
    rows = db.session.execute(
        select(
            StatusStatement.patent_id,
            StatusStatement.source,
            StatusStatement.as_of,
            StatusStatement.recorded_at,
            StatusStatement.status,
            StatusStatement.ended_on,
        )
        .where(StatusStatement.patent_id.in_(ids))
        .order_by(StatusStatement.id)
    )
    found: defaultdict[int, list[Look]] = defaultdict(list)
    for patent_id, source, as_of, recorded_at, status, ended_on in rows:
        look = Look(source, as_of, clock.day_of(recorded_at), status, ended_on)
        found[patent_id].append(look)
    return found


def _without_later_holder(told: Told) -> Basics:
    """The description names today's patentee. Where an event says since when it is that one, who
    held the right before is not known."""
    basics = told.basics
    if any(event.holder == basics.patentee for event in told.events):
        return Basics(basics.kind, basics.filed_on, basics.granted_on)
    return basics
