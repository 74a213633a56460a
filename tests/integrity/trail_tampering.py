"""What somebody may do to the trail who can write every row of the database, at random.

Each tampering changes something that is under the last checkpoint; the chain may be computed anew
afterwards, as by somebody who has read our code.
"""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, text

from registry.audit.chain import BEGINNING, content_of, hash_of
from registry.integrity.invariants.database import APPEND_ONLY
from registry.integrity.reading import json_of

COLUMNS = ("at", "actor_id", "actor_name", "verb", "subject_type", "subject_id", "details")
Tampering = Callable[[Connection, random.Random], str]


def links(connection: Connection) -> list[tuple[int, int]]:
    """Sequence and entry, in order."""
    found = connection.execute(text("SELECT sequence, entry_id FROM audit_link ORDER BY 1"))
    return [(row.sequence, row.entry_id) for row in found]


def entry(connection: Connection, entry_id: int) -> Row[Any]:
    asked = text("SELECT * FROM audit_entry WHERE id = :id")
    return connection.execute(asked, {"id": entry_id}).one()


def do(connection: Connection, sql: str, **values: object) -> None:
    connection.execute(text(sql), values)


def another(value: Any, column: str, chance: random.Random) -> Any:
    """Some other value of the column."""
    if column == "at":
        return f"20{chance.randrange(10, 60)}-01-0{chance.randrange(1, 9)} 08:00:00.000000"
    if column == "details":
        said = dict(json_of(value))
        if said and chance.random() < 0.5:
            said.pop(chance.choice(sorted(said)))
        else:
            said[f"added{chance.randrange(100)}"] = chance.choice([None, 0, 1.5, "示例", []])
        return json.dumps(said)
    if column in ("actor_id", "subject_id"):
        return (value or 0) + chance.randrange(1, 1000)
    return f"{value}{chance.choice('x示 ')}" if chance.random() < 0.5 or not value else value[:-1]


def edit(connection: Connection, chance: random.Random) -> str:
    """One value of one entry."""
    _, entry_id = chance.choice(links(connection))
    column = chance.choice(COLUMNS)
    value = getattr(entry(connection, entry_id), column)
    other = another(value, column, chance)
    do(connection, f"UPDATE audit_entry SET {column} = :v WHERE id = :id", v=other, id=entry_id)
    return f"edit {column} of {entry_id}"


def edit_hash(connection: Connection, chance: random.Random) -> str:
    """One hash."""
    sequence, _ = chance.choice(links(connection))
    made = f"{chance.getrandbits(256):064x}"
    do(connection, "UPDATE audit_link SET sha256 = :h WHERE sequence = :s", h=made, s=sequence)
    return f"hash of {sequence}"


def delete(connection: Connection, chance: random.Random) -> str:
    """Some entries that follow each other, with or without their links."""
    all_of_them = links(connection)
    start = chance.randrange(len(all_of_them))
    gone = all_of_them[start : start + chance.choice([1, 1, 2, 5])]
    with_links = chance.random() < 0.7
    for sequence, entry_id in gone:
        if with_links:
            do(connection, "DELETE FROM audit_link WHERE sequence = :s", s=sequence)
        do(connection, "DELETE FROM audit_entry WHERE id = :id", id=entry_id)
    return f"delete {gone[0][0]} to {gone[-1][0]}, links {with_links}"


def insert(connection: Connection, chance: random.Random, linked: bool | None = None) -> str:
    """A copy of an entry, without a link, or in the place of a later one that moves on."""
    all_of_them = links(connection)
    place, entry_id = chance.choice(all_of_them)
    key = max(entry_id for _, entry_id in all_of_them) + chance.randrange(1, 50)
    names = ", ".join(COLUMNS)
    copy = f"INSERT INTO audit_entry (id, {names}) SELECT :key, {names} FROM audit_entry"
    do(connection, f"{copy} WHERE id = :id", key=key, id=entry_id)
    linked = chance.random() < 0.6 if linked is None else linked
    if linked:
        shift(connection, place, 1)
        do(
            connection,
            "INSERT INTO audit_link (sequence, entry_id, sha256) VALUES (:s, :e, :h)",
            s=place,
            e=key,
            h=f"{chance.getrandbits(256):064x}",
        )
    return f"insert a copy of {entry_id} at {place}, linked {linked}"


def swap(connection: Connection, chance: random.Random) -> str:
    """Two entries take each other's place."""
    (one, first), (other, second) = chance.sample(links(connection), 2)
    change = "UPDATE audit_link SET entry_id = :e WHERE sequence = :s"
    do(connection, change, e=-1, s=one)
    do(connection, change, e=first, s=other)
    do(connection, change, e=second, s=one)
    return f"swap {one} and {other}"


def truncate(connection: Connection, chance: random.Random) -> str:
    """A whole table of record that had rows is emptied."""
    filled = [
        table
        for table in sorted(APPEND_ONLY)
        if connection.scalar(text(f"SELECT count(*) FROM {table}"))
    ]
    table = chance.choice(filled)
    do(connection, f"DELETE FROM {table}")
    return f"truncate {table}"


def go_back(connection: Connection, chance: random.Random) -> str:
    """The trail of some time ago, sound in itself, as out of an older backup."""
    all_of_them = links(connection)
    first = chance.randrange(len(all_of_them))
    gone = [entry_id for _, entry_id in all_of_them[first:]]
    do(connection, "DELETE FROM audit_link WHERE sequence > :s", s=first)
    do(connection, "DELETE FROM audit_entry WHERE id >= :id", id=min(gone))
    return f"back to {first}"


def recompute(connection: Connection, chance: random.Random) -> str:
    """Change something, close the gaps, and compute the chain anew from there to its end."""
    done = chance.choice([edit, delete, partial(insert, linked=True), swap])(connection, chance)
    orphans = "DELETE FROM audit_link WHERE entry_id NOT IN (SELECT id FROM audit_entry)"
    do(connection, orphans)
    order = [entry_id for _, entry_id in links(connection)]
    do(connection, "DELETE FROM audit_link")
    previous, made = BEGINNING, []
    for place, entry_id in enumerate(order, start=1):
        previous = hash_of(content(entry(connection, entry_id)), entry_id, place, previous)
        made.append({"s": place, "e": entry_id, "h": previous})
    added = text("INSERT INTO audit_link (sequence, entry_id, sha256) VALUES (:s, :e, :h)")
    if made:
        connection.execute(added, made)
    return f"{done}, recomputed"


def content(row: Row[Any]) -> dict[str, Any]:
    at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at)
    names = [name for name in COLUMNS if name not in ("at", "details")]
    said = {name: getattr(row, name) for name in names}
    return content_of(at=at.replace(tzinfo=UTC), details=json_of(row.details), **said)


def shift(connection: Connection, place: int, by: int) -> None:
    """Those from a place on move, over negative numbers, where nobody stands."""
    do(connection, "UPDATE audit_link SET sequence = -sequence WHERE sequence >= :s", s=place)
    do(connection, "UPDATE audit_link SET sequence = -sequence + :by WHERE sequence < 0", by=by)


TAMPERINGS: tuple[Tampering, ...] = (
    edit,
    edit_hash,
    delete,
    insert,
    swap,
    truncate,
    go_back,
    recompute,
)
