"""An older trail in the place of this one: restored by mistake, or put there by somebody."""

import json
import shutil
from pathlib import Path

import pytest
from factories import UserFactory, actor
from flask import Flask
from sqlalchemy import inspect, text
from test_backup import elsewhere, own_store, registry  # noqa: F401

from registry import audit
from registry.audit.checkpoints import place, write_checkpoint
from registry.errors import Conflict
from registry.extensions import db
from registry.integrity.backup import back_up
from registry.integrity.restore import restore
from registry.integrity.verify import verify
from registry.transaction import unit_of_work


def act() -> None:
    who = actor(UserFactory())
    with unit_of_work():
        audit.record(who, "look", "user", who.user_id or 0)


@pytest.fixture
def older_backup(registry: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A backup, after which something has been done and a checkpoint written."""
    write_checkpoint("backup")
    back_up(tmp_path / "backup")
    act()
    write_checkpoint("command")
    return tmp_path / "backup"


def kind() -> str:
    return db.engine.dialect.name


def test_a_backup_older_than_a_checkpoint_is_not_restored(
    app: Flask, older_backup: Path, tmp_path: Path
) -> None:
    checkpoints, key = place(), Path(app.config["REGISTRY"]["DEVELOPMENT_AUTHORITY"])
    with elsewhere(kind(), tmp_path / "other") as other:
        shutil.copytree(key, other.config["REGISTRY"]["DEVELOPMENT_AUTHORITY"])
        shutil.copy(checkpoints, place())
        with pytest.raises(Conflict, match="the checkpoint of .* knows"):
            restore(older_backup)
        assert inspect(db.engine).get_table_names() == []
        place().unlink()
        assert restore(older_backup).faults() == []


def test_a_backup_has_the_checkpoints_beside_it_and_says_where_its_trail_ends(
    older_backup: Path,
) -> None:
    said = json.loads((older_backup / "manifest.json").read_text())
    last = json.loads((older_backup / "checkpoints.jsonl").read_bytes().splitlines()[-1])
    assert said["entries"] == last["entries"] > 0


def test_an_older_database_in_the_place_of_this_one_is_found(
    app: Flask, older_backup: Path, tmp_path: Path
) -> None:
    checkpoints, key = place().read_bytes(), app.config["REGISTRY"]["DEVELOPMENT_AUTHORITY"]
    with elsewhere(kind(), tmp_path / "other") as other:
        restore(older_backup)
        shutil.copytree(key, other.config["REGISTRY"]["DEVELOPMENT_AUTHORITY"], dirs_exist_ok=True)
        place().write_bytes(checkpoints)
        found = [fault.text() for name, fault in verify().faults() if name == "checkpoints"]
        entries = db.session.scalar(text("SELECT max(sequence) FROM audit_link"))
        assert "The trail ends before this; the checkpoint of" in found[0]
        assert json.loads(checkpoints.splitlines()[-1])["entries"] > (entries or 0)
        db.session.rollback()
        with pytest.raises(Conflict, match="is not the one of the last checkpoint"):
            write_checkpoint("command")
