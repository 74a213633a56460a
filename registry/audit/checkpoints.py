"""Checkpoints: how far the trail had come, signed, in a file outside of the database.

Whoever can write every row of the database can compute the whole chain anew, or put an older backup
in its place. What they cannot do is make that fit the checkpoints of before. The file is one line
of JSON for each; keep it, or copies of it, where the database's administrator cannot write.
"""

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, func, select, text

from registry import clock
from registry.audit.chain import BEGINNING, Json, canonical
from registry.audit.guards import GUARDED
from registry.audit.keys import signing_key
from registry.audit.models import AuditLink
from registry.audit.tree import Tree, leaf_hash
from registry.config import setting
from registry.errors import Conflict
from registry.extensions import db
from registry.money import N_

# The last line is looked for in so many bytes at the end; a line has about two thousand.
_TAIL = 1 << 16


@dataclass(frozen=True)
class Checkpoint:
    """All hashes are hexadecimal. ``entries`` is the sequence of the newest entry and ``head`` its
    hash; ``peaks`` and ``root`` are those of the tree over all hashes up to it. ``numbers`` says how
    far each series had counted, ``rows`` how many rows of record there were (empty after an issue,
    for counting takes long). ``previous`` is the SHA-256 of the line before."""

    at: str
    why: str
    entries: int
    head: str
    root: str
    peaks: list[str]
    numbers: dict[str, int]
    rows: dict[str, int]
    previous: str

    def line(self) -> bytes:
        """Signed, with its newline."""
        said: dict[str, Json] = asdict(self)
        signature = signing_key().sign(canonical(said))
        return canonical(said | {"signature": base64.b64encode(signature).decode()}) + b"\n"


def place() -> Path:
    """The file; unless it is set, beside the folder of the papers."""
    return Path(setting("CHECKPOINTS") or setting("STORE").rstrip("/") + ".checkpoints")


def newest() -> dict[str, Any] | None:
    """What the last line says, unchecked; None where there is none. Only the end of the file is
    read, and a line that a crash has torn off is none."""
    if not place().is_file():
        return None
    with place().open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        whole = file.read().rpartition(b"\n")[0]
    return dict(json.loads(whole.rpartition(b"\n")[2])) if whole else None


def write_checkpoint(why: str) -> int:
    """Add a checkpoint if something has been done since the last one; how many entries the newest
    one has. Conflict when the trail no longer fits the last one: then no further one is written.
    """
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file, _alone(file), db.engine.connect() as connection:
        last = _last_line(file)
        known: dict[str, Any] = {"entries": 0, "head": BEGINNING, "peaks": []}
        known |= json.loads(last) if last else {}
        _check_known(connection, known)
        tree = Tree(known["entries"], map(bytes.fromhex, known["peaks"]))
        head = _grow(connection, tree, known["head"])
        if tree.size > known["entries"]:
            made = _checkpoint(connection, why, tree, head, last)
            file.write(made.line())
            file.flush()
            os.fsync(file.fileno())
        return tree.size


def _check_known(connection: Connection, known: Mapping[str, Any]) -> None:
    if known["entries"] == 0:
        return
    at_it = select(AuditLink.sha256).where(AuditLink.sequence == known["entries"])
    if connection.scalar(at_it) != known["head"]:
        raise Conflict(
            N_(
                "The trail is not the one of the last checkpoint ({entries} entries, {path}). "
                "Run “registry audit verify”; no checkpoint is written until somebody has looked."
            ),
            entries=known["entries"],
            path=place(),
        )


def _grow(connection: Connection, tree: Tree, head: str) -> str:
    newer = select(AuditLink.sha256).where(AuditLink.sequence > tree.size)
    for head in connection.scalars(newer.order_by(AuditLink.sequence)):
        tree.add(leaf_hash(bytes.fromhex(head)))
    return head


def _checkpoint(connection: Connection, why: str, tree: Tree, head: str, last: bytes) -> Checkpoint:
    counters = connection.execute(text("SELECT series, year, last FROM counter ORDER BY 1, 2"))
    counted = (
        {} if why == "issue" else {table: _rows(connection, table) for table in sorted(GUARDED)}
    )
    return Checkpoint(
        at=clock.now().replace(tzinfo=None).isoformat(timespec="microseconds") + "Z",
        why=why,
        entries=tree.size,
        head=head,
        root=tree.root().hex(),
        peaks=[peak.hex() for peak in tree.peaks],
        numbers={f"{row.series} {row.year}": row.last for row in counters},
        rows=counted,
        previous=hashlib.sha256(last).hexdigest() if last else BEGINNING,
    )


def _rows(connection: Connection, table: str) -> int:
    return connection.scalar(select(func.count()).select_from(text(table))) or 0


@contextmanager
def _alone(file: BinaryIO) -> Iterator[None]:
    """One writer at a time, whichever process it is in."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _last_line(file: BinaryIO) -> bytes:
    """The last line without its newline; a line that a crash has torn off is taken away."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _TAIL))
    tail = file.read()
    whole = tail.rfind(b"\n") + 1
    if whole < len(tail):
        file.truncate(end - len(tail) + whole)
    return tail[:whole].rstrip(b"\n").rpartition(b"\n")[2]
