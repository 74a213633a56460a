"""The ledger of the synthetic registry in a real database, for the page of the totals.

Made once, by the driver, past the services: what is measured is reading. Code lists, programme and
ledger entries are there; who filed what, and the patents, are in the snapshot alone.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from bench.synthetic import registry_of
from registry.app import create_app
from registry.codes.service import load_codes
from registry.extensions import Base, db
from registry.programme.service import load_programme
from registry.statistics.snapshot.groups import Codes
from registry.statistics.snapshot.stays import AMOUNTS, Table
from registry.transaction import unit_of_work

STAGES = ("registered", "certified")
_ENTRY = (
    *("id", "application_id", "enterprise_id", "data_year", "effective_on", "known_on", "on_day"),
    *("stage", "sign", "region_code", "class_code", "size", *AMOUNTS, "reason"),
)


def fill(path: Path, facts: int, codes: Codes) -> None:
    """A SQLite file with so many ledger entries."""
    making = path.with_suffix(".making")
    making.parent.mkdir(parents=True, exist_ok=True)
    making.unlink(missing_ok=True)
    app = create_app({"DATABASE_URL": f"sqlite:///{making}"})
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with unit_of_work():
            load_codes()
            load_programme()
        db.session.remove()
        db.engine.dispose()
    made = registry_of(facts, len(codes.regions), len(codes.classes))
    names, marks = ", ".join(_ENTRY), ", ".join("?" * len(_ENTRY))
    with closing(sqlite3.connect(making, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN IMMEDIATE")
        rows = _ledger(made.entries, codes)
        connection.executemany(f"INSERT INTO ledger_entry ({names}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
    making.replace(path)


def _ledger(entries: Table, codes: Codes) -> Iterator[tuple[Any, ...]]:
    names = (
        *("id", "application", "enterprise", "data_year", "on_day", "stage", "sign"),
        *("region", "klass", "size", *AMOUNTS),
    )
    for row in zip(*(entries[name].tolist() for name in names)):
        number, one, who, year, ordinal, stage, sign, region, klass, size, *amounts = row
        day = date.fromordinal(ordinal).isoformat()
        where = (codes.regions[region], codes.classes[klass], codes.sizes[size])
        yield (
            *(number, one, who, year, day, day, day),
            *(STAGES[stage], sign, *where, *amounts, "bench"),
        )
