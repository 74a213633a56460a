"""`registry restore`: an empty registry filled from a backup, and checked before it is trusted.

It never overwrites. Papers that lie in the store and not in the backup were issued after it: their
numbers would be given out again, so nothing is restored until somebody has looked at them.
"""

import shutil
from pathlib import Path

from sqlalchemy import inspect

from registry.config import setting
from registry.errors import Conflict
from registry.extensions import db
from registry.integrity.backup import STORE
from registry.integrity.databases import Database, database
from registry.integrity.invariants.checkpoints import checkpoint_file, last_checkpoint
from registry.integrity.manifest import Manifest, hash_of, read_manifest
from registry.integrity.report import Report
from registry.integrity.sqlite import synchronise
from registry.integrity.verify import verify

# What an interrupted copy leaves; nothing ever refers to it.
PARTIAL = ".partial"


def restore(folder: Path) -> Report:
    """Check the backup, fill database and store, and verify what is there then.

    Conflict when the backup is damaged or of the other kind of database, or the target not empty.
    Papers come first, the database last and at once: after an interruption it can be repeated.
    """
    manifest = read_manifest(folder)
    used = database()
    _refuse_other_kind(manifest, used)
    _refuse_full_database()
    _refuse_to_go_back(manifest)
    papers = [file.path for file in manifest.files if file.path.startswith(f"{STORE}/")]
    store = Path(setting("STORE"))
    _refuse_other_papers(store, {path.removeprefix(f"{STORE}/") for path in papers})
    for path in papers:
        _put_back(folder / path, store / path.removeprefix(f"{STORE}/"))
    used.load(folder / used.dump_name)
    return verify()


def _refuse_other_kind(manifest: Manifest, used: Database) -> None:
    if manifest.database != used.name:
        raise Conflict(
            "This is a backup of {backup}, and REGISTRY_DATABASE_URL names {target}.",
            backup=manifest.database,
            target=used.name,
        )


def _refuse_full_database() -> None:
    if inspect(db.engine).get_table_names():
        raise Conflict("The database is not empty; a backup is restored into an empty one only.")


def _refuse_other_papers(store: Path, known: set[str]) -> None:
    for path in sorted(store.rglob("*")):
        name = path.relative_to(store).as_posix()
        if path.is_file() and path.suffix != PARTIAL and name not in known:
            raise Conflict(
                "{file} lies in the store and not in the backup; it may have been issued later.",
                file=name,
            )


def _refuse_to_go_back(manifest: Manifest) -> None:
    """A checkpoint that lies here and is newer than the backup tells of acts that would be lost."""
    known = last_checkpoint()
    if known is not None and known["entries"] > (manifest.entries or 0):
        raise Conflict(
            "The backup ends at entry {backup} of the trail; the checkpoint of {at} knows {known}. "
            "Take a newer backup, or put the file {file} away for good and know what is lost.",
            backup=manifest.entries or 0,
            at=known["at"],
            known=known["entries"],
            file=checkpoint_file(),
        )


def _put_back(source: Path, place: Path) -> None:
    if place.exists() and hash_of(place) == hash_of(source):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    coming = place.with_name(place.name + PARTIAL)
    shutil.copyfile(source, coming)
    synchronise(coming)
    coming.rename(place)
    synchronise(place.parent)
