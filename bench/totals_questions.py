"""The questions that the snapshot and DuckDB are both asked: rows of plain numbers from both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from registry.enterprises.models import Size
from registry.statistics.breakdowns import Breakdown
from registry.statistics.disclosure.rule import Rule
from registry.statistics.snapshot import deltas, dominance
from registry.statistics.snapshot.cube import Part, cube
from registry.statistics.snapshot.day import CERTIFIED, REGISTERED, TOGETHER, Day
from registry.statistics.snapshot.groups import Dimension, Grouping, grouping
from registry.statistics.snapshot.live import Live
from registry.statistics.snapshot.measure import Wanted, measure
from registry.statistics.snapshot.sums import BITS, Halves

YEAR, AS_OF = 2022, date(2024, 6, 30)
DAYS = [date(2023, month, 28) for month in range(1, 13)]
B = Breakdown
SETS: tuple[tuple[Breakdown, ...], ...] = (
    (),
    (B.PROVINCE,),
    (B.REGION,),
    (B.MAJOR,),
    (B.CLASS,),
    (B.SIZE,),
    (B.PROVINCE, B.MAJOR),
    (B.REGION, B.CLASS),
    (B.PROVINCE, B.SIZE),
    (B.CLASS, B.SIZE),
    (B.PROVINCE, B.CLASS, B.SIZE),
)
NAMES = {B.PROVINCE: "prov", B.REGION: "pref", B.MAJOR: "major", B.CLASS: "class", B.SIZE: "size"}
SIZES = tuple(size.value for size in Size)[:4]
LEAST, PERCENT = 3, 85
RULE = Rule(LEAST, 2, PERCENT, 0, 0)

Columns = tuple[Any, ...]
Answer = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Both:
    """The snapshot and its peer over the same facts."""

    live: Live
    peer: duckdb.DuckDBPyConnection
    facts: int

    def day(self) -> Day:
        """The year on the day, nothing worked out yet."""
        return Day(self.live.years[YEAR], AS_OF.toordinal())

    def groups(self, by: tuple[Breakdown, ...]) -> Grouping:
        """The groups of a breakdown."""
        return grouping(by, self.live.codes, ladder)


def ladder(level: Breakdown, code: str) -> str:
    if level is B.PROVINCE:
        return code[:2] + "0000"
    return code[:2] if level is B.MAJOR else code


def _total(both: Both) -> list[Columns]:
    stages = deltas.totals(both.live.days[YEAR], AS_OF.toordinal(), ("output_value",))
    return [((n,), (each["products"],), (each["output_value"],)) for n, each in enumerate(stages)]


def _breakdown(both: Both) -> list[Columns]:
    groups = both.groups((B.REGION, B.CLASS))
    (part,) = cube(both.day(), [groups], "output_value", TOGETHER)
    return [(*_numbers(groups, part.at), *_figures(part))]


def _figures(part: Part) -> Columns:
    return _sum(part.amount), part.products, part.enterprises


def _sum(halves: Halves) -> Any:
    """In one column of 64 bits, as the peer gives it; the amounts of the bench fit."""
    return (halves.high << BITS) + halves.low


def _numbers(groups: Grouping, at: Any) -> list[Any]:
    """The codes as numbers, as the peer has them."""
    split = groups.split(at).items()
    return [_as_numbers(level, dimension)[numbers] for level, (dimension, numbers) in split]


def _as_numbers(level: Breakdown, dimension: Dimension) -> Any:
    return np.array([_number(level, name) for name in dimension.names])


def _number(level: Breakdown, code: str) -> int:
    if level is B.SIZE:
        return SIZES.index(code)
    return int(code[:2]) if level is B.PROVINCE else int(code)


def _cube(both: Both) -> list[Columns]:
    day, sets = both.day(), [both.groups(by) for by in SETS]
    found = [_keyed(part) for part in cube(day, sets, "output_value", TOGETHER)]
    for side in (REGISTERED, CERTIFIED):
        found += [_keyed(part, side) for part in cube(day, sets[:1], "output_value", side)]
    return found


def _keyed(part: Part, stage: int = -1) -> Columns:
    """Province, prefecture, major, class, size, stage; −1 where all are together."""
    size = len(part.at)
    told = dict(zip(part.groups.by, _numbers(part.groups, part.at), strict=True))
    keys = [told.get(level, np.full(size, -1)) for level in NAMES]
    return (*keys, np.full(size, stage), *_figures(part))


def _patents(both: Both) -> list[Columns]:
    groups = both.groups((B.PROVINCE,))
    wanted = Wanted((), enterprises=False, core=False, sides=(TOGETHER,))
    found = measure(both.day(), groups, wanted).patents[TOGETHER].sum(axis=1)
    at = np.flatnonzero(found)
    return [(*_numbers(groups, at), found[at])]


def _suppression(both: Both) -> list[Columns]:
    groups = both.groups((B.REGION, B.CLASS))
    (found,) = dominance.cells(both.day(), groups, ("output_value",))
    hidden = found.few(RULE) | found.dominated(RULE)
    figures = (found.enterprises, found.amount, found.largest, found.second, hidden)
    return [(*_numbers(groups, found.at), *figures)]


def _path(both: Both) -> list[Columns]:
    live, ordinals = both.live, [day.toordinal() for day in DAYS]
    shape = len(DAYS), len(live.provinces), 2
    (year,) = live.days[YEAR]
    counts, sums = deltas.path(year, ordinals, len(live.provinces), "output_value")
    count, total = (each.reshape(shape).sum(axis=2) for each in (counts, _sum(sums)))
    day, province = np.nonzero(count)
    codes = np.array([int(code[:2]) for code in live.provinces])
    return [(np.array(ordinals)[day], codes[province], count[day, province], total[day, province])]


_KNOWN = f"data_year = {YEAR} AND on_day <= {AS_OF.toordinal()}"
_BY_OWNER = f"""
    SELECT pref, class, enterprise, sum(output_value)::BIGINT v, sum(sign) n FROM fact WHERE {_KNOWN}
    GROUP BY ALL HAVING sum(sign) > 0
"""
_DIMENSIONS = ", ".join(NAMES.values())
_GROUPING = ", ".join(f"({', '.join(NAMES[level] for level in by)})" for by in SETS)
_ASKED = {
    "total": f"""
        SELECT stage, sum(sign), sum(output_value)::BIGINT FROM fact WHERE {_KNOWN} GROUP BY stage
    """,
    "breakdown": f"""
        SELECT pref, class, sum(v)::BIGINT, sum(n), count(*) FROM ({_BY_OWNER}) GROUP BY ALL
    """,
    "cube": f"""
        SELECT {", ".join(f"coalesce({name}, -1)" for name in (*NAMES.values(), "stage"))},
            sum(v)::BIGINT, sum(n), count(DISTINCT enterprise)
        FROM (SELECT {_DIMENSIONS}, stage, enterprise, sum(output_value)::BIGINT v, sum(sign) n FROM fact
              WHERE {_KNOWN} GROUP BY ALL HAVING sum(sign) > 0)
        GROUP BY GROUPING SETS ({_GROUPING}, (stage))
    """,
    "patents": f"""
        SELECT prov, count(DISTINCT patent)
        FROM (SELECT application, prov FROM fact WHERE {_KNOWN} GROUP BY ALL HAVING sum(sign) > 0)
        JOIN link USING (application) GROUP BY prov
    """,
    "suppression": f"""
        SELECT pref, class, count(*), sum(v)::BIGINT, max(v), coalesce(max(v, 2)[2], 0),
            count(*) < {LEAST} OR list_sum(max(v, 2)) * 100 > sum(v) * {PERCENT}
        FROM ({_BY_OWNER}) GROUP BY ALL
    """,
    "path": f"""
        SELECT d, prov, sum(sign), sum(output_value)::BIGINT
        FROM fact, (SELECT unnest({[day.toordinal() for day in DAYS]}) d)
        WHERE data_year = {YEAR} AND on_day <= d GROUP BY ALL HAVING sum(sign) > 0
    """,
}


Ours = Callable[[Both], list[Columns]]
Peer = Callable[[Both], pa.Table]


def _asked(name: str) -> Peer:
    return lambda both: both.peer.sql(_ASKED[name]).to_arrow_table()


QUESTIONS: dict[str, tuple[Ours, Peer]] = {
    "total": (_total, _asked("total")),
    "breakdown": (_breakdown, _asked("breakdown")),
    "cube": (_cube, _asked("cube")),
    "patents": (_patents, _asked("patents")),
    "suppression": (_suppression, _asked("suppression")),
    "path": (_path, _asked("path")),
}
