"""One total as of a day over a million facts, against DuckDB."""

from bench.measure import Result
from bench.totals import compare


def run() -> Result:
    """Milliseconds; less is better."""
    return compare("totals_total_1m", 1_000_000)
