"""Traps of the databases, which no test elsewhere shows beside what the obvious code does."""

import subprocess
import sys
import warnings
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from flask import Flask
from sqlalchemy import BigInteger, Column, MetaData, Numeric, Table, create_engine, select, text

from registry.applications.ledger import LedgerEntry
from registry.extensions import db
from registry.money import MAX_FEN
from registry.search.bigrams import grams_of

ROOT = Path(__file__).parents[2]
FULL = 2


def synchronous(connection: sqlite.Connection) -> tuple[str, int]:
    """How a connection writes: its journal, and whether a commit waits for the disk."""
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    (level,) = connection.execute("PRAGMA synchronous").fetchone()
    return journal, level


def test_trap_the_usual_advice_for_sqlite_does_not_wait_for_the_disk(
    app: Flask, tmp_path: Path
) -> None:
    """WAL with synchronous=NORMAL: a power cut takes acknowledged commits with it."""
    with closing(sqlite.connect(tmp_path / "obvious.db")) as obvious:
        obvious.execute("PRAGMA journal_mode=WAL")
        obvious.execute("PRAGMA synchronous=NORMAL")
        assert synchronous(obvious) != ("wal", FULL)
    if db.engine.dialect.name == "postgresql":
        assert db.session.scalar(text("SHOW synchronous_commit")) == "on"
    else:
        ours = db.session.connection().connection.driver_connection
        assert ours is not None
        assert synchronous(ours) == ("wal", FULL)


def test_trap_a_sum_over_whole_numbers_ends_at_two_to_the_63rd() -> None:
    """The obvious query; ``tests/statistics/test_totals.py`` has ours beyond it."""
    rows = (2**63 // MAX_FEN) + 1
    with closing(sqlite.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE declared (fen INTEGER)")
        connection.executemany("INSERT INTO declared VALUES (?)", [(MAX_FEN,)] * rows)
        with pytest.raises(sqlite.Error, match="overflow"):
            connection.execute("SELECT sum(fen) FROM declared").fetchone()
        split = "SELECT sum(fen >> 32), sum(fen & 4294967295) FROM declared"
        high, low = connection.execute(split).fetchone()
    assert (high << 32) + low == rows * MAX_FEN > 2**63


def test_trap_a_decimal_column_is_a_float_on_sqlite() -> None:
    """The obvious column for money: of a large amount the fen are gone. Ours are whole numbers."""
    declared = Table("declared", MetaData(), Column("yuan", Numeric(20, 2)))
    amount = Decimal("90071992547409.93") * 100 + Decimal("0.01")
    engine = create_engine("sqlite://", module=sqlite)
    with engine.begin() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLAlchemy says so itself
        declared.create(connection)
        connection.execute(declared.insert().values(yuan=amount))
        assert connection.scalar(select(declared.c.yuan)) != amount
    assert isinstance(LedgerEntry.__table__.c.output_value.type, BigInteger)


def test_trap_a_trigram_index_finds_no_word_of_two_characters() -> None:
    with closing(sqlite.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE obvious USING fts5(name, tokenize='trigram')")
        connection.execute("INSERT INTO obvious VALUES ('精密减速器')")
        found = "SELECT count(*) FROM obvious WHERE obvious MATCH ?"
        assert connection.execute(found, ("减速器",)).fetchone() == (1,)
        assert connection.execute(found, ("减速",)).fetchone() == (0,)
    assert set(grams_of("减速")) <= set(grams_of("精密减速器"))


def loaded_in(code: str) -> set[str]:
    """What brings a SQLite of its own, of the modules that a fresh process has read after this."""
    brings = ("sqlite3", "pysqlite3", "adbc_driver_sqlite", "duckdb")
    tell = f"; import sys; print(*(name for name in {brings} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code + tell], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_trap_two_sqlite_libraries_in_one_process() -> None:
    """On one file in WAL mode they end in a bus error, now and then. The bulk writer has one of its
    own, so it is a process of its own, in which the registry's is not read; and the reverse."""
    obvious = "import registry.app, adbc_driver_sqlite"
    assert loaded_in(obvious) >= {"pysqlite3", "adbc_driver_sqlite"}
    assert "adbc_driver_sqlite" not in loaded_in("import registry.app")
    assert "pysqlite3" not in loaded_in("import registry.patents.bulk.writer")
