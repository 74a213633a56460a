"""How a benchmark is measured: medians of runs that alternate with the peer's."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Result:
    """One line of results.json: both speeds in ``unit`` (more is better) and ours over the peer's."""

    name: str
    ours: float
    peer: float
    unit: str
    note: str

    @property
    def ratio(self) -> float:
        """Ours over the peer's."""
        return self.ours / self.peer

    def to_json(self) -> dict[str, float | str]:
        """What is written for this benchmark."""
        return {
            "ours": round(self.ours, 3),
            "peer": round(self.peer, 3),
            "ratio": round(self.ratio, 3),
            "unit": self.unit,
            "note": self.note,
        }


def against(
    ours: Callable[[], object], peer: Callable[[], object], *, count: int, runs: int = 5
) -> tuple[float, float]:
    """Things per second of both, ``count`` being done in a call; medians of alternating runs.

    Alternation spreads whatever else the machine does over both sides.
    """
    ours()
    peer()
    times = [(_seconds(ours), _seconds(peer)) for _ in range(runs)]
    return count / median(t for t, _ in times), count / median(t for _, t in times)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
