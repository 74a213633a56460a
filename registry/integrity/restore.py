"""`registry restore`: an empty registry filled from a backup, and checked before it is trusted.

It never overwrites. Papers that lie in the store and not in the backup were issued after it: their
numbers would be given out again, so nothing is restored until somebody has looked at them.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pyrage.x25519 import Identity
from sqlalchemy import inspect

from registry.config import setting
from registry.errors import Conflict
from registry.extensions import db
from registry.integrity import encryption
from registry.integrity.backup import STORE
from registry.integrity.databases import Database, database
from registry.integrity.invariants.checkpoints import checkpoint_file, last_checkpoint
from registry.integrity.manifest import BackedUpFile, Manifest, hash_of, read_manifest
from registry.integrity.report import Report
from registry.integrity.sqlite import synchronise
from registry.integrity.verify import verify

# What an interrupted copy leaves; nothing ever refers to it.
PARTIAL = ".partial"


def restore(folder: Path, identity: Path | None = None) -> Report:
    """Check the backup, fill database and store, and verify what is there then.

    ``identity`` is the file with the private key of an encrypted backup. Conflict when the backup is
    damaged, of the other kind of database or not opened by the key, or the target not empty. Papers
    come first, the database last and at once: after an interruption it can be repeated.
    """
    manifest = read_manifest(folder)
    opened = _opened(manifest, folder, identity)
    used = database()
    _refuse_other_kind(manifest, used)
    _refuse_full_database()
    _refuse_to_go_back(manifest)
    papers = [name for name in map(opened.name, manifest.files) if name.startswith(f"{STORE}/")]
    store = Path(setting("STORE"))
    _refuse_other_papers(store, {name.removeprefix(f"{STORE}/") for name in papers})
    with TemporaryDirectory() as passing:
        # Before anything is put back: a key that does not open the dump opens nothing.
        dump = opened.file(used.dump_name, Path(passing))
        for name in papers:
            _put_back(opened, name, store / name.removeprefix(f"{STORE}/"))
        used.load(dump)
    return verify()


@dataclass(frozen=True)
class _Opened:
    """A backup whose files can be read; ``keys`` are those of an encrypted one."""

    folder: Path
    keys: tuple[Identity, ...]

    @property
    def suffix(self) -> str:
        """What the names of the files have got at their end."""
        return encryption.SUFFIX if self.keys else ""

    def name(self, file: BackedUpFile) -> str:
        """The name that a file had before."""
        return file.path.removesuffix(self.suffix)

    def file(self, name: str, passing: Path) -> Path:
        """A file as it was; an encrypted one opened in a folder for the moment."""
        if not self.keys:
            return self.folder / name
        self.write(name, passing / Path(name).name)
        return passing / Path(name).name

    def write(self, name: str, place: Path) -> None:
        """Write a file as it was."""
        if self.keys:
            encryption.decrypt(self.folder / (name + self.suffix), place, self.keys)
        else:
            shutil.copyfile(self.folder / name, place)


def _opened(manifest: Manifest, folder: Path, identity: Path | None) -> _Opened:
    if not manifest.recipients:
        return _Opened(folder, ())
    if identity is None:
        raise Conflict(
            "This backup is encrypted to {recipients}: say with --identity where the private key is.",
            recipients=", ".join(manifest.recipients),
        )
    return _Opened(folder, encryption.identities(identity))


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


def _put_back(opened: _Opened, name: str, place: Path) -> None:
    if not opened.keys and place.exists() and hash_of(place) == hash_of(opened.folder / name):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    coming = place.with_name(place.name + PARTIAL)
    opened.write(name, coming)
    synchronise(coming)
    coming.rename(place)
    synchronise(place.parent)
