"""Twelve days by thirty-one provinces over ten million facts, against DuckDB."""

from bench.measure import Result
from bench.totals import compare


def run() -> Result:
    """Milliseconds; less is better."""
    return compare("totals_path_10m", 10_000_000)
