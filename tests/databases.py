"""Throw-away databases to test on, each for one worker of pytest-xdist alone.

SQLite is always there. PostgreSQL is there when REGISTRY_TEST_POSTGRES_URL names a server and an
administrative database of it to connect to (`make test` sees to that).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

VARIABLE = "REGISTRY_TEST_POSTGRES_URL"
SQLITE = "sqlite"
POSTGRESQL = "postgresql"

_serial = count(1)


def postgres_server() -> URL | None:
    """The administrative database of the server to test on, or None where there is none."""
    url = os.environ.get(VARIABLE)
    return make_url(url) if url else None


def available() -> list[str]:
    """The databases that can be tested on here, by SQLAlchemy's names."""
    return [SQLITE, POSTGRESQL] if postgres_server() else [SQLITE]


def sqlite_url(folder: Path) -> str:
    """The URL of a new file in the folder; no two calls of a process give the same."""
    return f"sqlite:///{folder}/registry-{next(_serial)}.db"


def postgres_url(worker: str) -> str | None:
    """The URL of a database that is not there yet, or None where there is no server.

    The name holds the worker and the process, so that parallel runs on one server keep apart.
    """
    server = postgres_server()
    if server is None:
        return None
    name = f"registry_test_{worker}_{os.getpid()}_{next(_serial)}"
    return server.set(database=name).render_as_string(hide_password=False)


def _administer(statement: sql.Composed) -> None:
    """Runs a statement that PostgreSQL allows outside transactions only."""
    server = postgres_server()
    assert server is not None, f"{VARIABLE} is not set"
    url = server.set(drivername=POSTGRESQL).render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def postgres_database(worker: str) -> Iterator[str]:
    """The URL of an empty database on the server, dropped at the end with whoever is in it.

    It sorts by code point, as SQLite does, whatever the server's own locale is.
    """
    url = postgres_url(worker)
    assert url is not None, f"{VARIABLE} is not set"
    name = sql.Identifier(make_url(url).database or "")
    _administer(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'").format(name)
    )
    # A test that waits for a lock of its own ends with an error, and not the whole run with it.
    _administer(sql.SQL("ALTER DATABASE {} SET lock_timeout = '60s'").format(name))
    try:
        yield url
    finally:
        _administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def empty_database(kind: str, folder: Path, worker: str) -> Iterator[str]:
    """The URL of an empty database of that kind; `folder` is where a file would go."""
    if kind == POSTGRESQL:
        with postgres_database(worker) as url:
            yield url
    else:
        yield sqlite_url(folder)
