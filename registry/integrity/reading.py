"""The whole database as of one moment, read in streams: memory does not grow with the rows."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, text

# Rows that are fetched at once.
BATCH = 500
# The registry's day is that of China Standard Time, which has no summer time.
ZONE = timedelta(hours=8)
# The rows of one act are written within this; so far may the clocks of two machines be apart.
APART = timedelta(minutes=5)

AnyRow = Row[Any]
Rows = Iterator[AnyRow]


class Snapshot:
    """Reads from one transaction, so that all that is compared stood there at the same moment."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, **values: object) -> Rows:
        """The rows of a query, a batch at a time. A list among the values goes into an IN."""
        lists: list[BindParameter[Any]] = [
            bindparam(name, expanding=True) for name in values if isinstance(values[name], list)
        ]
        query = text(sql).bindparams(*lists)
        options = {"yield_per": BATCH}
        yield from self.connection.execute(query, values, execution_options=options)

    def beside(
        self, main: str, **parts: str
    ) -> Iterator[tuple[AnyRow, Mapping[str, list[AnyRow]]]]:
        """Each row of the main query with the rows of the parts that have the same first column.

        Every query is ordered by its first column, an integer. Rows of a part that belong to no
        row of the main query are left out; ``references`` finds them.
        """
        streams = {name: _Ahead(self.rows(sql)) for name, sql in parts.items()}
        for row in self.rows(main):
            yield row, {name: stream.take(row[0]) for name, stream in streams.items()}


class _Ahead:
    """A stream whose next row is known, so that those of one key can be taken together."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, key: int) -> list[AnyRow]:
        """The rows of this key; those of smaller keys are passed over."""
        taken = []
        while self._next is not None and self._next[0] <= key:
            if self._next[0] == key:
                taken.append(self._next)
            self._next = next(self._rows, None)
        return taken


def iso(value: object) -> str | None:
    """A day of either database as ISO text: SQLite gives text, PostgreSQL a date."""
    return None if value is None else str(value)


def china_day(value: object) -> str | None:
    """The registry's day of a stored moment (UTC without zone), as ISO text."""
    return None if value is None else (_moment(value) + ZONE).date().isoformat()


def _moment(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def moment_text(value: object) -> str:
    """A stored moment as the trail is hashed with it: ISO, microseconds, ``Z``."""
    return _moment(value).isoformat(timespec="microseconds") + "Z"


def at_one_time(first: Sequence[object], second: Sequence[object]) -> bool:
    """Whether two lists of stored moments, pair by pair, are of the same acts."""
    return len(first) == len(second) and all(
        abs(_moment(one) - _moment(other)) <= APART
        for one, other in zip(first, second, strict=True)
    )


def in_order(moments: Sequence[object]) -> bool:
    """Whether each stored moment is not before the one that precedes it."""
    read = [_moment(each) for each in moments]
    return all(one <= other + APART for one, other in pairwise(read))


def json_of(value: object) -> Any:
    """A JSON column, or bytes that are JSON: SQLite gives text, PostgreSQL what the text means.

    Raises ValueError for text that is no JSON.
    """
    return json.loads(value) if isinstance(value, str | bytes) else value


def sha256(content: bytes) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def canonical(value: object, *, ascii_only: bool) -> bytes:
    """JSON with sorted keys and no spaces: facts are hashed in ASCII, payloads stand in UTF-8."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=ascii_only
    ).encode()
