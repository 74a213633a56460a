"""Public verification by number against the smallest route of Flask on the same server.

The demonstration's data, on SQLite and, where REGISTRY_TEST_POSTGRES_URL names a server, on
PostgreSQL; gunicorn and granian with as many processes and threads. Server and client share the
cores, for both sides alike.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from rich.console import Console
from sqlalchemy import create_engine, make_url, select, text

from bench.measure import Result
from bench.serving import CONNECTIONS, PROCESSES, SERVERS, THREADS, Load, alternating, serving
from registry.app import create_app
from registry.certification.models import Certificate
from registry.filing.report import ConsoleNarrator
from registry.extensions import db
from registry.filing import demo_folder
from registry.filing.demo import example, package_files, run_demo

RUNS = 3
PEER, JSON, PAGE = "smallest", "JSON", "page"


def run() -> Result:
    """Requests a second of JSON on gunicorn with SQLite; the note has the others."""
    found: dict[str, dict[str, Load]] = {}
    for database in ("SQLite", "PostgreSQL"):
        with TemporaryDirectory() as folder, _address(database, Path(folder)) as url:
            if url:
                found |= _measured(database, Path(folder), url)
    first = found[f"{SERVERS[0]}, SQLite"]
    note = f"{PROCESSES} processes of {THREADS} threads, {CONNECTIONS} connections, wrk: "
    note += "; ".join(f"{where}: {_said(loads)}" for where, loads in found.items())
    return Result("verification", first[JSON].rate, first[PEER].rate, "requests/s", note)


def _said(loads: dict[str, Load]) -> str:
    peer = loads[PEER].rate
    return ", ".join(
        f"{name} {load.rate:,.0f}/s = {load.rate / peer:.2f} ×, p99 {load.p99_ms:.0f} ms"
        for name, load in loads.items()
    )


def _measured(database: str, folder: Path, url: str) -> dict[str, dict[str, Load]]:
    given = demo_folder.settings(folder) | {"DATABASE_URL": url}
    number = _played(given, folder)
    settings = {f"REGISTRY_{name}": value for name, value in given.items()}
    found = {}
    for server in SERVERS:
        with (
            serving(server, "wsgi:app", settings) as ours,
            serving(server, "bench.smallest:app", {}) as peer,
        ):
            addresses = {
                PEER: f"{peer}/",
                JSON: f"{ours}/api/certificates/{number}",
                PAGE: f"{ours}/certificates/{number}",
            }
            found[f"{server}, {database}"] = alternating(addresses, RUNS)
    return found


def _played(given: dict[str, str], folder: Path) -> str:
    """Play the demonstration; the number of a certificate of it."""
    files = package_files(example())
    demo_folder.begin_anew(folder)
    app = create_app(given)
    with app.app_context():
        run_demo(files, folder, ConsoleNarrator(Console(quiet=True)))
        number = db.session.scalars(select(Certificate.number).limit(1)).one()
        db.session.remove()
        db.engine.dispose()
    return number


@contextmanager
def _address(database: str, folder: Path) -> Iterator[str]:
    """Of an empty database; empty where there is no server."""
    server = os.environ.get("REGISTRY_TEST_POSTGRES_URL", "")
    if database == "SQLite":
        yield demo_folder.settings(folder)["DATABASE_URL"]
    elif not server:
        yield ""
    else:
        name = f"bench_{uuid4().hex[:12]}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
            engine.dispose()
