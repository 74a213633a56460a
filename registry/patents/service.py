"""What sources tell of patents, recorded: nothing that was told is changed, and nothing twice.

A look into a source leaves its fetch, what it said of the status, its events and its documents; a
patent's own row is the newest description. All of it is known from the day of recording on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry import audit, clock, search
from registry.extensions import db
from registry.patents.events import LegalEvent
from registry.patents.models import Patent, PatentFetch, PatentPublication
from registry.patents.number_types import Form, Kind, PatentNumber
from registry.patents.sources import Fetch, Record
from registry.patents.status import PatentStatus
from registry.patents.storing import (
    LONGEST_SOURCE,
    LONGEST_TEXT,
    Kept,
    Key,
    added,
    content_of,
    event_row,
    fetch_row,
    fitting,
    kept_of,
    locked,
    statement_row,
)
from registry.patents.timeline import Look
from registry.permissions import Actor, Permission, check


@dataclass(frozen=True, slots=True)
class PatentStatement:
    """What a source states of one patent: who holds it, its dates, and its status as of a day."""

    office: str
    number: str
    kind: str
    title: str
    patentee: str
    filed_on: date | None
    granted_on: date | None
    status: PatentStatus
    ended_on: date | None
    as_of: date
    source: str


def record_patent(actor: Actor, stated: PatentStatement, fetch: Fetch | None = None) -> Patent:
    """``record`` of a statement; ``fetch`` is the file in which it stood, if there was one."""
    kind = Kind(stated.kind) if stated.kind else None
    number = PatentNumber(stated.number, stated.office, Form.APPLICATION, kind, stated.number)
    told = Record(
        fetch=fetch or Fetch(stated.source, clock.now(), ""),
        place="",
        number=number,
        kind=kind,
        title=stated.title,
        patentee=stated.patentee,
        filed_on=stated.filed_on,
        granted_on=stated.granted_on,
        status=stated.status,
        ended_on=stated.ended_on,
        as_of=stated.as_of,
    )
    return record(actor, told)


def record(actor: Actor, told: Record) -> Patent:
    """``record_all`` of one record."""
    return record_all(actor, [told])[0]


def record_all(actor: Actor, told: Sequence[Record]) -> list[Patent]:
    """Add the patents or bring them up to date, and add all that is new of what is told of them.

    What says nothing new is not added again. Records are taken in their order; one of an earlier
    day than what is known already adds to the history, and to the description only what that
    lacks. What a record leaves blank says nothing.
    """
    check(actor, Permission.LOAD)
    patents = _patents(actor, told)
    kept = kept_of(patents.values())
    looks = _Looks(actor)
    for each in told:
        patent = patents[_key(each)]
        _bring_up_to_date(actor, patent, each, kept[patent.id])
        _add_what_is_new(looks, patent, each, kept[patent.id])
    return [patents[_key(each)] for each in told]


def _key(told: Record) -> Key:
    return told.number.office, told.number.canonical


def _patents(actor: Actor, told: Iterable[Record]) -> dict[Key, Patent]:
    """The patents of these records; those not known yet are added.

    They are added in the order of their numbers, so that two who add the same ones wait for each
    other in one order, and one by one only where somebody else was faster with some of them.
    """
    first = {_key(each): each for each in reversed(list(told))}
    known = locked(first)
    missing = sorted(set(first) - set(known))
    if added([_new(first[key]) for key in missing]):
        new = missing
    else:
        new = [key for key in missing if added([_new(first[key])])]
    known |= locked(missing) if missing else {}
    for key in new:
        _note_description(actor, known[key], before={})
    return known


def _new(told: Record) -> Patent:
    office, number = _key(told)
    patent = Patent(office=office, number=number, kind="", title="", patentee="")
    _describe(patent, told, replacing=True)
    return patent


def _bring_up_to_date(actor: Actor, patent: Patent, told: Record, kept: Kept) -> None:
    before = _described(patent)
    _describe(patent, told, replacing=_spoken_for(told) >= kept.told_until)
    if before != _described(patent):
        _note_description(actor, patent, before)


def _note_description(actor: Actor, patent: Patent, before: Mapping[str, str | None]) -> None:
    """The trail tells of a new description, and the patent is found by it."""
    after = _described(patent)
    audit.record(actor, "record", "patent", patent.id, before=before, after=after)
    search.put(search.Kind.PATENT, patent.id, patent.title, patent.patentee)


def _spoken_for(told: Record) -> date:
    """The day for which a record describes the patent: of a document, its own."""
    days = (event.announced_on for event in told.events if event.announced_on)
    return told.as_of or max(days, default=date.min)


def _describe(patent: Patent, told: Record, *, replacing: bool) -> None:
    """Take over what the record states; without ``replacing``, only what was not known."""
    stated: dict[str, str | date | None] = {
        "kind": told.kind.value if told.kind else "",
        "title": told.title[:LONGEST_TEXT],
        "patentee": told.patentee[:LONGEST_TEXT],
        "filed_on": told.filed_on,
        "granted_on": told.granted_on,
    }
    for name, value in stated.items():
        if value and (replacing or not getattr(patent, name)):
            setattr(patent, name, value)


def _described(patent: Patent) -> dict[str, str | None]:
    words = {"kind": patent.kind, "title": patent.title, "patentee": patent.patentee}
    days = {"filed_on": patent.filed_on, "granted_on": patent.granted_on}
    return words | {name: day.isoformat() if day else None for name, day in days.items()}


def _add_what_is_new(looks: "_Looks", patent: Patent, told: Record, kept: Kept) -> None:
    look = _look(told)
    is_new_look = look is not None and not kept.has_look(look)
    events = {content_of(each): each for each in map(fitting, told.events)}
    new_events = {each: events[each] for each in events if each not in kept.contents}
    ties = dict.fromkeys(each.text for each in told.publications)
    new_ties = [each for each in ties if each not in kept.publications]
    if not (is_new_look or new_events or new_ties):
        return
    fetch_id = looks.id_of(told.fetch)
    if look is not None and is_new_look:
        db.session.add(statement_row(patent, fetch_id, look))
        kept.note_look(look)
    if fetch_id is None:
        # Somebody's word states a status; whoever has events or documents has them from somewhere.
        return
    _add_events(patent, fetch_id, new_events, kept)
    for number in new_ties:
        db.session.add(PatentPublication(number=number, patent_id=patent.id, fetch_id=fetch_id))
        kept.publications.add(number)


def _look(told: Record) -> Look | None:
    if told.as_of is None:
        return None
    source = told.fetch.source[:LONGEST_SOURCE]
    return Look(source, told.as_of, told.as_of, told.status, told.ended_on)


def _add_events(patent: Patent, fetch_id: int, events: dict[str, LegalEvent], kept: Kept) -> None:
    for content, event in events.items():
        db.session.add(event_row(patent, fetch_id, event))
        kept.note_event(content, event.announced_on)


class _Looks:
    """The rows of the looks that have told something new, each found or added once."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._ids: dict[Fetch, int] = {}

    def id_of(self, fetch: Fetch) -> int | None:
        """The row of a look; None where nobody looked into anything."""
        if not fetch.sha256:
            return None
        if fetch not in self._ids:
            self._ids[fetch] = self._recorded(fetch)
        return self._ids[fetch]

    def _recorded(self, fetch: Fetch) -> int:
        row, is_new = fetch_row(fetch)
        if is_new:
            _note_fetch(self._actor, row)
        return row.id


def _note_fetch(actor: Actor, row: PatentFetch) -> None:
    audit.record(
        actor,
        "fetch",
        "patent_fetch",
        row.id,
        source=row.source,
        document=row.document,
        sha256=row.sha256,
        at=row.fetched_at.isoformat(),
    )
