"""Where what is known of patents comes from: one file a source, behind one small protocol.

A source either knows a patent (``Record``), or does not (``None``: no statement at all, never a
sign that something is in order), or cannot be asked now (``SourceUnavailable``). What it knows
keeps where it came from: the source, the moment, and the SHA-256 of the raw bytes.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from registry import clock
from registry.errors import FieldProblem, RegistryError
from registry.money import N_
from registry.patents.events import LegalEvent
from registry.patents.number_types import Kind, PatentNumber
from registry.patents.status import PatentStatus
from registry.patents.timeline import Basics, Look

CANNOT_OPEN = N_("{file} cannot be opened: {why}.")
_CHUNK = 1 << 20


class SourceUnavailable(RegistryError):
    """503: the source cannot be asked, or what it gave cannot be read; says nothing of any patent.

    The message names the source and what was wrong, so that somebody can set it right.
    """

    status = 503


@dataclass(frozen=True, slots=True)
class Fetch:
    """One look into a source: its name, when, and the SHA-256 (hex) of the bytes it gave.

    ``sha256`` is "" where there are no bytes, only somebody's word. ``document`` is the file's
    name, or the number that was asked for.
    """

    source: str
    at: datetime
    sha256: str
    document: str = ""

    @property
    def day(self) -> date:
        """The registry's day of the look: what the source said is known from then on."""
        return clock.day_of(self.at)


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one patent.

    ``place``         where it stands in the source: a line, a file, the how-manieth record
    ``number``        the application or patent number
    ``publications``  numbers of published documents of the same patent
    ``status``        a status that the source states; None if it only lists events
    ``as_of``         the day for which the source speaks; None if it only tells of a document
    """

    fetch: Fetch
    place: str
    number: PatentNumber
    publications: tuple[PatentNumber, ...] = ()
    kind: Kind | None = None
    title: str = ""
    patentee: str = ""
    filed_on: date | None = None
    granted_on: date | None = None
    status: PatentStatus | None = None
    ended_on: date | None = None
    as_of: date | None = None
    events: tuple[LegalEvent, ...] = ()

    @property
    def basics(self) -> Basics:
        """For ``timeline.fold``."""
        return Basics(self.kind, self.filed_on, self.granted_on, self.patentee)

    @property
    def look(self) -> Look | None:
        """For ``timeline.fold``; None if the source does not speak for a day."""
        if self.as_of is None:
            return None
        return Look(self.fetch.source, self.as_of, self.fetch.day, self.status, self.ended_on)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A part of a source that is no record of a patent, and why; the rest goes on."""

    place: str
    problems: tuple[FieldProblem, ...]


class Source(Protocol):
    """What every source can do."""

    @property
    def name(self) -> str:
        """As it is shown and kept with what it says."""

    def find(self, number: PatentNumber) -> Record | None:
        """What it says of one patent; None if it does not know it. Raises SourceUnavailable."""


class Collection(Source, Protocol):
    """A source that can also be read from end to end: a file, a folder."""

    def records(self, *, start: int = 0) -> Iterator[Record | Unreadable]:
        """All of it in order, without the first ``start`` (where an interrupted reading stopped).

        Raises SourceUnavailable, at the place where reading breaks off.
        """


Progress = Callable[[int, int], None]
"""Told how many bytes of how many have been read."""


def find_in(collection: Collection, number: PatentNumber) -> Record | None:
    """The last record of a patent in a collection: later parts of a file are newer."""
    found = None
    for record in collection.records():
        if isinstance(record, Record) and record.number.canonical == number.canonical:
            found = record
    return found


def opened(path: Path) -> BinaryIO:
    """The file, open for reading; SourceUnavailable if that is not possible."""
    try:
        return path.open("rb")
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceUnavailable(CANNOT_OPEN, file=path.name, why=why) from error


def fetch_of_file(source: str, path: Path) -> Fetch:
    """A look into a file, now; read in pieces, whatever its size."""
    digest = hashlib.sha256()
    with opened(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return Fetch(source, clock.now(), digest.hexdigest(), path.name)


def fetch_of_bytes(source: str, content: bytes, document: str = "") -> Fetch:
    """A look that gave these bytes, now."""
    return Fetch(source, clock.now(), hashlib.sha256(content).hexdigest(), document)
