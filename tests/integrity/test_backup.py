"""A backup is of one moment, whole, and can be restored; nothing is ever overwritten by it."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest
from another_registry import elsewhere, kind_of_database, papers_in
from factories import ApplicationFactory, actor
from flask import Flask
from forked import working
from snapshots import contents
from sqlalchemy import func, select, text
from world import play

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.certification.models import Paper
from registry.certification.service import certify
from registry.enterprises.models import Size
from registry.enterprises.service import record_enterprise
from registry.errors import Conflict, NotReady
from registry.extensions import db
from registry.integrity import postgresql
from registry.integrity.backup import back_up
from registry.integrity.manifest import read_manifest
from registry.integrity.restore import restore
from registry.integrity.verify import verify
from registry.permissions import Actor
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work


@pytest.fixture
def own_store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test alone."""
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def registry(app: Flask, own_store: Path) -> Path:
    """A registry with one certificate and its paper, and one application under notice."""
    ApplicationFactory(certified=True)
    ApplicationFactory(under_notice=True)
    return own_store


def test_an_empty_registry_is_sound(app: Flask, own_store: Path) -> None:
    assert verify().faults() == []


def test_what_was_backed_up_is_restored_row_by_row_and_bit_by_bit(
    app: Flask, own_store: Path, tmp_path: Path
) -> None:
    play()
    before = contents()
    back_up(tmp_path / "backup")
    with elsewhere(kind_of_database(), tmp_path / "other"):
        assert restore(tmp_path / "backup").faults() == []
        assert contents() == before
        assert papers_in(tmp_path / "other") == papers_in(own_store) != {}


def test_after_restoring_the_next_number_is_the_next(registry: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backup")
    with elsewhere(kind_of_database(), tmp_path / "other"):
        restore(tmp_path / "backup")
        with clock.at(clock.today() + timedelta(days=30)), unit_of_work():
            waiting = db.session.scalars(
                select(Application).where(Application.status == "public_notice")
            ).one()
            assert certify(_a_certifier(), waiting, Grounds()).serial == 2
        assert verify().faults() == []


def _a_certifier() -> Actor:
    known = select(User).join(Application, Application.certifier_id == User.id)
    certifier: Actor = actor(db.session.scalars(known).one())
    return certifier


def test_a_restored_registry_whose_counter_was_set_back_is_not_sound(
    registry: Path, tmp_path: Path
) -> None:
    with unit_of_work():
        db.session.execute(text("UPDATE counter SET last = 0 WHERE series = 'certificate'"))
    back_up(tmp_path / "backup")
    with elsewhere(kind_of_database(), tmp_path / "other"):
        assert "numbers" in {invariant for invariant, _ in restore(tmp_path / "backup").faults()}


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def the_dump(folder: Path) -> Path:
    return next(folder.glob("database.*"))


def name_a_file_outside(folder: Path) -> None:
    """As a forger would, who can compute the seal as well."""
    manifest = read_manifest(folder)
    outside = [file for file in manifest.files if file.path.startswith("store/")]
    object.__setattr__(outside[0], "path", "store/../../escaped.pdf")
    manifest.write(folder)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a bit of the dump is flipped": lambda folder: flip(the_dump(folder)),
    "the dump is cut off": lambda folder: the_dump(folder).write_bytes(b""),
    "the dump is gone": lambda folder: the_dump(folder).unlink(),
    "a bit of a paper is flipped": lambda folder: flip(next(folder.rglob("*.pdf"))),
    "a paper is gone": lambda folder: next(folder.rglob("*.pdf")).unlink(),
    "the manifest is changed": lambda folder: flip(folder / "manifest.json"),
    "the manifest is gone, as after an interruption": lambda folder: (
        folder / "manifest.json"
    ).unlink(),
    "the seal is gone": lambda folder: (folder / "manifest.sha256").unlink(),
    "a file of it lies outside": name_a_file_outside,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_of_it_restored(
    registry: Path, tmp_path: Path, damage: str
) -> None:
    back_up(tmp_path / "backup")
    DAMAGES[damage](tmp_path / "backup")
    with elsewhere(kind_of_database(), tmp_path / "other"):
        with pytest.raises(Conflict):
            restore(tmp_path / "backup")
        assert db.inspect(db.engine).get_table_names() == []
        assert papers_in(tmp_path / "other") == {}
    assert not (tmp_path / "escaped.pdf").exists()


def test_a_backup_is_never_restored_over_a_registry(registry: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backup")
    before = contents()
    with pytest.raises(Conflict, match="not empty"):
        restore(tmp_path / "backup")
    assert contents() == before


def test_a_backup_is_not_written_into_a_folder_with_something_in_it(
    registry: Path, tmp_path: Path
) -> None:
    with pytest.raises(Conflict, match="not empty"):
        back_up(tmp_path)


def test_papers_that_were_issued_after_the_backup_keep_it_from_being_restored(
    registry: Path, tmp_path: Path
) -> None:
    """Their numbers would be given out again: the database knows nothing of them."""
    back_up(tmp_path / "backup")
    ApplicationFactory(certified=True)
    with elsewhere(kind_of_database(), tmp_path / "other"):
        shutil.copytree(registry, tmp_path / "other/store")
        with pytest.raises(Conflict, match="issued later"):
            restore(tmp_path / "backup")


def test_an_interrupted_restore_can_be_repeated(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    back_up(tmp_path / "backup")
    with elsewhere(kind_of_database(), tmp_path / "other"):
        with monkeypatch.context() as patch:
            patch.setattr("pathlib.Path.rename", fail)
            with pytest.raises(OSError):
                restore(tmp_path / "backup")
        assert restore(tmp_path / "backup").faults() == []


def test_a_backup_of_the_other_database_is_refused(registry: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backup")
    manifest = read_manifest(tmp_path / "backup")
    object.__setattr__(manifest, "database", "another")
    manifest.write(tmp_path / "backup")
    with (
        elsewhere(kind_of_database(), tmp_path / "other"),
        pytest.raises(Conflict, match="backup of another"),
    ):
        restore(tmp_path / "backup")


def test_without_the_programs_of_postgresql_the_operator_is_told_which_is_missing(
    app: Flask, own_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(NotReady, match="pg_dump is not on this machine"):
        postgresql.Postgresql().dump(tmp_path / "dump")


def test_no_key_and_no_secret_is_in_a_backup(app: Flask, registry: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backup")
    settings = app.config["REGISTRY"]
    keys = [path for path in Path(settings["DEVELOPMENT_AUTHORITY"]).rglob("*") if path.is_file()]
    secrets = [settings[name].encode() for name in ("SECRET_KEY", "PASSWORD_SALT")]
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert keys and files
    assert {path.name for path in files} & {path.name for path in keys} == set()
    contained = b"".join(path.read_bytes() for path in files)
    assert [secret for secret in [*secrets, b"PRIVATE KEY"] if secret in contained] == []


def an_enterprise(turn: int) -> Iterator[str]:
    """One act of the writer: an enterprise and its entry in the trail, in one transaction."""
    code = f"{turn:018d}"
    with unit_of_work():
        record_enterprise(
            SYSTEM, credit_code=code, name="示例" * 50, region_code="370100", size=Size.SMALL
        )
    yield code


def problems_of_copy(file: Path, acknowledged: list[str]) -> list[str]:
    """What is wrong with a copy of the SQLite file: damaged, torn, or behind what was promised."""
    try:
        with closing(sqlite.connect(file)) as copy:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
            known = {row[0] for row in copy.execute("SELECT credit_code FROM enterprise")}
            acts = copy.execute("SELECT count(*) FROM audit_entry").fetchone()[0]
    except sqlite.DatabaseError as error:
        return [str(error)]
    found = [] if said == "ok" else [said]
    found += [] if acts == len(known) else ["acts and traces differ"]
    return found + ([] if known >= set(acknowledged) else ["acknowledged acts are missing"])


def test_backups_taken_while_others_write_are_whole_and_lack_nothing_acknowledged(
    app: Flask, own_store: Path, tmp_path: Path
) -> None:
    if kind_of_database() != "sqlite":
        pytest.skip("the dump of PostgreSQL is tested by restoring it")
    database_file = Path(db.engine.url.database or "")
    problems: dict[str, list[list[str]]] = {"copy": [], "backup": []}
    with working(app, an_enterprise) as writer:
        for turn in range(8):
            promised = writer.wait_for((turn + 1) * 20)
            copy = tmp_path / f"copy-{turn}.sqlite"
            shutil.copy(database_file, copy)
            problems["copy"].append(problems_of_copy(copy, promised))
            promised = writer.acknowledged()
            back_up(tmp_path / f"backup-{turn}")
            dump = tmp_path / f"backup-{turn}" / "database.sqlite"
            problems["backup"].append(problems_of_copy(dump, promised))
    assert problems["backup"] == [[]] * 8
    # The obvious way: copying the file. The test would notice.
    assert any(problems["copy"])


def test_a_dump_taken_while_others_write_is_restored_whole(
    app: Flask, own_store: Path, tmp_path: Path
) -> None:
    with working(app, an_enterprise) as writer:
        promised = writer.wait_for(20)
        back_up(tmp_path / "backup")
    with elsewhere(kind_of_database(), tmp_path / "other"):
        assert restore(tmp_path / "backup").faults() == []
        known = set(db.session.scalars(text("SELECT credit_code FROM enterprise")))
        acts = db.session.scalar(text("SELECT count(*) FROM audit_entry"))
    assert known >= set(promised)
    assert acts == len(known)


def test_a_manifest_says_what_the_backup_is_of(registry: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backup")
    said = json.loads((tmp_path / "backup/manifest.json").read_text())
    assert said["database"] == kind_of_database()
    assert said["revision"] == db.session.scalar(text("SELECT version_num FROM alembic_version"))
    made = db.session.scalar(select(func.count()).where(Paper.pdf_sha256.is_not(None)))
    kept = [file["path"].split("/")[0] for file in said["files"]]
    assert kept[1:] == ["store"] * (made or 0) + ["checkpoints.jsonl"]
    assert made
