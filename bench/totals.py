"""Totals from the snapshot against DuckDB on a file of its own, over the same synthetic facts.

Both are given the facts beforehand: the snapshot as it is written, DuckDB with every level of place
and class as a column of its own, ordered by data year and day. Answers are compared before anything
is timed. DuckDB runs with its default threads, one for each core.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from sqlalchemy import or_, select

from bench.measure import Result
from bench.synthetic import Registry, registry_of
from registry.app import create_app
from registry.codes.models import ClassLevel, IndustryClass, Region, RegionLevel
from registry.codes.service import load_codes
from registry.enterprises.models import Size
from registry.extensions import Base, db
from registry.statistics.breakdowns import Breakdown
from registry.statistics.snapshot import deltas, dominance
from registry.statistics.snapshot.columns import read, write
from registry.statistics.snapshot.cube import Part, cube
from registry.statistics.snapshot.day import CERTIFIED, REGISTERED, TOGETHER, Day
from registry.statistics.snapshot.groups import Codes, Dimension, Grouping, grouping
from registry.statistics.snapshot.live import Live, of_snapshot
from registry.statistics.snapshot.measure import Wanted, measure
from registry.statistics.snapshot.stays import Table
from registry.statistics.snapshot.sums import BITS, Halves
from registry.statistics.snapshot.whole import from_file, to_file, whole

FOLDER = Path("var/bench")
# A new number when the facts or the file's format change: old files are then made anew.
EDITION = 1
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
        return grouping(by, self.live.codes, _ladder)


def compare(name: str, facts: int, runs: int = 11) -> Result:
    """One question: equal answers, then milliseconds by turns, and the median of the ratios."""
    both = prepared(facts)
    ours, peer = QUESTIONS[name.removeprefix("totals_").rsplit("_", 1)[0]]
    found, wanted = answers(ours, peer, both)
    if found != wanted:
        raise AssertionError(f"{name}: the answers differ: {_first(found, wanted)}")
    spent = [(_milliseconds(ours, both), _milliseconds(peer, both)) for _ in range(runs)]
    mine = median(one for one, _ in spent)
    ratio = median(one / other for one, other in spent)
    note = (
        f"less is better; {both.facts:,} facts, answers compared first ({len(found):,} rows), given"
        f" in columns by both; peer: DuckDB {duckdb.__version__} on its own file, default threads"
        f" ({os.cpu_count()} cores); the ratio is the median of {runs} turns, and the peer's time"
        " ours over it"
    )
    return Result(name, mine, mine / ratio, "ms", note)


def _milliseconds(ask: Callable[[Both], object], both: Both) -> float:
    start = time.perf_counter()
    ask(both)
    return (time.perf_counter() - start) * 1000


def answers(ours: "Ours", peer: "Peer", both: Both) -> tuple[Answer, Answer]:
    """The rows of both, in one order."""
    found = [row for table in ours(both) for row in _rows_of(table)]
    told = peer(both)
    return sorted(found), sorted(zip(*(column.to_pylist() for column in told.columns)))


def _rows_of(table: Columns) -> Answer:
    return list(zip(*(np.asarray(column).tolist() for column in table), strict=True))


def _first(found: Answer, wanted: Answer) -> str:
    pairs = [(one, other) for one, other in zip(found, wanted, strict=False) if one != other]
    return f"{pairs[0]}" if pairs else f"{len(found)} rows and {len(wanted)}"


def prepared(facts: int) -> Both:
    """Both, made when they are not there yet."""
    folder = FOLDER / f"totals-{EDITION}-{facts}"
    columns, database = folder / "ledger.columns", folder / "peer.duckdb"
    if not (columns.exists() and database.exists()):
        _make(facts, columns, database)
    told = from_file(read(columns))
    peer = duckdb.connect(str(database), read_only=True)
    return Both(of_snapshot(told), peer, told.count)


def _make(facts: int, columns: Path, database: Path) -> None:
    codes = code_lists()
    made = registry_of(facts, len(codes.regions), len(codes.classes))
    columns.parent.mkdir(parents=True, exist_ok=True)
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as peer:
        _fill(peer, made, codes)
    told = whole(made.entries, made.links, codes, lambda code: _ladder(B.PROVINCE, code))
    write(columns, *to_file(told))


def code_lists() -> Codes:
    """Prefectures (and municipalities) and middle classes, as the registry loads them."""
    with TemporaryDirectory() as folder:
        app = create_app({"DATABASE_URL": f"sqlite:///{folder}/codes.db"})
        with app.app_context():
            Base.metadata.create_all(db.engine)
            load_codes()
            city = Region.code.in_(("110000", "120000", "310000", "500000"))
            prefecture = Region.level == RegionLevel.PREFECTURE
            places = select(Region.code).where(or_(city, prefecture), Region.valid_to.is_(None))
            middle = select(IndustryClass.code).where(IndustryClass.level == ClassLevel.MIDDLE)
            regions = sorted(db.session.scalars(places))
            classes = sorted(db.session.scalars(middle))
            db.session.remove()
            db.engine.dispose()
    return Codes(tuple(regions), tuple(classes), SIZES)


def _ladder(level: Breakdown, code: str) -> str:
    if level is B.PROVINCE:
        return code[:2] + "0000"
    return code[:2] if level is B.MAJOR else code


def _fill(peer: duckdb.DuckDBPyConnection, made: Registry, codes: Codes) -> None:
    entries: Table = dict(made.entries)
    region, klass = entries.pop("region"), entries.pop("klass")
    pref = np.array([int(code) for code in codes.regions], np.int32)[region]
    middle = np.array([int(code) for code in codes.classes], np.int16)[klass]
    entries |= {"pref": pref, "prov": pref // 10000, "class": middle, "major": middle // 100}
    entries["on_day"] = entries["on_day"].astype(np.int32)
    for name, width in (("data_year", np.int16), ("size", np.int8), ("stage", np.int8)):
        entries[name] = entries[name].astype(width)
    facts, links = pa.table(entries), pa.table(dict(made.links))
    peer.register("facts", facts)
    peer.register("links", links)
    peer.execute("CREATE TABLE fact AS SELECT * FROM facts ORDER BY data_year, on_day, id")
    peer.execute("CREATE TABLE link AS SELECT * FROM links ORDER BY application")
    peer.execute("CHECKPOINT")


# ---- the questions: rows of plain numbers, the same from both ---------------------------------------


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
    found = dominance.sensitive(both.day(), groups, "output_value", LEAST, PERCENT)
    figures = (found.enterprises, found.amount, found.largest, found.sensitive)
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
        SELECT pref, class, count(*), sum(v)::BIGINT, max(v),
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
