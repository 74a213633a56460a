"""A million patents from a CSV file into a database, every field validated, against the database's
own way of taking rows that nobody looks at.

The peers write the same rows into the same tables with the same keys, checks, indexes and settings,
and have less to do: the rows are given to them as the database wants them. Not in the time: making
the tables, and the index of the search, which is built after an import.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from flask import Flask

from bench.measure import Result
from bench.patent_files import write_file
from registry.accounts.service import SYSTEM
from registry.app import create_app
from registry.extensions import db
from registry.patents.bulk.service import import_table
from registry.patents.sources import Unreadable

COUNT = int(os.environ.get("BENCH_PATENTS", "1000000"))
RUNS = 3
TABLES = ("patent_fetch", "patent", "status_statement")

Peers = dict[str, Callable[[], object]]


def measure(
    name: str, url: str, anew: Callable[[], None], peers: Callable[[Path, Path], Peers]
) -> Result:
    """Patents a second (two rows each); the fastest peer counts, the others are in the note.

    ``anew`` empties the database at ``url``; ``peers`` is given the file and a folder while one
    import is in the database, to take the rows from it.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "patents.csv"
        write_file(file, COUNT)
        app = create_app({"DATABASE_URL": url})
        anew()
        _import(app, file)
        others = peers(file, Path(folder))
        makers: Peers = {"ours": lambda: _import(app, file)} | others
        times: dict[str, list[float]] = {each: [] for each in makers}
        for _ in range(RUNS):
            for each, work in makers.items():
                anew()
                times[each].append(_seconds(work))
    rates = {each: COUNT / median(spent) for each, spent in times.items()}
    ours = rates.pop("ours")
    hardest = max(rates, key=lambda each: rates[each])
    told = "; ".join(f"{each} {rate:,.0f}/s" for each, rate in rates.items())
    note = f"{COUNT:,} patents with their status, medians of {RUNS}; peers: {told}"
    return Result(name, ours, rates[hardest], "patents/s", note)


def make_tables(url: str) -> None:
    """The tables of the registry in an empty database."""
    app = create_app({"DATABASE_URL": url})
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()


def _import(app: Flask, file: Path) -> None:
    with app.app_context():
        imported = import_table(SYSTEM, file, refuse=_refused, index=False)
        db.session.remove()
        db.engine.dispose()
    if imported.added != COUNT:
        raise AssertionError(f"{imported.added:,} of {COUNT:,} patents came in")


def _refused(row: Unreadable) -> None:
    raise AssertionError(f"a right row was refused: {row}")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
