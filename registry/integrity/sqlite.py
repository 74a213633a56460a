"""SQLite, checked, backed up and restored."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Connection, text

from registry.extensions import db

VERBS = ("update", "delete")


class Sqlite:
    """One file, and beside it the log that holds what is not yet in it."""

    name = "sqlite"
    dump_name = "database.sqlite"

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A reading transaction: in WAL mode it sees one moment and blocks nobody."""
        with db.engine.connect() as connection:
            yield connection

    def damage(self, connection: Connection) -> list[str]:
        """The answers of SQLite's own check but for "ok"; CHECK and NOT NULL are among it."""
        found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        return [said for said in found if said != "ok"]

    def guarded(self, connection: Connection) -> set[str]:
        """Tables with a trigger that aborts for both verbs."""
        triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        working = {
            row.name for row in connection.execute(text(triggers)) if "RAISE(ABORT" in row.sql
        }
        tables = {name.rsplit("_no_", 1)[0] for name in working}
        return {each for each in tables if working >= {f"{each}_no_{verb}" for verb in VERBS}}

    def dump(self, to: Path) -> None:
        """By SQLite's backup in one step: a plain copy of the file would lack the log, or tear."""
        with closing(sqlite.connect(self.path())) as source, closing(sqlite.connect(to)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        synchronise(to)
        synchronise(to.parent)

    def load(self, dump: Path) -> None:
        """Copy beside the place of the file, then take the place in one step."""
        place = self.path()
        coming = place.with_name(place.name + ".restoring")
        db.engine.dispose()
        coming.write_bytes(b"")
        with closing(sqlite.connect(dump)) as source, closing(sqlite.connect(coming)) as target:
            source.backup(target)
        synchronise(coming)
        for log in ("-wal", "-shm"):
            place.with_name(place.name + log).unlink(missing_ok=True)
        coming.rename(place)
        synchronise(place.parent)

    def path(self) -> Path:
        """Where the file lies."""
        return Path(db.engine.url.database or "")


def synchronise(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
