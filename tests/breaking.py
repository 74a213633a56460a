"""Calls of the database that go wrong: any one of them, in any way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from registry.extensions import db


@dataclass
class Calls:
    """How many calls there were, and whether the one that was to break did."""

    made: int = 0
    broken: bool = False


@contextmanager
def broken_at(place: int, breaking: Callable[[Connection], None]) -> Iterator[Calls]:
    """The place-th call of the database goes wrong."""
    calls = Calls()

    def count_calls(connection: Connection, *_: object) -> None:
        calls.made += 1
        if calls.made == place and not calls.broken:
            calls.broken = True
            breaking(connection)

    event.listen(db.engine, "before_cursor_execute", count_calls)
    event.listen(db.engine, "commit", count_calls)
    try:
        yield calls
    finally:
        event.remove(db.engine, "before_cursor_execute", count_calls)
        event.remove(db.engine, "commit", count_calls)


def error(connection: Connection) -> None:
    """The database answers with an error."""
    raise OperationalError("anything", {}, RuntimeError("out of order"))


def cut(connection: Connection) -> None:
    """The connection to the server is gone, as when it is restarted."""
    pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    server = db.engine.execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as other:
        other.connection.driver_connection.execute(  # type: ignore[union-attr]
            "SELECT pg_terminate_backend(%s, 5000)", (pid,)
        )


BREAKINGS = {"an error": error, "a cut connection": cut}


# A connection that is cut costs a new one: it is cut at one call in so many, from the first on.
ONE_IN = 4


def places_of(breaking: str) -> Iterator[int]:
    """Where to break, one place after the other without end; ends the test where nothing could
    break so."""
    skip_what_cannot_be(breaking)
    return count(1, ONE_IN if breaking == "a cut connection" else 1)


def skip_what_cannot_be(breaking: str) -> None:
    """Ends the test where there is nothing that could break so."""
    if breaking == "a cut connection" and db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no connection that could be cut")
