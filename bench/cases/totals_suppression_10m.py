"""Primary suppression (n, dominance) of region by class over ten million facts, against DuckDB."""

from bench.measure import Result
from bench.totals import compare


def run() -> Result:
    """Milliseconds; less is better."""
    return compare("totals_suppression_10m", 10_000_000)
