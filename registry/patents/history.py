"""All that was told of one patent, each part with the look into a source that it came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry import clock
from registry.extensions import db
from registry.patents.events import LegalEvent
from registry.patents.models import (
    LegalEventRow,
    Patent,
    PatentFetch,
    PatentPublication,
    StatusStatement,
)
from registry.patents.numbers import Kind, PatentNumber, parse
from registry.patents.standing import Told
from registry.patents.telling import as_announced
from registry.patents.timeline import Basics, KnownStanding, Look


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event, and the look that told of it."""

    event: LegalEvent
    fetch: PatentFetch


@dataclass(frozen=True, slots=True)
class ToldLook:
    """What a source said of the status; ``fetch`` None: somebody's word, without a file."""

    look: Look
    fetch: PatentFetch | None


@dataclass(frozen=True, slots=True)
class ToldDocument:
    """A published document, its WIPO ST.16 kind code ("" if it has none), and the look that tied
    it to the patent."""

    number: str
    kind_code: str
    fetch: PatentFetch


@dataclass(frozen=True, slots=True)
class History:
    """What was known of a patent at the end of a day; events as announced, the rest as told.

    Its description (title, kind, dates) is the newest: that alone is not kept by day.
    """

    patent: Patent
    standing: KnownStanding
    events: tuple[ToldEvent, ...]
    looks: tuple[ToldLook, ...]
    documents: tuple[ToldDocument, ...]

    @property
    def fetches(self) -> list[PatentFetch]:
        """The looks into sources that all of this came from, each once, the oldest first."""
        events, documents = self.events, self.documents
        told = [each.fetch for each in events] + [each.fetch for each in documents]
        told += [each.fetch for each in self.looks if each.fetch is not None]
        found = {fetch.id: fetch for fetch in told}
        return [found[fetch_id] for fetch_id in sorted(found)]


def history_of(patent: Patent, as_known_on: date) -> History:
    """What was known of a patent at the end of a day."""
    events = [each for each in _events(patent) if each.event.known_on <= as_known_on]
    looks = [each for each in _looks(patent) if each.look.known_on <= as_known_on]
    told = Told(_basics(patent), [e.event for e in events], [each.look for each in looks])
    return History(
        patent,
        told.as_known_on(as_known_on),
        tuple(sorted(events, key=lambda each: as_announced(each.event))),
        tuple(looks),
        tuple(_documents(patent, as_known_on)),
    )


def _basics(patent: Patent) -> Basics:
    kind = Kind(patent.kind) if patent.kind else None
    return Basics(kind, patent.filed_on, patent.granted_on, patent.patentee)


def _events(patent: Patent) -> Iterator[ToldEvent]:
    rows = db.session.execute(
        select(LegalEventRow, PatentFetch)
        .join(PatentFetch, PatentFetch.id == LegalEventRow.fetch_id)
        .where(LegalEventRow.patent_id == patent.id)
        .order_by(LegalEventRow.id)
    )
    for row, fetch in rows:
        event = LegalEvent(
            effect=row.effect,
            announced_on=row.announced_on,
            effective_on=row.effective_on,
            known_on=row.known_on,
            source=fetch.source,
            code=row.code,
            action=row.action,
            holder=row.holder,
            reference=row.reference,
            days=row.days,
        )
        yield ToldEvent(event, fetch)


def _looks(patent: Patent) -> Iterator[ToldLook]:
    rows = db.session.execute(
        select(StatusStatement, PatentFetch)
        .outerjoin(PatentFetch, PatentFetch.id == StatusStatement.fetch_id)
        .where(StatusStatement.patent_id == patent.id)
        .order_by(StatusStatement.as_of, StatusStatement.id)
    )
    for row, fetch in rows:
        known_on = clock.day_of(row.recorded_at)
        yield ToldLook(Look(row.source, row.as_of, known_on, row.status, row.ended_on), fetch)


def _documents(patent: Patent, as_known_on: date) -> Iterator[ToldDocument]:
    """A tie is not kept with a day of its own: it is known since the source was looked into."""
    rows = db.session.execute(
        select(PatentPublication.number, PatentFetch)
        .join(PatentFetch, PatentFetch.id == PatentPublication.fetch_id)
        .where(PatentPublication.patent_id == patent.id)
        .order_by(PatentPublication.id)
    )
    for number, fetch in rows:
        if clock.day_of(fetch.fetched_at) <= as_known_on:
            reading = parse(number)
            code = reading.st16 if isinstance(reading, PatentNumber) else None
            yield ToldDocument(number, code or "", fetch)
