"""The page of the totals at a million facts, with a warm snapshot, against the same page by SQL.

Through Flask's test client, on SQLite, signed in: everything but the socket. The answers are first
compared with those of SQL in all but the patents, which are not in the database (against DuckDB they
are: ``totals_patents_1m``), and the number of a page's queries must not change.
"""

import random
import shutil
import time
from contextlib import contextmanager
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.measure import Result
from bench.totals import EDITION, FOLDER, code_lists, prepared
from bench.totals_database import fill
from registry.accounts import sessions
from registry.accounts.models import User
from registry.accounts.service import SYSTEM, NewAccount, add_user
from registry.app import create_app
from registry.enterprises.models import Size
from registry.extensions import db
from registry.permissions import Role
from registry.statistics.breakdowns import Breakdown
from registry.statistics.catalogue import all_indicators
from registry.statistics.counting import cells_of, facts_of
from registry.statistics.indicator import Over
from registry.statistics.snapshot import reading, store
from registry.statistics.snapshot.columns import read, write
from registry.statistics.snapshot.service import standing
from registry.transaction import unit_of_work

FACTS, REQUESTS, BY_SQL = 1_000_000, 200, 6
YEAR, FIRST, LAST = 2022, date(2023, 6, 1), date(2025, 6, 1)
BY = ("", "region", "province", "class", "major", "size", "region,class", "province,class,size")


def run() -> Result:
    """Milliseconds of a page, 95th percentile; less is better."""
    made = FOLDER / f"totals-{EDITION}-{FACTS}"
    facts = prepared(FACTS).facts
    if not (made / "registry.db").exists():
        fill(made / "registry.db", FACTS, code_lists())
    with TemporaryDirectory() as folder:
        database = shutil.copy(made / "registry.db", folder)
        app = create_app({"DATABASE_URL": f"sqlite:///{database}", "SNAPSHOT_FOLDER": folder})
        app.config.update(WTF_CSRF_ENABLED=False)
        with app.app_context():
            told = read(made / "ledger.columns")
            last = reading.anchor(int(told.says["position"])) or ""
            write(store.path(), {**told.says, "anchor": last, **_sizes()}, told.columns)
            _compare()
            db.session.remove()
        client = _signed_in(app)
        chance = random.Random(7)
        slow = _all(app, client, chance, BY_SQL, Path(folder) / "nowhere")
        counts: dict[str, set[int]] = {}
        _all(app, client, chance, 10, Path(folder))
        fast = _all(app, client, chance, REQUESTS, Path(folder), counts)
    if any(len(each) > 1 for each in counts.values()):
        raise AssertionError(f"the number of queries changes: {counts}")
    queries = sorted({count for each in counts.values() for count in each})
    note = (
        f"less is better; {facts:,} facts, {REQUESTS} pages of {len(BY)} breakdowns on random"
        f" days through Flask's test client, SQLite, median {_cut(fast, 50):.1f}, longest"
        f" {max(fast):.1f}; {queries[0]} to {queries[-1]} queries a page, always the same for a"
        f" breakdown; peer: the same pages by SQL, {BY_SQL} of them, without patents"
    )
    return Result("totals_page_p95_ms", _cut(fast, 95), _cut(slow, 95), "ms, 95 % of pages", note)


def _sizes() -> dict[str, str]:
    """As the program knows them: the bench has those of enterprises only."""
    return {"sizes": ",".join(size.value for size in Size)}


def _compare() -> None:
    chosen = tuple(each for each in all_indicators() if each.over is not Over.LINKS)
    for by in ((), (Breakdown.REGION,), (Breakdown.PROVINCE, Breakdown.CLASS, Breakdown.SIZE)):
        day = LAST - timedelta(days=300)
        held = standing(YEAR, day)
        if held is None or held.cells(by, chosen) != cells_of(facts_of(YEAR, day), by, chosen):
            raise AssertionError(f"the snapshot and SQL differ by {by}")


def _signed_in(app: Flask) -> FlaskClient:
    name = "statistician@example.org"
    with app.app_context():
        user = db.session.query(User).filter_by(email=name).one_or_none()
        with unit_of_work():
            roles = frozenset({Role.STATISTICIAN})
            new = NewAccount(name, "统计", "a long enough password", roles, None)
            user = db.session.merge(user) if user else add_user(SYSTEM, new)
            token = sessions.begin(user, "Firefox", second_factor=True)
    client = app.test_client()
    with client.session_transaction() as session:
        session[sessions.TOKEN] = token
    return client


def _all(
    app: Flask,
    client: FlaskClient,
    chance: random.Random,
    count: int,
    folder: Path,
    counts: dict[str, set[int]] | None = None,
) -> list[float]:
    """Milliseconds of so many pages, with the snapshot of a folder or, where none is, by SQL."""
    app.config["REGISTRY"]["SNAPSHOT_FOLDER"] = str(folder)
    times = []
    for number in range(count):
        by, page = BY[number % len(BY)], 1
        day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        address = f"/statistics/totals?data_year={YEAR}&as_of={day}&by={by}&page={page}"
        with _counted(app) as queries:
            start = time.perf_counter()
            answer = client.get(address)
            times.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status}")
        if counts is not None:
            counts.setdefault(by, set()).add(len(queries))
    return times


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    queries: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        queries.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        yield queries
        event.remove(db.engine, "before_cursor_execute", note)


def _cut(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]
