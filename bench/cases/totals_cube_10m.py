"""The cube of twelve groupings, with distinct enterprises, over ten million facts, against DuckDB."""

from bench.measure import Result
from bench.totals import compare


def run() -> Result:
    """Milliseconds; less is better."""
    return compare("totals_cube_10m", 10_000_000)
