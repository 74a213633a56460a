"""A file of named columns: mapped into memory, written whole or not at all, hashed to its last byte.

    magic · length of the head (8 bytes) · head · padding · columns, each on 64 bytes · SHA-256

The head is text: ``= key value`` for what the file says of itself, ``name dtype length offset`` for
each column. Nothing in it is ever run: only whole numbers of known widths are read.
"""

import hashlib
import mmap
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]

MAGIC = b"PIPCOLS1"
DTYPES = ("|b1", "|u1", "<u2", "<i2", "<i4", "<u4", "<i8")
_ALIGN = 64
_DIGEST = 32
_AT_ONCE = 1 << 24
# A name is known to its own process and directory only: two writers never share one.
_FRESH = ".{pid}.fresh"


class Damaged(Exception):
    """The file is not what was written; the message says what is wrong with it."""


@dataclass(frozen=True)
class Columns:
    """What a file says of itself, and its columns, read-only."""

    says: Mapping[str, str]
    columns: Mapping[str, Column]


def write(path: Path, says: Mapping[str, str], columns: Mapping[str, Column]) -> None:
    """Put a file in the place of the old one; who reads the old one goes on reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + _FRESH.format(pid=os.getpid()))
    try:
        with fresh.open("wb") as file:
            _write(file, says, columns)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def read(path: Path) -> Columns:
    """The file as it was written. Raises Damaged where it is not, FileNotFoundError without one."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < len(MAGIC) + 8 + _DIGEST:
            raise Damaged(f"{size} bytes are too few")
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    if mapped[: len(MAGIC)] != MAGIC:
        raise Damaged("it does not begin as such a file does")
    if _sha256(mapped[:-_DIGEST]) != mapped[-_DIGEST:]:
        raise Damaged("its bytes do not have the SHA-256 at its end")
    return _parsed(mapped)


def _write(file: BinaryIO, says: Mapping[str, str], columns: Mapping[str, Column]) -> None:
    digest = hashlib.sha256()
    for piece in _pieces(says, columns):
        file.write(piece)
        digest.update(piece)
    file.write(digest.digest())


def _pieces(says: Mapping[str, str], columns: Mapping[str, Column]) -> Iterator[bytes]:
    stored = {name: np.ascontiguousarray(column) for name, column in columns.items()}
    lines = [f"= {key} {value}" for key, value in says.items()]
    offset = 0
    for name, column in stored.items():
        if column.dtype.str not in DTYPES:
            raise TypeError(f"{name}: no columns of {column.dtype}")
        lines.append(f"{name} {column.dtype.str} {len(column)} {offset}")
        offset += _padded(column.nbytes)
    head = "\n".join(lines).encode()
    before = MAGIC + len(head).to_bytes(8, "little") + head
    yield before + bytes(_padded(len(before)) - len(before))
    for column in stored.values():
        yield column.tobytes()
        yield bytes(_padded(column.nbytes) - column.nbytes)


def _parsed(mapped: memoryview) -> Columns:
    length = int.from_bytes(mapped[len(MAGIC) : len(MAGIC) + 8], "little")
    begin = len(MAGIC) + 8
    body = mapped[_padded(begin + length) : -_DIGEST]
    says: dict[str, str] = {}
    columns: dict[str, Column] = {}
    for line in bytes(mapped[begin : begin + length]).decode().split("\n"):
        if line.startswith("= "):
            _, key, value = line.split(" ", 2)
            says[key] = value
        elif line:
            name, dtype, count, offset = line.split(" ")
            if dtype not in DTYPES:
                raise Damaged(f"{name} is of {dtype}")
            columns[name] = np.frombuffer(body, np.dtype(dtype), int(count), int(offset))
    return Columns(says, columns)


def _sha256(content: memoryview) -> bytes:
    digest = hashlib.sha256()
    for begin in range(0, len(content), _AT_ONCE):
        digest.update(content[begin : begin + _AT_ONCE])
    return digest.digest()


def _padded(length: int) -> int:
    return -(-length // _ALIGN) * _ALIGN


def narrow(column: Column) -> Column:
    """Whole numbers in 4 bytes where they fit, else in 8."""
    fits = len(column) == 0 or (int(column.min()) >= -(2**31) and int(column.max()) < 2**31)
    return column.astype(np.int32 if fits else np.int64)
