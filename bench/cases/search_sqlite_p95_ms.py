"""Searching a million Chinese names on SQLite, against LIKE."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Result
from bench.search import measure


def run() -> Result:
    """Milliseconds; less is better."""
    with TemporaryDirectory() as folder:
        return measure("search_sqlite_p95_ms", f"sqlite:///{Path(folder) / 'bench.db'}")
