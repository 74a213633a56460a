"""How what sources told becomes rows, each of which is kept once: for ``service``.

A row that is there already is not written again, whoever wrote it: two who record one patent at
the same moment end with one. What is new of a patent waits behind the lock of its row.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError

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
from registry.patents.sources import Fetch
from registry.patents.status import PatentStatus
from registry.patents.timeline import Look

LONGEST_SOURCE = 200
LONGEST_TEXT = 500
LONGEST_REFERENCE = 100

Key = tuple[str, str]
"""Office and canonical number."""


@dataclass(slots=True)
class Kept:
    """What is kept of one patent, as far as it must be known to tell what is new.

    ``said`` is the last word of a source as of a day. ``told_until`` is the newest day of which
    any source told: an older description does not take the place of a newer one.
    """

    said: dict[tuple[str, date], tuple[PatentStatus | None, date | None]] = field(
        default_factory=dict
    )
    contents: set[str] = field(default_factory=set)
    publications: set[str] = field(default_factory=set)
    told_until: date = date.min

    def note_look(self, look: Look) -> None:
        """A word of a source is kept."""
        self.said[look.source, look.as_of] = look.status, look.ended_on
        self.told_until = max(self.told_until, look.as_of)

    def has_look(self, look: Look) -> bool:
        """Whether it says what its source said last of that day."""
        return self.said.get((look.source, look.as_of)) == (look.status, look.ended_on)

    def note_event(self, content: str, announced_on: date | None) -> None:
        """An event is kept."""
        self.contents.add(content)
        self.told_until = max(self.told_until, announced_on or date.min)


def locked(keys: Iterable[Key]) -> dict[Key, Patent]:
    """The patents of these numbers that are there, held against others until the commit."""
    wanted = tuple_(Patent.office, Patent.number).in_(list(keys))
    # Links to a patent may be made meanwhile: only what is told of it waits.
    question = select(Patent).where(wanted).order_by(Patent.id).with_for_update(key_share=True)
    found = db.session.scalars(question.execution_options(populate_existing=True))
    return {(patent.office, patent.number): patent for patent in found}


def added(patents: Sequence[Patent]) -> bool:
    """Add them all; False, and none is added, if somebody else has just added one of them."""
    try:
        with db.session.begin_nested():
            db.session.add_all(patents)
    except IntegrityError:
        return False
    return True


def kept_of(patents: Iterable[Patent]) -> dict[int, Kept]:
    """Patent id → what is kept of it."""
    ids = [patent.id for patent in patents]
    kept: dict[int, Kept] = defaultdict(Kept)
    of_these = StatusStatement.patent_id.in_(ids)
    question = select(StatusStatement).where(of_these).order_by(StatusStatement.id)
    for row in db.session.scalars(question):
        kept[row.patent_id].note_look(
            Look(row.source, row.as_of, row.as_of, row.status, row.ended_on)
        )
    events = select(
        LegalEventRow.patent_id, LegalEventRow.content, LegalEventRow.announced_on
    ).where(LegalEventRow.patent_id.in_(ids))
    for patent_id, content, announced_on in db.session.execute(events):
        kept[patent_id].note_event(content, announced_on)
    ties = select(PatentPublication).where(PatentPublication.patent_id.in_(ids))
    for tie in db.session.scalars(ties):
        kept[tie.patent_id].publications.add(tie.number)
    return kept


def fetch_row(fetch: Fetch) -> tuple[PatentFetch, bool]:
    """The row of a look, and whether it had to be added."""
    same = {
        "source": fetch.source[:LONGEST_SOURCE],
        "document": fetch.document[:LONGEST_SOURCE],
        "sha256": fetch.sha256,
        "fetched_at": fetch.at,
    }
    question = select(PatentFetch).filter_by(**same)
    known = db.session.scalars(question).one_or_none()
    if known is not None:
        return known, False
    try:
        with db.session.begin_nested():
            row = PatentFetch(**same)
            db.session.add(row)
    except IntegrityError:
        return db.session.scalars(question).one(), False
    return row, True


def statement_row(patent: Patent, fetch_id: int | None, look: Look) -> StatusStatement:
    """What a source said of the status, said now."""
    return StatusStatement(
        patent_id=patent.id,
        fetch_id=fetch_id,
        status=look.status,
        ended_on=look.ended_on,
        as_of=look.as_of,
        source=look.source,
        recorded_at=clock.now(),
    )


def event_row(patent: Patent, fetch_id: int, event: LegalEvent) -> LegalEventRow:
    """An event that a source told of, known from today on."""
    return LegalEventRow(
        patent_id=patent.id,
        fetch_id=fetch_id,
        effect=event.effect,
        code=event.code,
        action=event.action,
        announced_on=event.announced_on,
        effective_on=event.effective_on,
        known_on=clock.today(),
        holder=event.holder,
        reference=event.reference,
        days=event.days,
        content=content_of(event),
        recorded_at=clock.now(),
    )


def fitting(event: LegalEvent) -> LegalEvent:
    """The event with no text longer than is kept."""
    return replace(
        event,
        source=event.source[:LONGEST_SOURCE],
        code=event.code[:LONGEST_REFERENCE],
        holder=event.holder[:LONGEST_TEXT],
        reference=event.reference[:LONGEST_REFERENCE],
    )


def content_of(event: LegalEvent) -> str:
    """SHA-256 (hex) of what the source told: all of an event but the day we learned of it."""
    told = (
        event.source,
        event.effect.value,
        event.code,
        event.action.value,
        event.announced_on.isoformat() if event.announced_on else "",
        event.effective_on.isoformat() if event.effective_on else "",
        event.holder,
        event.reference,
        str(event.days),
    )
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()
