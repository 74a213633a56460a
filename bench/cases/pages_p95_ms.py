"""Every page of a registry of 100,000 applications against 100 ms, through Flask's test client.

Asked by anybody, an applicant with thousands of applications, a reviewer and the operator, on SQLite:
everything but the socket. The limit is the slowest address's 95th percentile. The number of queries
of an address must not depend on how much there is: where a part is absent (no product of that name, no
year before) one or two are not asked, and no more than that.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import quantiles
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from bench.measure import Result
from bench.registry_pages import PAGES, browser_of, fill, places
from bench.registry_rows import DAY, Rows
from registry import clock
from registry.app import create_app
from registry.codes.service import load_codes
from registry.extensions import Base, db
from registry.programme.service import load_programme
from registry.transaction import unit_of_work

APPLICATIONS, REQUESTS, LIMIT = 100_000, 40, 100.0
NAME = "pages_p95_ms"
# Queries that are not asked where what they would look for is absent.
ABSENT = 2


def run() -> Result:
    """Milliseconds of the slowest address, 95th percentile; less is better."""
    with TemporaryDirectory() as folder, clock.at(DAY):
        app = create_app(
            {
                "DATABASE_URL": f"sqlite:///{Path(folder) / 'registry.db'}",
                "SEARCHES_PER_MINUTE": "1000000",
            }
        )
        app.config.update(WTF_CSRF_ENABLED=False)
        with app.app_context():
            rows = _filled()
        return _result(measured(app, rows))


def _filled() -> Rows:
    Base.metadata.create_all(db.engine)
    with unit_of_work():
        load_codes()
        load_programme()
    return fill(APPLICATIONS)


def measured(app: Flask, rows: Rows) -> dict[str, tuple[list[float], set[int]]]:
    """Address → milliseconds of each request, and the numbers of queries."""
    return {
        f"{role.value if role else 'anybody'} {path}": _asked(app, browser, path, rows)
        for role, paths in PAGES.items()
        for browser in [browser_of(app, role)]
        for path in paths
    }


def _asked(app: Flask, browser: FlaskClient, path: str, rows: Rows) -> tuple[list[float], set[int]]:
    chance, times, counts = Random(path), list[float](), set[int]()
    for number in range(REQUESTS + 1):
        address = path.format(**places(rows, chance))
        with _counted(app) as queries:
            start = time.perf_counter()
            answer = browser.get(address)
            spent = (time.perf_counter() - start) * 1000
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status}")
        # The first one compiles the template.
        times += [spent] if number else []
        counts.add(len(queries))
    return times, counts


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    queries: list[str] = []

    def note(*arguments: object) -> None:
        queries.append(str(arguments[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield queries
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _result(found: dict[str, tuple[list[float], set[int]]]) -> Result:
    slowest_first = sorted(found, key=lambda each: -cut(found[each][0], 95))
    for path in slowest_first:
        times, counts = found[path]
        print(f"{cut(times, 95):8.1f} {cut(times, 50):8.1f} {sorted(counts)} {path}")
    changing = [path for path, (_, counts) in found.items() if max(counts) - min(counts) > ABSENT]
    if changing:
        raise AssertionError(f"the number of queries changes: {changing}")
    slowest = [f"{path} {cut(found[path][0], 95):.0f}" for path in slowest_first[:3]]
    most = max(max(counts) for _, counts in found.values())
    middle = cut([one for times, _ in found.values() for one in times], 50)
    note = (
        f"less is better; {APPLICATIONS:,} applications, {len(found)} addresses {REQUESTS} times each"
        f" through Flask's test client, SQLite; slowest: {', '.join(slowest)}; median of all"
        f" {middle:.1f}; at most {most} queries, and of an address always as many; peer: the limit"
    )
    return Result(NAME, cut(found[slowest_first[0]][0], 95), LIMIT, "ms, 95 % of requests", note)


def cut(times: list[float], percent: int) -> float:
    """A percentile of the times."""
    return quantiles(times, n=100, method="inclusive")[percent - 1]
