"""Totals from the snapshot against DuckDB on a file of its own, over the same synthetic facts.

Both are given the facts beforehand: the snapshot as it is written, DuckDB with every level of place
and class as a column of its own, ordered by data year and day. Answers are compared before anything
is timed. DuckDB runs with its default threads, one for each core.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa
from sqlalchemy import or_, select

from bench.measure import Result
from bench.synthetic import Registry, registry_of
from bench.totals_questions import QUESTIONS, SIZES, Answer, B, Both, Columns, Ours, Peer, ladder
from registry.app import create_app
from registry.codes.models import ClassLevel, IndustryClass, Region, RegionLevel
from registry.codes.service import load_codes
from registry.extensions import Base, db
from registry.statistics.snapshot.columns import read, write
from registry.statistics.snapshot.groups import Codes
from registry.statistics.snapshot.live import of_snapshot
from registry.statistics.snapshot.stays import Table
from registry.statistics.snapshot.whole import from_file, to_file, whole

FOLDER = Path("var/bench")
# A new number when the facts or the file's format change: old files are then made anew.
EDITION = 1


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


def answers(ours: Ours, peer: Peer, both: Both) -> tuple[Answer, Answer]:
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
    told = whole(made.entries, made.links, codes, lambda code: ladder(B.PROVINCE, code))
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
