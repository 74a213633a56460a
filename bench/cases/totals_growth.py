"""How the cube grows from a hundred thousand facts to ten million: a hundredfold would be linear."""

import time
from statistics import median

from bench.measure import Result
from bench.totals import QUESTIONS, prepared

SMALL, LARGE, RUNS = 100_000, 10_000_000, 9


def run() -> Result:
    """Times as long at ten million as at a hundred thousand; less is better."""
    small, large = prepared(SMALL), prepared(LARGE)
    grown = {}
    for name, (ours, _) in QUESTIONS.items():
        times: dict[int, list[float]] = {SMALL: [], LARGE: []}
        for _ in range(RUNS):
            for both, facts in ((small, SMALL), (large, LARGE)):
                start = time.perf_counter()
                ours(both)
                times[facts].append(time.perf_counter() - start)
        grown[name] = median(times[LARGE]) / median(times[SMALL])
    told = ", ".join(f"{name} {times:.1f}" for name, times in grown.items())
    note = f"less is better; the worst of: {told}; peer: facts, {LARGE // SMALL} times as many"
    return Result("totals_growth", max(grown.values()), LARGE / SMALL, "times as long", note)
