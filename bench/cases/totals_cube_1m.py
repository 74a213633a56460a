"""The cube of twelve groupings, with distinct enterprises, over a million facts, against DuckDB."""

from bench.measure import Result
from bench.totals import compare


def run() -> Result:
    """Milliseconds; less is better."""
    return compare("totals_cube_1m", 1_000_000)
