"""`registry backup`: all of one moment, while the registry goes on working.

The database comes first and the papers after it: a paper lies in the store before its certificate
names it, and is never changed or removed, so that every paper the dump names is copied.
Keys are not part of a backup; whoever steals one can sign nothing with it. Encrypted to the public
keys of those who may restore it, it cannot be read either; the dump lies open in the folder for
temporary files until it is encrypted, on the machine that has the database itself.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pyrage.x25519 import Recipient
from sqlalchemy import text

from registry.config import setting
from registry.errors import Conflict
from registry.integrity import encryption
from registry.integrity.databases import Database, database
from registry.integrity.invariants.checkpoints import checkpoint_file
from registry.integrity.manifest import FORMAT, Manifest, describe
from registry.integrity.sqlite import synchronise

STORE, CHECKPOINTS = "store", "checkpoints.jsonl"


def back_up(folder: Path, recipients: Sequence[str] = ()) -> Manifest:
    """Write a backup to a folder that is not there yet, or empty; Conflict for any other.

    ``recipients`` are public keys of age; with none the files lie open. The manifest is written last:
    an interrupted backup has none and is never restored.
    """
    into = _Folder(folder, encryption.recipients(recipients))
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("{folder} is not empty; a backup begins with a new folder.", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    used = database()
    files = [into.dump(used), *_copy_papers(Path(setting("STORE")), into), *_checkpoints(into)]
    entries = tuple(describe(folder, path) for path in files)
    manifest = Manifest(
        FORMAT, used.name, _revision(), entries, _trail_end(), tuple(map(str, into.recipients))
    )
    manifest.write(folder)
    return manifest


@dataclass(frozen=True)
class _Folder:
    """Where a backup comes to lie, and to whom it is encrypted."""

    folder: Path
    recipients: tuple[Recipient, ...]

    def copy(self, source: Path, name: str) -> Path:
        """Put a file there under its name; the path that it has got."""
        place = self.folder / (name + (encryption.SUFFIX if self.recipients else ""))
        place.parent.mkdir(parents=True, exist_ok=True)
        if self.recipients:
            encryption.encrypt(source, place, self.recipients)
        else:
            shutil.copyfile(source, place)
            synchronise(place)
        return place

    def dump(self, used: Database) -> Path:
        """The database; where the backup lies open, written to its place at once."""
        if not self.recipients:
            used.dump(self.folder / used.dump_name)
            return self.folder / used.dump_name
        with TemporaryDirectory() as passing:
            used.dump(Path(passing) / used.dump_name)
            return self.copy(Path(passing) / used.dump_name, used.dump_name)


def _revision() -> str:
    with database().snapshot() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _trail_end() -> int:
    """Asked after the dump was made: the trail of the dump goes so far at most."""
    with database().snapshot() as connection:
        return connection.scalar(text("SELECT max(sequence) FROM audit_link")) or 0


def _checkpoints(into: _Folder) -> Iterator[Path]:
    """A copy of them, to be kept elsewhere; restoring leaves it where it is."""
    if checkpoint_file().is_file():
        yield into.copy(checkpoint_file(), CHECKPOINTS)


def _copy_papers(store: Path, into: _Folder) -> Iterator[Path]:
    """Copy each paper and document; what is being written at this moment ends in ``.partial`` and is not."""
    for paper in sorted([*store.rglob("*.pdf"), *store.rglob("*.document")]):
        yield into.copy(paper, f"{STORE}/{paper.relative_to(store).as_posix()}")
