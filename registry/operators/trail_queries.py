"""The trail, asked for by day, person, verb and subject, and read page by page by key.

A page begins where the one before has ended, so that the millionth entry is as near as the first.
The newest entries stand first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, func, or_, select, tuple_

from registry.accounts.models import User
from registry.accounts.service import SYSTEM, normal_address
from registry.audit import AuditEntry
from registry.clock import REGISTRY_ZONE
from registry.errors import NotFound
from registry.extensions import db
from registry.money import N_
from registry.operators.trail_subjects import GREATEST, key_of
from registry.operators.trail_words import SUBJECTS, VERBS
from registry.single_values import Typed

PER_PAGE, HISTORY = 50, 20
MOST_IN_A_FILE = 100_000
_BATCH = 1000
FIELDS = ("since", "until", "person", "verb", "subject", "name")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; ``actors`` are the accounts of the person, None for anybody, empty for
    what the registry did by itself."""

    since: date | None = None
    until: date | None = None
    actors: tuple[int, ...] | None = None
    verb: str = ""
    subject: str = ""
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first; ``newer`` and ``older`` are the keys to go on from, if any."""

    entries: Sequence[AuditEntry]
    newer: int | None
    older: int | None


def read_asked(arguments: Mapping[str, str]) -> Asked:
    """What the address asks for; BadInput with every problem."""
    typed = Typed({name: arguments.get(name, "") for name in FIELDS})
    since, until = typed.day_or_none("since"), typed.day_or_none("until")
    if since and until and until < since:
        problem, expected = N_("This day is before the first one."), N_("Write a later day.")
        typed.wrong("until", problem, expected)
    found = Asked(
        since,
        until,
        _actors(typed),
        _one_of(typed, "verb", VERBS),
        _one_of(typed, "subject", SUBJECTS),
        _key(typed),
    )
    typed.finish()
    return found


def _one_of(typed: Typed, name: str, known: Mapping[str, str]) -> str:
    found = typed.given(name)
    if found and found not in known:
        problem = N_("Nothing of the list is chosen.")
        typed.wrong(name, problem, N_("Choose one of the list."))
    return found


def _actors(typed: Typed) -> tuple[int, ...] | None:
    given = typed.given("person")
    if not given:
        return None
    if given == SYSTEM.name:
        return ()
    named = or_(User.email == normal_address(given), User.name == given)
    found = tuple(db.session.scalars(select(User.id).where(named).order_by(User.id)))
    if not found:
        expected = N_("Write the e-mail address or the whole name of an account, or “system”.")
        typed.wrong("person", N_("There is no such account."), expected)
    return found


def _key(typed: Typed) -> int | None:
    name, sort = typed.given("name"), typed.given("subject")
    if not name:
        return None
    if not sort:
        expected = N_("Choose what sort of thing it is.")
        typed.wrong("name", N_("It is not said what this names."), expected)
        return None
    found = key_of(sort, name)
    if found is None:
        problem = N_("There is nothing of this name.")
        expected = N_("Write its number as the registry shows it.")
        typed.wrong("name", problem, expected)
    return found


def page_of(asked: Asked, *, before: int | None = None, after: int | None = None) -> Page:
    """One page; before an entry (older ones) or after one (newer ones)."""
    query, place = _query(asked), tuple_(AuditEntry.at, AuditEntry.id)
    oldest_first = after is not None
    if oldest_first:
        query = query.where(place > _place(after or 0)).order_by(AuditEntry.at, AuditEntry.id)
    else:
        query = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        if before is not None:
            query = query.where(place < _place(before))
    rows = list(db.session.scalars(query.limit(PER_PAGE + 1)))
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    if oldest_first:
        rows.reverse()
    has_newer = more if oldest_first else before is not None
    has_older = True if oldest_first else more
    return Page(
        rows,
        rows[0].id if rows and has_newer else None,
        rows[-1].id if rows and has_older else None,
    )


def all_of(asked: Asked) -> Iterator[Sequence[AuditEntry]]:
    """All that is asked for, in batches, the newest first."""
    last: AuditEntry | None = None
    while True:
        query = _query(asked).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        if last is not None:
            query = query.where(tuple_(AuditEntry.at, AuditEntry.id) < (last.at, last.id))
        rows = db.session.scalars(query.limit(_BATCH)).all()
        if rows:
            yield rows
        if len(rows) < _BATCH:
            return
        last = rows[-1]


def fits_in_a_file(asked: Asked) -> bool:
    """Whether there are no more than a file may have; no more than that are counted."""
    some = _query(asked).with_only_columns(AuditEntry.id).limit(MOST_IN_A_FILE + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) <= MOST_IN_A_FILE


def history(subject: str, key: int) -> Sequence[AuditEntry]:
    """What happened to one thing, the newest first."""
    query = _query(Asked(subject=subject, key=key))
    return db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(HISTORY)).all()


def history_of_all(subject: str) -> Sequence[AuditEntry]:
    """What happened last to the things of one sort."""
    query = _query(Asked(subject=subject, verb="set"))
    newest = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return db.session.scalars(newest.limit(HISTORY)).all()


def _place(entry_id: int) -> tuple[datetime, int]:
    entry = db.session.get(AuditEntry, min(entry_id, GREATEST))
    if entry is None:
        raise NotFound(N_("There is no entry {id} in the trail."), id=entry_id)
    return entry.at, entry.id


def _query(asked: Asked) -> Select[AuditEntry]:
    query = select(AuditEntry)
    if asked.since:
        query = query.where(AuditEntry.at >= _beginning(asked.since))
    if asked.until and asked.until < date.max:
        query = query.where(AuditEntry.at < _beginning(asked.until + timedelta(days=1)))
    if asked.verb:
        query = query.where(AuditEntry.verb == asked.verb)
    if asked.subject:
        query = query.where(AuditEntry.subject_type == asked.subject)
    if asked.key is not None:
        query = query.where(AuditEntry.subject_id == asked.key)
    if asked.actors is not None:
        mine = AuditEntry.actor_id.in_(asked.actors) if asked.actors else None
        query = query.where(AuditEntry.actor_id.is_(None) if mine is None else mine)
    return query


def _beginning(day: date) -> datetime:
    # The first days of all have no moment in another zone.
    return datetime.combine(max(day, date(1900, 1, 1)), time(0), REGISTRY_ZONE)
