"""The process that stores what another one reads: ``python -m registry.patents.bulk.writer``.

A process of its own, because ADBC brings its own SQLite, and two of them in one process on one file
end in a bus error. On its standard input come a line with the database's address, a stream of rows
(Arrow IPC, see ``writing``), and one row for the trail. All of it is one transaction: where the
trail's row does not come, because somebody stopped the reading or pulled the plug, nothing stands.
"""

import json
import sys
from typing import Any, BinaryIO

import adbc_driver_manager
import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa
from adbc_driver_manager.dbapi import Cursor
from pyarrow import compute as pc

READY = b"ready\n"
STORED = b"stored\n"
# How it ends when nothing is stored, beside the codes of Python itself.
CLASH, GIVEN_UP, BROKEN = 3, 4, 5

_TABLES = ("patent", "patent_fetch", "status_statement", "patent_publication", "audit_entry")
_OFFICE = "CN"
_SQLITE = "sqlite:///"
# As extensions.py and audit/chain.py have them; neither is read here, for both bring a SQLite along.
TRAIL = 0x7472_6169_6C
BEGINNING = "0" * 64
_LAST_LINK = "SELECT sequence, sha256 FROM audit_link ORDER BY sequence DESC LIMIT 1"


class Sqlite:
    """Days and moments are text. The one writer numbers the rows on from the last one."""

    moment = pa.string()
    # The lock is taken at once. Pages that do not fit into the cache go to the WAL before time.
    begin = (
        "PRAGMA busy_timeout = 30000",
        "PRAGMA synchronous = FULL",
        "PRAGMA cache_size = -131072",
        "BEGIN IMMEDIATE",
    )

    def __init__(self, cursor: Cursor) -> None:
        self._last = {}
        for table in _TABLES:
            # Our own list of names.
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # nosec B608
            self._last[table] = cursor.fetchall()[0][0]

    def ids(self, table: str, count: int) -> pa.Array:
        """Numbers for so many new rows."""
        first = self._last[table] + 1
        self._last[table] += count
        return pa.array(range(first, first + count), pa.int64())

    def last_link(self, cursor: Cursor) -> tuple[int, str]:
        """The end of the trail: nobody else writes anyway."""
        return _last_link(cursor)


class Postgresql:
    """Others may add rows meanwhile: the numbers are drawn from the tables' sequences."""

    moment = pa.timestamp("us")
    begin = ("BEGIN",)

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._sequences: dict[str, str] = {}

    def ids(self, table: str, count: int) -> pa.Array:
        """Numbers for so many new rows."""
        # Our own names, and a count.
        drawn = f"SELECT nextval('{self._sequence(table)}') FROM generate_series(1, {count})"  # nosec B608
        self._cursor.execute(drawn)
        ids: pa.Array = self._cursor.fetch_arrow_table().column(0).combine_chunks()
        return ids

    def _sequence(self, table: str) -> str:
        # Looked up once: asked for in the statement that draws, it is looked up for every row.
        if table not in self._sequences:
            self._cursor.execute(f"SELECT pg_get_serial_sequence('{table}', 'id')")
            self._sequences[table] = self._cursor.fetchall()[0][0]
        return self._sequences[table]

    def last_link(self, cursor: Cursor) -> tuple[int, str]:
        """The end of the trail, where nobody else adds anything until the commit."""
        cursor.execute(f"SELECT pg_advisory_xact_lock({TRAIL})::text")
        cursor.fetchall()
        return _last_link(cursor)


def _last_link(cursor: Cursor) -> tuple[int, str]:
    cursor.execute(_LAST_LINK)
    found = cursor.fetchall()
    return (found[0][0], found[0][1]) if found else (0, BEGINNING)


class Writer:
    """Stores batches of rows; ``told`` is the metadata of their schema: whose they are."""

    def __init__(
        self, cursor: Cursor, database: Sqlite | Postgresql, told: dict[bytes, bytes]
    ) -> None:
        self._cursor = cursor
        self._database = database
        self._told = {name.decode(): value.decode() for name, value in told.items()}
        self._fetch_id: pa.Scalar | None = None

    def write(self, rows: pa.RecordBatch) -> None:
        """New patents (without ``patent_id``), and the statuses and documents of all."""
        is_new = rows.column("patent_id").is_null()
        new = rows.filter(is_new)
        new_ids = self._database.ids("patent", len(new))
        described = ("number", "kind", "title", "patentee", "filed_on", "granted_on")
        columns = {name: new.column(name) for name in described}
        self._add("patent", {"id": new_ids, "office": pa.repeat(_OFFICE, len(new))} | columns)
        patent_ids = pc.replace_with_mask(rows.column("patent_id"), is_new, new_ids)
        self._statements(rows, patent_ids)
        self._documents(rows, patent_ids)

    def _statements(self, rows: pa.RecordBatch, patent_ids: pa.Array) -> None:
        stated = rows.append_column("of", patent_ids)
        stated = stated.filter(stated.column("as_of").is_valid())
        count = len(stated)
        self._add(
            "status_statement",
            {
                "id": self._database.ids("status_statement", count),
                "patent_id": stated.column("of"),
                "fetch_id": pa.repeat(self._fetch(), count),
                "status": stated.column("status"),
                "ended_on": stated.column("ended_on"),
                "as_of": stated.column("as_of"),
                "source": pa.repeat(self._told["source"], count),
                "recorded_at": self._moments("recorded_at", count),
            },
        )

    def _documents(self, rows: pa.RecordBatch, patent_ids: pa.Array) -> None:
        tied = rows.column("publication").is_valid()
        of = patent_ids.filter(tied)
        self._add(
            "patent_publication",
            {
                "id": self._database.ids("patent_publication", len(of)),
                "number": rows.column("publication").filter(tied),
                "patent_id": of,
                "fetch_id": pa.repeat(self._fetch(), len(of)),
            },
        )

    def _fetch(self) -> pa.Scalar:
        if self._fetch_id is None:
            ids = self._database.ids("patent_fetch", 1)
            named = {name: [self._told[name]] for name in ("source", "document", "sha256")}
            fetched_at = self._moments("fetched_at", 1)
            self._add("patent_fetch", {"id": ids} | named | {"fetched_at": fetched_at})
            self._fetch_id = ids[0]
        return self._fetch_id

    def place(self) -> dict[str, Any]:
        """The place at the end of the trail, which is held from now on: its sequence, the hash
        before it, the key of its entry, and what that is about."""
        last = self._database.last_link(self._cursor)
        entry_id = self._database.ids("audit_entry", 1)[0].as_py()
        place = {"sequence": last[0] + 1, "previous": last[1]}
        return place | {"entry_id": entry_id, "subject_id": self._fetch().as_py()}

    def trail(self, entry: pa.Table) -> None:
        """The entry of the act at its place, as whoever reads has hashed it."""
        named = {name: entry.column(name) for name in entry.column_names}
        link = {name: named.pop(name) for name in ("sequence", "sha256")}
        self._add("audit_entry", {"at": self._moments("recorded_at", 1)} | named)
        self._add("audit_link", link | {"entry_id": named["id"]})

    def _moments(self, name: str, count: int) -> pa.Array:
        return pa.repeat(pa.scalar(self._told[name]).cast(self._database.moment), count)

    def _add(self, table: str, columns: dict[str, pa.Array]) -> None:
        rows = pa.table(columns)
        if len(rows):
            self._cursor.adbc_ingest(table, rows, mode="append")


def serve(given: BinaryIO, answers: BinaryIO) -> None:
    """Store what is given, and say so; nothing is stored unless the trail's row comes."""
    url = given.readline().decode().strip()
    is_sqlite = url.startswith(_SQLITE)
    connect = (
        adbc_driver_sqlite.dbapi.connect if is_sqlite else adbc_driver_postgresql.dbapi.connect
    )
    kind: type[Sqlite] | type[Postgresql] = Sqlite if is_sqlite else Postgresql
    with connect(url.removeprefix(_SQLITE), autocommit=True) as connection:
        with connection.cursor() as cursor:
            for statement in kind.begin:
                cursor.execute(statement)
            _answer(answers, READY)
            _store(cursor, kind(cursor), given, answers)
            _answer(answers, STORED)


def _store(
    cursor: Cursor, database: Sqlite | Postgresql, given: BinaryIO, answers: BinaryIO
) -> None:
    with pa.ipc.open_stream(given) as rows:
        writer = Writer(cursor, database, rows.schema.metadata)
        for batch in rows:
            writer.write(batch)
    _answer(answers, json.dumps(writer.place()).encode() + b"\n")
    with pa.ipc.open_stream(given) as trail:
        writer.trail(trail.read_all())
    cursor.execute("COMMIT")


def _answer(answers: BinaryIO, word: bytes) -> None:
    answers.write(word)
    answers.flush()


def main() -> int:
    """The exit code says why nothing was stored."""
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except adbc_driver_manager.IntegrityError as error:
        print(error, file=sys.stderr)
        return CLASH
    except (adbc_driver_manager.OperationalError, adbc_driver_manager.ProgrammingError) as error:
        print(error, file=sys.stderr)
        return CLASH if "duplicate key" in str(error) or "UNIQUE" in str(error) else BROKEN
    except pa.ArrowInvalid:
        # The other end closed before it was done: it wants nothing stored, or has died.
        return GIVEN_UP
    return 0


if __name__ == "__main__":
    sys.exit(main())
