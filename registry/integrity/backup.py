"""`registry backup`: all of one moment, while the registry goes on working.

The database comes first and the papers after it: a paper lies in the store before its certificate
names it, and is never changed or removed, so that every paper the dump names is copied.
Keys are not part of a backup; whoever steals one can sign nothing with it.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from registry.config import setting
from registry.errors import Conflict
from registry.integrity.databases import database
from registry.integrity.invariants.checkpoints import checkpoint_file
from registry.integrity.manifest import FORMAT, Manifest, describe
from registry.integrity.sqlite import synchronise

STORE, CHECKPOINTS = "store", "checkpoints.jsonl"


def back_up(folder: Path) -> Manifest:
    """Write a backup to a folder that is not there yet, or empty; Conflict for any other.

    The manifest is written last: an interrupted backup has none and is never restored.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("{folder} is not empty; a backup begins with a new folder.", folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    used = database()
    dump = folder / used.dump_name
    used.dump(dump)
    files = [dump, *_copy_papers(Path(setting("STORE")), folder / STORE), *_checkpoints(folder)]
    entries = tuple(describe(folder, path) for path in files)
    manifest = Manifest(FORMAT, used.name, _revision(), entries, _trail_end())
    manifest.write(folder)
    return manifest


def _revision() -> str:
    with database().snapshot() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def _trail_end() -> int:
    """Asked after the dump was made: the trail of the dump goes so far at most."""
    with database().snapshot() as connection:
        return connection.scalar(text("SELECT max(sequence) FROM audit_link")) or 0


def _checkpoints(folder: Path) -> Iterator[Path]:
    """A copy of them, to be kept elsewhere; restoring leaves it where it is."""
    if checkpoint_file().is_file():
        shutil.copyfile(checkpoint_file(), folder / CHECKPOINTS)
        synchronise(folder / CHECKPOINTS)
        yield folder / CHECKPOINTS


def _copy_papers(store: Path, to: Path) -> Iterator[Path]:
    """Copy each paper and document; what is being written at this moment ends in ``.partial`` and is not."""
    for paper in sorted([*store.rglob("*.pdf"), *store.rglob("*.document")]):
        place = to / paper.relative_to(store)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(paper, place)
        synchronise(place)
        yield place
