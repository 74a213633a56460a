"""Where the snapshot lies, how it is taken, and whether the one that lies there fits the ledger."""

from dataclasses import dataclass
from pathlib import Path

import structlog

from registry.config import setting
from registry.extensions import db
from registry.statistics.snapshot import reading
from registry.statistics.snapshot.columns import Damaged, read, write
from registry.statistics.snapshot.ladders import provinces
from registry.statistics.snapshot.stays import Unfit
from registry.statistics.snapshot.whole import Whole, from_file, to_file, whole

NAME = "ledger.columns"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking a snapshot came to: its position, how many entries it tells, how many are new;
    ``rebuilt`` says that none of an older one was used."""

    position: int
    count: int
    added: int
    rebuilt: bool


def path() -> Path:
    """The file; a relative folder counts from the working folder, as the database's does."""
    return Path(setting("SNAPSHOT_FOLDER")).resolve() / NAME


def take(*, rebuild: bool = False) -> Taken:
    """Tell the ledger in columns up to where it is now, from the snapshot that is there if it fits.

    Raises Unfit when the ledger cannot be told so; the old file is gone then.
    """
    before = None if rebuild else fitting()
    try:
        until = reading.settled_position()
    finally:
        # Whoever waits to write goes on; what is read from here on stands for ever.
        db.session.rollback()
    return tell(until, before)


def tell(until: int, before: Whole | None = None) -> Taken:
    """Write the snapshot of the ledger up to a position, from an older one where there is one."""
    numbers = reading.numbered(before.codes if before else None)
    after = before.position if before else 0
    entries = reading.entries(after, until, numbers)
    links = reading.links(after, until, numbers)
    codes, last = numbers.codes(), reading.anchor(until) or ""
    try:
        told = whole(entries, links, codes, provinces(), anchor=last, before=before)
    except Unfit:
        path().unlink(missing_ok=True)
        raise
    write(path(), *to_file(told))
    return Taken(told.position, told.count, len(entries["id"]), before is None)


def fitting() -> Whole | None:
    """The snapshot that lies there, if it is whole and the ledger still begins as it says."""
    try:
        told = from_file(read(path()))
    except FileNotFoundError:
        return None
    except Damaged as damage:
        log.warning("snapshot_damaged", path=str(path()), why=str(damage))
        return None
    known = told.codes.sizes == reading.numbered(told.codes).codes().sizes
    if not known or not fits(told) or reading.count_until(told.position) != told.count:
        log.warning("snapshot_of_another_ledger", path=str(path()), position=told.position)
        return None
    return told


def fits(told: Whole) -> bool:
    """Whether its last entry still stands in the ledger under its number, word for word."""
    return (reading.anchor(told.position) or "") == told.anchor
