"""What a backup consists of: every file with its size and hash, and a hash over that list."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from registry.errors import Conflict
from registry.integrity.reading import json_of
from registry.integrity.sqlite import synchronise

NAME, SEAL = "manifest.json", "manifest.sha256"
FORMAT = 1
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackedUpFile:
    """One file: its path from the folder of the backup, its bytes, its SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``database`` names the kind, ``revision`` its migration; the dump is the first file.

    ``entries``: the trail in it ends there at the latest; None in a backup of before there were
    checkpoints. ``recipients`` are the public keys that every file but this is encrypted to; none
    when they lie open.
    """

    format: int
    database: str
    revision: str
    files: tuple[BackedUpFile, ...]
    entries: int | None = None
    recipients: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Write it and its seal, durably; a backup without them is none."""
        text = json.dumps(asdict(self), indent=1).encode()
        for name, content in ((NAME, text), (SEAL, _sha256(text).encode())):
            (folder / name).write_bytes(content)
            synchronise(folder / name)
        synchronise(folder)


def describe(folder: Path, path: Path) -> BackedUpFile:
    """The entry of a file that lies in the folder."""
    return BackedUpFile(path.relative_to(folder).as_posix(), path.stat().st_size, hash_of(path))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup, every file of it checked; Conflict says what is damaged."""
    try:
        text = (folder / NAME).read_bytes()
        seal = (folder / SEAL).read_bytes()
    except OSError as error:
        raise Conflict("There is no complete backup in {folder}.", folder=folder) from error
    if _sha256(text).encode() != seal:
        raise Conflict("The backup is damaged: {file} was changed.", file=NAME)
    manifest = _parse(json_of(text))
    for damaged in _damaged(folder, manifest):
        raise Conflict("The backup is damaged: {file} was changed or is missing.", file=damaged)
    return manifest


def _parse(data: dict[str, Any]) -> Manifest:
    if data.get("format") != FORMAT:
        raise Conflict("The backup is of a format that this version does not know.")
    files = tuple(BackedUpFile(**each) for each in data.pop("files"))
    for file in files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts:
            raise Conflict("The backup names {file}, which lies outside of it.", file=file.path)
    return Manifest(**data | {"recipients": tuple(data.get("recipients", ()))}, files=files)


def _damaged(folder: Path, manifest: Manifest) -> Iterator[str]:
    for file in manifest.files:
        path = folder / file.path
        whole = path.is_file() and path.stat().st_size == file.bytes
        if not whole or hash_of(path) != file.sha256:
            yield file.path


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
