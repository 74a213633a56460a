"""The trail against the signed checkpoints outside of the database."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256 as digest_of
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)
from sqlalchemy import inspect

from registry.config import setting
from registry.integrity.canonical import jcs
from registry.integrity.invariant import N_
from registry.integrity.reading import Snapshot, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("The trail is the one of which the signed checkpoints outside the database speak.")

FILE = "checkpoint"
BEGINNING = "0" * 64
_LINKS = "SELECT sequence, sha256 FROM audit_link ORDER BY sequence"
_COUNTERS = "SELECT series, year, last FROM counter"
_ISSUED = "SELECT count(*) FROM certificate"


@dataclass(frozen=True)
class Line:
    """A line of the file: its number, from 1, and what it says."""

    number: int
    said: Mapping[str, Any]


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each line by itself, then the trail against all of them, then what they counted."""
    path = checkpoint_file()
    lines = list(_sound(path, findings))
    findings.rows += len(lines)
    if not lines and next(snapshot.rows(_ISSUED))[0]:
        findings.notice("", path, "There is no checkpoint, so an older trail would not be noticed.")
    _check_trail(snapshot, lines, findings)
    if lines:
        _check_counts(snapshot, lines, findings)


def checkpoint_file() -> Path:
    """The file of the checkpoints."""
    return Path(setting("CHECKPOINTS") or setting("STORE").rstrip("/") + ".checkpoints")


def last_checkpoint() -> Mapping[str, Any] | None:
    """What the newest sound line says."""
    lines = list(_sound(checkpoint_file(), Findings("checkpoints")))
    return lines[-1].said if lines else None


def _sound(path: Path, findings: Findings) -> Iterator[Line]:
    """The lines that are signed and follow each other; the others are faults."""
    if not path.is_file():
        return
    key, previous, entries = _public_key(), BEGINNING, 0
    for number, text in enumerate(path.read_bytes().splitlines(), start=1):
        said = _signed(text, key)
        if said is None:
            findings.fault(FILE, number, "This line is not one that the registry has signed.")
        elif said["previous"] != previous:
            findings.fault(FILE, number, "The line before this one is gone, or another.")
        elif said["entries"] < entries:
            findings.fault(FILE, number, "It says less than the one before it.")
        else:
            entries = said["entries"]
            yield Line(number, said)
        previous = sha256(text)


def _signed(text: bytes, key: Ed25519PublicKey) -> dict[str, Any] | None:
    try:
        said = json_of(text)
        signature = base64.b64decode(said.pop("signature"), validate=True)
        key.verify(signature, jcs(said).encode())
    except (ValueError, LookupError, AttributeError, TypeError, InvalidSignature):
        return None
    return dict(said)


def _public_key() -> Ed25519PublicKey:
    """Of the setting, which may name a public key where checkpoints are only read; ValueError."""
    own = setting("CHECKPOINT_KEY")
    path = Path(own) if own else Path(setting("DEVELOPMENT_AUTHORITY")) / "checkpoints.pem"
    pem = path.read_bytes()
    key: object = None
    if b"PRIVATE KEY" not in pem:
        key = load_pem_public_key(pem)
    elif isinstance(private := load_pem_private_key(pem, None), Ed25519PrivateKey):
        key = private.public_key()
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path} is no Ed25519 key")
    return key


def _check_trail(snapshot: Snapshot, lines: list[Line], findings: Findings) -> None:
    """Compute the tree anew over the links, and look at it wherever a checkpoint was made."""
    waiting, sound, size = list(reversed(lines)), 0, 0
    peaks: list[tuple[int, bytes]] = []
    for row in snapshot.rows(_LINKS):
        size += 1
        _add(peaks, digest_of(b"\0" + bytes.fromhex(row.sha256)).digest())
        while waiting and waiting[-1].said["entries"] == size:
            line = waiting.pop()
            if (line.said["head"], line.said["root"]) == (row.sha256, _root(peaks)):
                sound = size
                continue
            findings.fault(
                "audit_link",
                sound + 1,
                "From here to {last}, the trail is not the one of the checkpoint of {at}.",
                last=size,
                at=line.said["at"],
            )
    for line in reversed(waiting):
        findings.fault(
            "audit_link",
            size + 1,
            "The trail ends before this; the checkpoint of {at} knows {entries} entries.",
            at=line.said["at"],
            entries=line.said["entries"],
        )


def _add(peaks: list[tuple[int, bytes]], leaf: bytes) -> None:
    """RFC 9162: full subtrees of the same size are joined."""
    size, found = 1, leaf
    while peaks and peaks[-1][0] == size:
        found = digest_of(b"\1" + peaks.pop()[1] + found).digest()
        size *= 2
    peaks.append((size, found))


def _root(peaks: list[tuple[int, bytes]]) -> str:
    found = peaks[-1][1]
    for _, peak in reversed(peaks[:-1]):
        found = digest_of(b"\1" + peak + found).digest()
    return found.hex()


def _check_counts(snapshot: Snapshot, lines: list[Line], findings: Findings) -> None:
    """What only grows has not become less since: the numbers given out, and the rows of record."""
    now = {f"{row.series} {row.year}": row.last for row in snapshot.rows(_COUNTERS)}
    for series, last in _most(lines, "numbers").items():
        if now.get(series, 0) < last:
            findings.fault(
                "counter",
                series,
                "It stands at {now}; {last} numbers had been given out.",
                now=now.get(series, 0),
                last=last,
            )
    there = set(inspect(snapshot.connection).get_table_names())
    for table, count in _most(lines, "rows").items():
        # There is such a table.
        left = next(snapshot.rows(f"SELECT count(*) FROM {table}"))[0] if table in there else 0  # nosec B608
        if left < count:
            said = N_("It has {now} rows; there were {count}.")
            findings.fault(table, None, said, now=left, count=count)


def _most(lines: list[Line], name: str) -> dict[str, int]:
    most: dict[str, int] = {}
    for line in lines:
        for key, count in line.said[name].items():
            most[key] = max(count, most.get(key, 0))
    return most
