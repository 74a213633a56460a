"""A million patents into SQLite, validated, against ``executemany`` without validation."""

import csv
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.measure import Result
from bench.patent_import import TABLES, Peers, make_tables, measure


def run() -> Result:
    """The peers: ``sqlite3`` given tuples that are in memory, and given the lines of the file by
    ``csv``. Both write in WAL mode with synchronous=FULL, as the registry does, in one
    transaction."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "registry.db"

        def anew() -> None:
            for each in Path(folder).glob("registry.db*"):
                each.unlink()
            make_tables(f"sqlite:///{database}")

        return measure(
            "patent_import_sqlite",
            f"sqlite:///{database}",
            anew,
            lambda file, _: _peers(database, file),
        )


def _peers(database: Path, file: Path) -> Peers:
    with closing(_connected(database)) as stored:
        rows = {table: list(stored.execute(f"SELECT * FROM {table}")) for table in TABLES}
    fetch = rows["patent_fetch"]

    def tuples() -> None:
        _write(database, rows)

    def lines() -> None:
        _write(database, {"patent_fetch": fetch, "patent": _patents(file)})
        _write(database, {"status_statement": _statements(file)})

    return {"tuples to executemany": tuples, "csv to executemany": lines}


def _patents(file: Path) -> Iterator[tuple[object, ...]]:
    for number, row in enumerate(_lines(file), start=1):
        yield number, "CN", row[0], "invention", row[1], row[2], row[3], row[4]


def _statements(file: Path) -> Iterator[tuple[object, ...]]:
    for number, row in enumerate(_lines(file), start=1):
        end = row[6] or None
        yield number, number, 1, "in_force", end, row[7], "table patents.csv", "2026-01-12 09:30:00"


def _lines(file: Path) -> Iterator[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        yield from reader


def _write(
    database: Path, rows: dict[str, list[tuple[object, ...]] | Iterator[tuple[object, ...]]]
) -> None:
    with closing(_connected(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for table, some in rows.items():
            names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
            marks = ", ".join("?" * len(names))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
        connection.execute("COMMIT")


def _connected(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection
