"""The import of a table of patents as one act.

What is new goes to the writer's process in one transaction, with one entry in the trail: that part
of a file stands as a whole or not at all. What changes a patent that was known, or comes a second
time in the file, is recorded afterwards as any record is, in parts; an import that was interrupted
there is finished by importing the file again, which adds nothing twice.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute as pc
from sqlalchemy import select

from registry import clock
from registry.extensions import db, writing
from registry.patents.bulk.finding import index_new_patents
from registry.patents.bulk.known import Numbers, Way, sort_rows
from registry.patents.bulk.reading import Rows, TableReading
from registry.patents.bulk.writing import Storing
from registry.patents.models import Patent
from registry.patents.service import record_all
from registry.patents.sources import Fetch, Record, Unreadable, fetch_of_file
from registry.patents.sources.table import source_name
from registry.permissions import Actor, Permission, check
from registry.transaction import unit_of_work

VERB = "import"
_RECORDED_TOGETHER = 500

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of a file.

    ``added`` patents were new, ``stated`` ones known and only told of again, ``recorded`` rows
    changed something or came twice, ``unchanged`` ones said what is known, ``refused`` are wrong.
    """

    fetch: Fetch
    added: int = 0
    stated: int = 0
    recorded: int = 0
    unchanged: int = 0
    refused: int = 0


def import_table(
    actor: Actor,
    path: Path,
    *,
    as_of: date | None = None,
    refuse: Callable[[Unreadable], None],
    step: Callable[[int], None] = lambda rows: None,
    index: bool = True,
) -> Imported:
    """Store what a table says, as ``record_all`` of all its rows would.

    ``refuse`` is told of every wrong row, ``step`` of how many rows have been read. Without
    ``index``, what came in is not found by its words until the index is built anew. Raises
    SourceUnavailable for a file that cannot be read to its end, Conflict and NotReady as
    ``Storing`` does; then nothing is stored.
    """
    check(actor, Permission.LOAD)
    if writing.get():
        raise RuntimeError("an import is a unit of work of its own: another process writes")
    fetch = fetch_of_file(source_name(path), path)
    imported = _Import(actor, path, fetch, as_of, refuse, step).run()
    if index and (imported.added or imported.recorded):
        index_new_patents()
    return imported


class _Import:
    """One import: what has been counted so far, and what is left to be recorded singly."""

    def __init__(
        self,
        actor: Actor,
        path: Path,
        fetch: Fetch,
        as_of: date | None,
        refuse: Callable[[Unreadable], None],
        step: Callable[[int], None],
    ) -> None:
        self._actor = actor
        self._path = path
        self._fetch = fetch
        self._as_of = as_of
        self._refuse = refuse
        self._step = step
        self._counts: Counter[str] = Counter()
        # Block by block, the places of the rows that are left.
        self._left: list[Places] = []

    def run(self) -> Imported:
        """All of it."""
        db.session.rollback()
        with Storing(db.engine.url, self._fetch, clock.now()) as storing:
            # The other process holds SQLite's lock by now: what is read here stays true.
            is_empty = db.session.scalar(select(Patent.id).limit(1)) is None
            numbers = Numbers()
            for rows in self._reading().rows():
                self._store(rows, numbers, storing, is_empty=is_empty)
            db.session.rollback()
            if self._counts["added"] or self._counts["stated"]:
                storing.finish(self._actor, VERB, self._told())
        self._record_what_is_left()
        return Imported(self._fetch, **self._counts)

    def _reading(self) -> TableReading:
        return TableReading(self._path, self._fetch, self._as_of)

    def _store(self, rows: Rows, numbers: Numbers, storing: Storing, *, is_empty: bool) -> None:
        for wrong in rows.wrong:
            self._refuse(wrong)
        in_order = sort_rows(rows.right, numbers, self._fetch.source, is_empty=is_empty)
        # By number, so that the index of the numbers is written page by page.
        at_once = in_order.of(Way.AT_ONCE)
        by_number = np.argsort(rows.right.column("key").to_numpy()[at_once])
        places = np.flatnonzero(at_once)[by_number]
        sent, patent_ids = rows.right.take(places), in_order.patent_ids.take(places)
        if len(sent):
            storing.send(_with_new_documents(sent, patent_ids), patent_ids)
        left = rows.right.column("place").to_numpy()[in_order.of(Way.SINGLY)]
        self._left.append(left)
        self._counts["refused"] += len(rows.wrong)
        self._counts["added"] += patent_ids.null_count
        self._counts["stated"] += len(sent) - patent_ids.null_count
        self._counts["unchanged"] += len(rows.right) - len(sent) - len(left)
        self._step(rows.count)

    def _told(self) -> dict[str, str | int]:
        """For the trail."""
        fetch = self._fetch
        of = {"source": fetch.source, "document": fetch.document, "sha256": fetch.sha256}
        return of | {name: self._counts[name] for name in ("added", "stated", "refused")}

    def _record_what_is_left(self) -> None:
        records = self._records_left()
        while some := [record for _, record in zip(range(_RECORDED_TOGETHER), records)]:
            with unit_of_work():
                record_all(self._actor, some)
            self._counts["recorded"] += len(some)

    def _records_left(self) -> Iterator[Record]:
        """The file is read a second time, so that they need not all be held."""
        if not any(len(left) for left in self._left):
            return
        for rows, left in zip(self._reading().rows(), self._left, strict=True):
            yield from (rows.record(place) for place in left.tolist())


def _with_new_documents(rows: pa.Table, patent_ids: pa.ChunkedArray) -> pa.Table:
    """Known patents go at once only if their documents are known, and are not tied again."""
    place = rows.column_names.index("publication")
    new = pc.if_else(patent_ids.is_null(), rows.column(place), None)
    return rows.set_column(place, "publication", new)
