"""Certificates through the database, end to end, against the forty a second that were asked for.

From the decision to certify, each in a transaction of its own with number, ledger and trail, to
the signed, examined and stored paper with its hash in its row; two processes on one database.
Measured on SQLite, and on PostgreSQL where REGISTRY_TEST_POSTGRES_URL names a server; the slower
one counts. Setting up the applications is not counted.
"""

import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, make_url, select
from stdnum.cn import uscc

from bench.measure import Result
from registry import clock
from registry.accounts.service import SYSTEM, NewAccount, actor_of, add_user
from registry.applications import service as applications
from registry.applications.models import Application, Basis
from registry.applications.service import ApplicationInput, LinkInput
from registry.app import create_app
from registry.certification import service as certification
from registry.certification.models import Paper
from registry.certification.paper import handfuls
from registry.codes.service import load_codes
from registry.enterprises.models import Size
from registry.enterprises.service import record_enterprise
from registry.extensions import db
from registry.integrity.verify import verify
from registry.patents.numbers import check_digit
from registry.patents.service import PatentStatement, record_patent
from registry.patents.status import PatentStatus
from registry.permissions import Actor, Role
from registry.programme.service import load_programme
from registry.reviews import service as reviews
from registry.reviews.reasons import Grounds
from registry.transaction import acts_in_a_row, unit_of_work

ASKED_FOR = 40.0
PROCESSES, RUNS, PAPERS, PATENTS, WARMING = 2, 3, 100, 8, 4
FILED, CERTIFIED = date(2025, 9, 1), date(2025, 9, 20)
VARIABLE = "REGISTRY_TEST_POSTGRES_URL"
DATABASE = "registry_bench_issue"
_CODE = "91370100MA0BENCH0"


def run() -> Result:
    """Papers a second of the slower database; its peer is the speed that was asked for."""
    rates = {}
    with tempfile.TemporaryDirectory() as folder:
        rates["SQLite"] = _rate(f"sqlite:///{folder}/bench.db", Path(folder) / "sqlite")
        if os.environ.get(VARIABLE):
            with _postgres() as url:
                rates["PostgreSQL"] = _rate(url, Path(folder) / "postgresql")
    said = ", ".join(f"{name} {rate:.1f}/s" for name, rate in rates.items())
    note = (
        f"peer: the speed asked for; {said}; {PROCESSES} processes, {PATENTS} patents a paper, "
        "from the decision in its own transaction to the stored paper"
    )
    return Result("issue", min(rates.values()), ASKED_FOR, "papers/s", note)


def _rate(url: str, folder: Path) -> float:
    """The median of several runs, each on applications of its own; then everything is checked."""
    app = create_app(
        {
            "DATABASE_URL": url,
            "STORE": str(folder / "store"),
            "DEVELOPMENT_AUTHORITY": str(folder / "authority"),
        }
    )
    with app.app_context():
        upgrade()
        certifier, ids = _set_up(WARMING + RUNS * PAPERS)
        runs = [ids[:WARMING], *(ids[WARMING + place :: RUNS] for place in range(RUNS))]
        with clock.at(CERTIFIED):
            # The first ones compile the design's shape, which the processes are then forked with.
            _certify(app, certifier, runs[0])
            times = [_seconds(app, certifier, run) for run in runs[1:]]
        _check(len(ids))
        db.session.remove()
        db.engine.dispose()
    return PAPERS / median(times)


def _seconds(app: Flask, certifier: Actor, ids: Sequence[int]) -> float:
    """How long the processes take for these; they are forked warm, without a connection."""
    db.session.remove()
    db.engine.dispose()
    fork = multiprocessing.get_context("fork")
    shares = [ids[place::PROCESSES] for place in range(PROCESSES)]
    begun = [fork.Process(target=_certify, args=(app, certifier, share)) for share in shares]
    start = time.perf_counter()
    for process in begun:
        process.start()
    for process in begun:
        process.join()
    return time.perf_counter() - start


def _certify(app: Flask, certifier: Actor, ids: Sequence[int]) -> None:
    """Each in a transaction of its own; papers, mails and checkpoint follow a handful of them."""
    with app.app_context():
        for handful in handfuls(ids):
            with acts_in_a_row():
                for application_id in handful:
                    _decide(certifier, application_id)


def _decide(certifier: Actor, application_id: int) -> None:
    with unit_of_work():
        application = db.session.get_one(Application, application_id)
        certification.certify(certifier, application, Grounds())


def _check(count: int) -> None:
    made = select(func.count()).where(Paper.certificate_id.is_not(None), Paper.made_at.is_not(None))
    if db.session.scalar(made) != count or verify().faults():
        raise AssertionError(f"not every paper was made soundly: {verify().faults()[:3]}")


def _set_up(count: int) -> tuple[Actor, list[int]]:
    """So many applications under public notice, of one enterprise; and who will certify them."""
    with clock.at(FILED):
        with unit_of_work():
            load_codes()
            load_programme()
            enterprise = record_enterprise(
                SYSTEM,
                credit_code=f"{_CODE}{uscc.calc_check_digit(_CODE)}",
                name="示例高精度装备制造有限公司",
                region_code="370100",
                size=Size.LARGE,
            )
        applicant = _person("applicant", Role.APPLICANT, enterprise.id)
        examiner = _person("examiner", Role.REVIEWER)
        certifier = _person("certifier", Role.REVIEWER)
        ids = [_announced(applicant, examiner, number) for number in range(count)]
    return certifier, ids


def _person(name: str, role: Role, enterprise_id: int | None = None) -> Actor:
    new = NewAccount(
        f"{name}@example.org", name, "a long enough password", frozenset({role}), enterprise_id
    )
    with unit_of_work():
        user = add_user(SYSTEM, new)
    return actor_of(user)


def _announced(applicant: Actor, examiner: Actor, number: int) -> int:
    with unit_of_work():
        links = tuple(_link(number * PATENTS + place, place) for place in range(PATENTS))
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
            links=links,
        )
        application = applications.begin(applicant, 2025, given)
        applications.submit(applicant, application)
        certification.register(examiner, application, Grounds())
        reviews.announce(examiner, application, Grounds())
    return application.id


def _link(serial: int, place: int) -> LinkInput:
    body = f"20181{serial:07d}"
    stated = PatentStatement(
        office="CN",
        number=f"{body}.{check_digit(body)}",
        kind="invention",
        title=f"示例数控机床主轴热误差补偿方法及其装置{serial}",
        patentee="示例高精度装备制造有限公司",
        filed_on=date(2018, 3, 1),
        granted_on=date(2020, 6, 2),
        status=PatentStatus.IN_FORCE,
        ended_on=None,
        as_of=date(2025, 8, 15),
        source="bench",
    )
    record_patent(SYSTEM, stated)
    return LinkInput(f"ZL{stated.number}", place < 2, Basis.PATENTEE, 1000)


@contextmanager
def _postgres() -> Iterator[str]:
    """A database of its own on the server, dropped at the end."""
    server = make_url(os.environ[VARIABLE])
    administrative = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(administrative, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            yield server.set(database=DATABASE).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
