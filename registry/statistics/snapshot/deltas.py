"""What changed on which day: never sums up to a day, which one entry for a later day would undo.

A total as of a day is the sum of the days until then: a few hundred rows, however many the facts.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from registry.statistics.snapshot.columns import Column
from registry.statistics.snapshot.stays import AMOUNTS, Table, starts
from registry.statistics.snapshot.sums import BITS, Halves, added

STAGES = 2
# Bits for the number of a province and stage beside the day, and for the day beside a stage.
_PLACES, _DAYS = 20, 24


def daily(entries: Table, province: Column) -> Table:
    """The columns of the days of one data year, each (day, stage), and (day, province, stage).

    ``entries`` are signed; ``province`` is the number of each entry's province.
    """
    day, stage = entries["on_day"].astype(np.int64), entries["stage"].astype(np.int64)
    fine = _summed((day << _PLACES) + province.astype(np.int64) * STAGES + stage, entries)
    whole = _summed((stage << _DAYS) + day, entries)
    key = fine.pop("key")
    return {
        **{f"place_{name}": column for name, column in fine.items()},
        "place_day": (key >> _PLACES).astype(np.int32),
        "place_place": (key & ((1 << _PLACES) - 1)).astype(np.int32),
        **{f"day_{name}": column for name, column in whole.items() if name != "key"},
        "day_key": whole["key"].astype(np.int32),
    }


def total(
    year: Mapping[str, Column], day: int, amounts: Sequence[str] = AMOUNTS
) -> list[dict[str, int]]:
    """Products and amounts of each stage (registered, certified) as known on a day."""
    found = []
    for stage in range(STAGES):
        # A number of the column's own width: any other would have the column copied.
        first, until = np.int32(stage << _DAYS), np.int32((stage << _DAYS) + day)
        rows = slice(
            int(year["day_key"].searchsorted(first)),
            int(year["day_key"].searchsorted(until, side="right")),
        )
        figures = {"products": int(year["day_count"][rows].sum())}
        for name in amounts:
            high = int(year[f"day_high_{name}"][rows].sum())
            figures[name] = (high << BITS) + int(year[f"day_low_{name}"][rows].sum())
        found.append(figures)
    return found


def totals(
    parts: Sequence[Mapping[str, Column]], day: int, amounts: Sequence[str] = AMOUNTS
) -> list[dict[str, int]]:
    """``total`` of the snapshot and of what is behind it, together."""
    found = [total(part, day, amounts) for part in parts]
    return [
        {name: sum(part[stage][name] for part in found) for name in ("products", *amounts)}
        for stage in range(STAGES)
    ]


def path(
    year: Mapping[str, Column], days: Sequence[int], provinces: int, amount: str
) -> tuple[Column, Halves]:
    """Products, and sums of an amount, as known on each of the days, which ascend: by day, then by
    province, then by stage."""
    until = np.searchsorted(year["place_day"], np.array(days, np.int32), side="right")
    last, width = int(until[-1]) if len(days) else 0, provinces * STAGES
    step = np.searchsorted(until, np.arange(last), side="right")
    group = step * width + year["place_place"][:last]

    def running(column: Column) -> Column:
        each = np.bincount(group, column[:last], minlength=len(days) * width)
        return np.cumsum(each.astype(np.int64).reshape(len(days), width), axis=0).reshape(-1)

    low, high = f"place_low_{amount}", f"place_high_{amount}"
    return running(year["place_count"]), Halves(running(year[high]), running(year[low]))


def paths(
    parts: Sequence[Mapping[str, Column]], days: Sequence[int], provinces: int, amount: str
) -> tuple[list[int], list[int]]:
    """``path`` of the snapshot and of what is behind it, together: products, and exact sums."""
    size = len(days) * provinces * STAGES
    counts, sums = np.zeros(size, np.int64), Halves(*np.zeros((2, size), np.int64))
    for part in parts:
        count, halves = path(part, days, provinces, amount)
        counts, sums = counts + count, added(sums, halves)
    return counts.tolist(), sums.whole()


def _summed(key: Column, entries: Table) -> Table:
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(starts(key[order]))
    summed = {"key": key[order][first], "count": _reduced(entries["sign"][order], first)}
    for name in AMOUNTS:
        signed = entries[name][order]
        summed[f"high_{name}"] = _reduced(signed >> BITS, first)
        summed[f"low_{name}"] = _reduced(signed & ((1 << BITS) - 1), first)
    return summed


def _reduced(column: Column, first: Column) -> Column:
    return np.add.reduceat(column, first) if len(first) else column[:0]
