"""Files and services of patent data read into the registry, so that a stop does no harm.

A file is stored batch by batch, each batch a unit of work that also moves the mark how far the
file has been read. Who reads the same bytes again goes on at the mark; what a batch stored is
there as a whole or not at all. Memory holds one batch.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.errors import Conflict, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.patents.models import PatentReading
from registry.patents.number_types import PatentNumber
from registry.patents.service import record, record_all
from registry.patents.sources import (
    Progress,
    Record,
    Source,
    SourceUnavailable,
    Unreadable,
    fetch_of_file,
)
from registry.patents.sources.recognising import collection_of
from registry.permissions import Actor
from registry.transaction import unit_of_work

BATCH = 500

MOVED = N_("Somebody else is reading {file} at this moment.")


@dataclass(slots=True)
class Outcome:
    """What reading a file came to.

    ``begun_at``     how many records had been read before
    ``finished_at``  when the file had been read to its end before; then nothing was read now
    """

    begun_at: int = 0
    recorded: int = 0
    unreadable: int = 0
    finished_at: datetime | None = None


def read_file(
    actor: Actor,
    path: Path,
    *,
    as_of: date | None = None,
    on_progress: Progress | None = None,
    on_unreadable: Callable[[Unreadable], object] = lambda unreadable: None,
    again: bool = False,
) -> Outcome:
    """Read a file, or a folder of full texts, to its end and store all of it.

    ``again``: from the beginning, though it was read before. Raises SourceUnavailable where
    reading breaks off; what came before is stored, and the next call goes on there.
    """
    collection = collection_of(path, as_of=as_of, on_progress=on_progress)
    # The same bytes say something else when they are told to speak for another day.
    source = f"{collection.name} {as_of.isoformat()}" if as_of else collection.name
    mark = _begin(source, path, again)
    outcome = Outcome(begun_at=mark.records_read, finished_at=mark.finished_at)
    if outcome.finished_at is not None:
        return outcome
    mark_id, done = mark.id, mark.records_read
    for batch in _batches(collection.records(start=done)):
        with unit_of_work():
            _move(mark_id, path, done, done + len(batch))
            record_all(actor, [each for each in batch if isinstance(each, Record)])
        done += len(batch)
        _count(outcome, batch, on_unreadable)
    with unit_of_work():
        _move(mark_id, path, done, done).finished_at = clock.now()
    return outcome


@dataclass(slots=True)
class Asked:
    """What asking a service for some patents came to; ``stopped_by`` is why it was not asked on."""

    found: list[PatentNumber] = field(default_factory=list)
    unknown: list[PatentNumber] = field(default_factory=list)
    stopped_by: SourceUnavailable | None = None


def ask(
    actor: Actor,
    source: Source,
    numbers: Iterable[PatentNumber],
    on_answer: Callable[[], object] = lambda: None,
) -> Asked:
    """Ask a service for each of these patents and store what it says, each at once.

    It stops at the first question that the service does not answer: the next would not be
    answered either, and a quota is spent by asking.
    """
    asked = Asked()
    for number in numbers:
        try:
            told = source.find(number)
        except SourceUnavailable as unavailable:
            asked.stopped_by = unavailable
            return asked
        if told is None:
            asked.unknown.append(number)
        else:
            with unit_of_work():
                record(actor, told)
            asked.found.append(number)
        on_answer()
    return asked


def _begin(source: str, path: Path, again: bool) -> PatentReading:
    """The mark of these bytes; a new one at their beginning."""
    sha256 = _hash_of(path)
    with unit_of_work():
        mark = _mark(source, sha256) or _added(source, path, sha256)
        if again:
            mark.records_read, mark.finished_at = 0, None
    return mark


def _mark(source: str, sha256: str) -> PatentReading | None:
    of_these = select(PatentReading).filter_by(source=source, sha256=sha256)
    return db.session.scalars(of_these).one_or_none()


def _added(source: str, path: Path, sha256: str) -> PatentReading:
    mark = PatentReading(source=source, document=path.name[:200], sha256=sha256, records_read=0)
    try:
        with db.session.begin_nested():
            db.session.add(mark)
    except IntegrityError as error:
        raise Conflict(MOVED, file=path.name) from error
    return mark


def _move(mark_id: int, path: Path, old: int, new: int) -> PatentReading:
    """Move the mark, if it still stands where this reading left it."""
    mark = db.session.get_one(PatentReading, mark_id, with_for_update=True, populate_existing=True)
    if mark.records_read != old or mark.finished_at is not None:
        raise Conflict(MOVED, file=path.name)
    mark.records_read = new
    return mark


def _batches(
    records: Iterator[Record | Unreadable],
) -> Iterator[list[Record | Unreadable]]:
    while batch := list(islice(records, BATCH)):
        yield batch


def _count(
    outcome: Outcome,
    batch: list[Record | Unreadable],
    on_unreadable: Callable[[Unreadable], object],
) -> None:
    for each in batch:
        if isinstance(each, Unreadable):
            outcome.unreadable += 1
            on_unreadable(each)
        else:
            outcome.recorded += 1


def _hash_of(path: Path) -> str:
    """Of a file its bytes; of a folder the names and bytes of what is in it."""
    if not path.is_dir():
        return fetch_of_file("", path).sha256
    digest = hashlib.sha256()
    for file in sorted(each for each in path.iterdir() if each.is_file()):
        digest.update(f"{file.name}\0{fetch_of_file('', file).sha256}\n".encode())
    return digest.hexdigest()


def sentences(unreadable: Unreadable, translate: Callable[[str], str]) -> list[str]:
    """What is wrong with a part of a source: place, field, what was given, why."""
    return [_sentence(unreadable.place, each, translate) for each in unreadable.problems]


def _sentence(place: str, problem: FieldProblem, translate: Callable[[str], str]) -> str:
    said = (place, problem.field, problem.given, problem.text(translate))
    return ": ".join(part for part in said if part)
