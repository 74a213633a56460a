"""The snapshot as this process holds it: opened once, looked at before every answer.

An answer is given from it only when the file is the one that was opened, its last entry still
stands in the ledger, and what is behind it has been merged. In every other case there is none, and
SQL answers. What is being written and not yet committed is never answered from here.
"""

import threading
from dataclasses import dataclass

import structlog
from flask import current_app

from registry.extensions import writing
from registry.statistics.snapshot import reading, store
from registry.statistics.snapshot.ladders import provinces
from registry.statistics.snapshot.live import Live, of_snapshot, with_tail
from registry.statistics.snapshot.stays import Unfit
from registry.statistics.snapshot.whole import Whole

_KEY = "statistics.snapshot"
log = structlog.get_logger()

Mark = tuple[int, ...]


@dataclass(frozen=True)
class Held:
    """The file as it was opened (None: it does not fit), and the last state of the ledger that was
    merged with it (None: it cannot be)."""

    file: Mark
    told: Whole | None
    base: Live | None
    tail: Mark = ()
    live: Live | None = None


_opening = threading.Lock()


def current() -> Live | None:
    """The ledger as it stands in this transaction, in columns; None when SQL has to answer."""
    if writing.get():
        return None
    file = _mark_of_file()
    if file is None:
        return None
    held = _held(file)
    if held.told is None or not store.fits(held.told):
        return None
    tail = reading.tail_mark(held.told.position)
    if tail != held.tail:
        held = _merged(held, tail)
        current_app.extensions[_KEY] = held
    return held.live


def forget() -> None:
    """Hold nothing any more: the next answer begins with the file."""
    current_app.extensions.pop(_KEY, None)


def _held(file: Mark) -> Held:
    held: Held | None = current_app.extensions.get(_KEY)
    if held is not None and held.file == file:
        return held
    with _opening:
        held = current_app.extensions.get(_KEY)
        if held is None or held.file != file:
            told = store.fitting()
            held = Held(file, told, of_snapshot(told) if told else None)
            current_app.extensions[_KEY] = held
    return held


def _merged(held: Held, tail: Mark) -> Held:
    assert held.told is not None and held.base is not None
    live: Live | None = held.base
    if tail[0]:
        live = _with_tail(held.told, held.base, tail[1])
    return Held(held.file, held.told, held.base, tail, live)


def _with_tail(told: Whole, base: Live, until: int) -> Live | None:
    numbers = reading.numbered(told.codes)
    entries = reading.entries(told.position, until, numbers)
    links = reading.links(told.position, until, numbers)
    known = {name: number for number, name in enumerate(told.provinces)}
    province_of = provinces()
    try:
        # Regions of before keep their province: the daily changes of the snapshot are of those.
        newer = [
            known[province_of(code)] for code in numbers.codes().regions[len(told.codes.regions) :]
        ]
        places = (*told.province_of, *newer)
        return with_tail(base, entries, links, numbers.codes(), places)
    except (Unfit, KeyError) as reason:
        log.warning("snapshot_tail_does_not_fit", why=str(reason))
        return None


def _mark_of_file() -> Mark | None:
    try:
        found = store.path().stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
