"""How a benchmark is measured: medians of runs that alternate with the peer's."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import TypeVar

Thing = TypeVar("Thing")
# Of what `rates` gives, where the things are papers.
UNIT = "papers/s of a core's time"


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


def rates(
    makers: Mapping[str, tuple[int, Callable[[Thing], object]]],
    things: Iterator[Thing],
    *,
    runs: int = 5,
) -> dict[str, float]:
    """Things made per second of processor time by each maker, a new one each time.

    Medians of alternating runs. Each maker says how many it makes in a run; the first run warms up
    and is not counted. Processor time, that of finished child processes included, is what a maker
    takes of a core whatever else the machine does; none of the makers waits for anything else.
    """
    times: dict[str, list[float]] = {name: [] for name in makers}
    for turn in range(runs + 1):
        for name, (number, make) in makers.items():
            chosen = list(islice(things, number))
            start = _processor_seconds()
            for thing in chosen:
                make(thing)
            times[name] += [(_processor_seconds() - start) / number] if turn else []
    return {name: 1 / median(spent) for name, spent in times.items()}


def _processor_seconds() -> float:
    """Of this process and of its children that have ended.

    By the clock of the process, which is exact to the microsecond; that of the children to 10 ms.
    """
    children = os.times()
    return time.process_time() + children.children_user + children.children_system


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
