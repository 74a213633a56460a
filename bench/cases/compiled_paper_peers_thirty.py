"""Signed certificates of thirty patents, two pages, against other programs."""

from bench.cases import compiled_paper_peers
from bench.measure import Result


def run() -> Result:
    """Papers a second of one core's time, against typst with the same thirty patents."""
    return compiled_paper_peers.run(30, "compiled_paper_peers_thirty")
