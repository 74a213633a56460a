"""`registry audit verify`, `registry backup`, `registry restore`, as the operator sees them."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from click.testing import CliRunner, Result
from flask import current_app
from sqlalchemy import text

from registry.audit.checkpoints import place
from registry.audit.tree import is_included
from registry.commands import main
from registry.extensions import db
from registry.integrity.invariants import INVARIANTS


@pytest.fixture
def run(played: Path) -> Callable[..., Result]:
    """Runs the command line with these words on the registry that was played."""
    settings = current_app.config["REGISTRY"]
    environment = {f"REGISTRY_{name}": str(value) for name, value in settings.items()}

    def run_it(*words: object) -> Result:
        db.session.rollback()
        return CliRunner().invoke(main, [str(word) for word in words], env=environment)

    return run_it


@pytest.fixture
def revoked_again(played: Path) -> Iterator[str]:
    """A certificate that somebody has made valid again in the database; gives its id."""
    changed = "UPDATE certificate SET status = :status WHERE id = :id"
    with db.engine.connect() as connection:
        row = connection.scalar(text("SELECT min(id) FROM certificate WHERE status = 'revoked'"))
        connection.execute(text(changed), {"status": "valid", "id": row})
        connection.commit()
        yield str(row)
        connection.execute(text(changed), {"status": "revoked", "id": row})
        connection.commit()


def test_a_sound_registry_is_said_to_be_so(played: Path, run: Callable[..., Result]) -> None:
    result = run("audit", "verify")
    assert result.exit_code == 0
    assert [line.split()[:2] for line in result.output.splitlines()[:-1]] == [
        ["✓", each.name] for each in INVARIANTS
    ]
    assert result.output.endswith("Everything fits.\n")


def test_the_answer_can_be_read_by_a_machine(played: Path, run: Callable[..., Result]) -> None:
    answer = json.loads(run("audit", "verify", "--json").output)
    assert answer["sound"] is True
    assert {each["invariant"] for each in answer["invariants"]} == {i.name for i in INVARIANTS}


def test_tampering_ends_in_exit_code_1_and_the_row_is_named(
    revoked_again: str, run: Callable[..., Result]
) -> None:
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert f"certificate {revoked_again}: status is valid; it should be revoked." in result.output
    assert result.output.endswith("Not sound.\n")


def test_tampering_is_told_to_a_machine_as_well(
    revoked_again: str, run: Callable[..., Result]
) -> None:
    result = run("audit", "verify", "--json")
    (events,) = [
        each for each in json.loads(result.output)["invariants"] if each["invariant"] == "events"
    ]
    assert result.exit_code == 1
    assert {fault["row"] for fault in events["named_faults"]} == {revoked_again}


def test_many_faults_are_counted_where_they_are_not_named(
    played: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.integrity.report.NAMED", 1)
    for name in ("one", "two", "three"):
        (played / f"{name}.partial").write_bytes(b"")
    result = run("audit", "verify")
    for name in ("one", "two", "three"):
        (played / f"{name}.partial").unlink()
    assert result.exit_code == 0
    assert "and 2 more" in result.output


def test_a_backup_says_how_many_files_it_has(
    played: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    result = run("backup", tmp_path / "backup")
    kept = sum(len(list(played.rglob(ending))) for ending in ("*.pdf", "*.document"))
    # Beside papers and documents, the dump and the checkpoints.
    assert result.output == f"{kept + 2} files are in {tmp_path / 'backup'}.\n"


def test_a_checkpoint_and_a_proof_are_had_by_command(
    played: Path, run: Callable[..., Result]
) -> None:
    said = run("audit", "checkpoint").output
    entries = db.session.scalar(text("SELECT max(sequence) FROM audit_link"))
    assert said == f"{place()} speaks of {entries} entries.\n"
    proof = json.loads(run("audit", "prove", 3).output)
    assert follows(proof)
    proof["entry"]["verb"] = "another"
    assert not follows(proof)
    assert "There is no entry 99999" in run("audit", "prove", 99999).output


def follows(proof: dict[str, Any]) -> bool:
    """As anybody can check it, with docs/trail.md and a library for canonical JSON."""
    found = hashlib.sha256(rfc8785.dumps(proof["entry"])).digest()
    leaf = hashlib.sha256(b"\0" + found).digest()
    path = [bytes.fromhex(each) for each in proof["path"]]
    place_, size = proof["entry"]["sequence"] - 1, proof["checkpoint"]["entries"]
    root = bytes.fromhex(proof["checkpoint"]["root"])
    return found.hex() == proof["sha256"] and is_included(leaf, place_, size, path, root)


def test_restoring_over_a_registry_ends_in_one_sentence(
    played: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    run("backup", tmp_path / "backup")
    result = run("restore", tmp_path / "backup")
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database is not empty")


def test_restoring_what_is_no_backup_ends_in_one_sentence(
    played: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    result = run("restore", tmp_path)
    assert result.exit_code == 1
    assert result.output.startswith("Error: There is no complete backup")
