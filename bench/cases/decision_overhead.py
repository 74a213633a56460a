"""What the trail's chain and the kept answer add to a decision, over the web.

A reviewer returns applications, each by a request of its own, with everything that a decision does:
session, rules of the workflow, decision, trail, commit, answer. Beside it, the same without chain
and without key. The peer is the one without; asked for is at most 20 % more time, which is a ratio
of 0.83. Measured on SQLite, and on PostgreSQL where REGISTRY_TEST_POSTGRES_URL names a server; the
slower ratio counts. CPU time of this process would leave the database's out, so it is the wall's,
in turns that alternate request by request.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from flask_migrate import upgrade

from bench.cases import issue
from bench.measure import Result
from registry import clock
from registry.accounts import sessions
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.app import create_app
from registry.applications import service as applications
from registry.applications.models import Application
from registry.applications.service import ApplicationInput
from registry.audit import trail
from registry.codes.service import load_codes
from registry.enterprises.models import Size
from registry.enterprises.service import record_enterprise
from registry.extensions import db
from registry.idempotency import FIELD, new_key
from registry.permissions import Actor, Role
from registry.programme.service import load_programme
from registry.transaction import unit_of_work

DAY = date(2025, 9, 1)
DECISIONS, WARMING = 150, 10
GROUNDS = {"reason_code": "other", "reason": "示例原因", "note": "示例说明"}


def run() -> Result:
    """Decisions a second with chain and key; the peer's are those without either."""
    rates = {}
    with tempfile.TemporaryDirectory() as folder:
        rates["SQLite"] = _rates(f"sqlite:///{folder}/bench.db", Path(folder) / "sqlite")
        if os.environ.get(issue.VARIABLE):
            with issue._postgres() as url:
                rates["PostgreSQL"] = _rates(url, Path(folder) / "postgresql")
    said = ", ".join(f"{name} {peer / ours - 1:+.1%} time" for name, (ours, peer) in rates.items())
    ours, peer = min(rates.values(), key=lambda each: each[0] / each[1])
    note = f"peer: the same without chain and key; {said}; asked for: at most +20 %"
    return Result("decision_overhead", ours, peer, "decisions/s", note)


def _rates(url: str, folder: Path) -> tuple[float, float]:
    """Decisions a second with and without, from the medians of single requests."""
    app = create_app({"DATABASE_URL": url, "STORE": str(folder / "store"), "LOCALE": "en"})
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context(), clock.at(DAY):
        upgrade()
        token, ids = _set_up(2 * (DECISIONS + WARMING))
        db.session.remove()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie[sessions.TOKEN] = token
    times: dict[bool, list[float]] = {True: [], False: []}
    with clock.at(DAY):
        for place, public_id in enumerate(ids):
            times[bool(place % 2)].append(_decide(browser, public_id, whole=bool(place % 2)))
    with app.app_context():
        db.engine.dispose()
    return 1 / median(times[True][WARMING:]), 1 / median(times[False][WARMING:])


def _decide(browser: FlaskClient, public_id: str, *, whole: bool) -> float:
    """Seconds of one request that decides."""
    data = GROUNDS | {"version": "2"} | ({FIELD: new_key()} if whole else {})
    with _chain(whole):
        start = time.perf_counter()
        answer = browser.post(f"/reviews/{public_id}/return", data=data)
        taken = time.perf_counter() - start
    if answer.status_code != 302:
        raise AssertionError(answer.text)
    return taken


@contextmanager
def _chain(whole: bool) -> Iterator[None]:
    """With the chain, or as if there were none."""
    usual = trail.before_commit
    if not whole:
        trail.before_commit = lambda name, step: []
    try:
        yield
    finally:
        trail.before_commit = usual


def _set_up(count: int) -> tuple[str, list[str]]:
    """The token of a reviewer's session, and so many applications that wait for a decision."""
    with unit_of_work():
        load_codes()
        load_programme()
        enterprise = record_enterprise(
            SYSTEM,
            credit_code=f"{issue._CODE}{issue.uscc.calc_check_digit(issue._CODE)}",
            name="示例高精度装备制造有限公司",
            region_code="370100",
            size=Size.LARGE,
        )
    applicant = issue._person("applicant", Role.APPLICANT, enterprise.id)
    reviewer = issue._person("examiner", Role.REVIEWER)
    with unit_of_work():
        user = db.session.get_one(User, reviewer.user_id)
        token = sessions.begin(user, "bench", second_factor=True)
    return token, [_submitted(applicant, number) for number in range(count)]


def _submitted(applicant: Actor, number: int) -> str:
    with unit_of_work():
        given = ApplicationInput(
            product_name=f"示例数控机床{number}",
            model=f"SL-{number}",
            class_code="0301",
            seeks_certification=True,
            shows_output_value=True,
            output_value=12_000_000_00,
            sales_revenue=11_000_000_00,
            export_value=1_000_000_00,
            profit=2_000_000_00,
            links=tuple(issue._link(number * 2 + place, place) for place in range(2)),
        )
        application: Application = applications.begin(applicant, 2025, given)
        applications.submit(applicant, application)
    return application.public_id
