"""What the two databases do differently here: lists of rows, rows in bulk, and taking turns."""

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import islice

from sqlalchemy import ARRAY, BigInteger, Select, cast, func, literal, select, text

from registry.extensions import Base, db
from registry.search.models import Kind

_AT_ONCE = 10_000
# One number for each kind, and this before it: PostgreSQL's advisory locks know numbers only.
_LOCK = 7_332_000


def row_list(rows: list[int]) -> Select[tuple[int]]:
    """A query of these numbers, sent as one value however many they are."""
    if _is_sqlite():
        values = func.json_each(json.dumps(rows)).table_valued("value")
        return select(cast(values.c.value, BigInteger))
    return select(func.unnest(cast(literal(rows, ARRAY(BigInteger)), ARRAY(BigInteger))))


def write_rows(model: type[Base], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Add very many rows in the transaction of the session, past its objects."""
    add = _insert if _is_sqlite() else _copy
    remaining = iter(rows)
    # The rows may come over the same connection: some are read, then written, then more are read.
    while some := list(islice(remaining, _AT_ONCE)):
        add(model, columns, some)


def _insert(model: type[Base], columns: Sequence[str], rows: list[Sequence[object]]) -> None:
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    # Names of our own models.
    statement = f"INSERT INTO {model.__tablename__} ({names}) VALUES ({marks})"  # nosec B608
    db.session.connection().exec_driver_sql(statement, [tuple(row) for row in rows])


def _copy(model: type[Base], columns: Sequence[str], rows: list[Sequence[object]]) -> None:
    names = ", ".join(columns)
    with closing(db.session.connection().connection.cursor()) as cursor:
        with cursor.copy(f"COPY {model.__tablename__} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def among_others(kind: Kind) -> None:
    """Until the end of the transaction, let nobody have the kind alone; others may write too."""
    _hold(kind, "pg_advisory_xact_lock_shared")


def alone(kind: Kind) -> None:
    """Until the end of the transaction, let nobody else write to the kind; wait for who does."""
    _hold(kind, "pg_advisory_xact_lock")


def _hold(kind: Kind, function: str) -> None:
    # On SQLite whoever writes is alone anyway.
    if not _is_sqlite():
        number = _LOCK + list(Kind).index(kind)
        db.session.execute(text(f"SELECT {function}(:number)"), {"number": number})


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"
