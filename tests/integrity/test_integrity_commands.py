"""`registry audit verify`, `registry backup`, `registry restore`, as the operator sees them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from registry.errors import RegistryError
from registry.extensions import db
from registry.integrity.commands import attach
from registry.integrity.invariants import INVARIANTS


def in_this_registry(command: Callable[..., Any]) -> Callable[..., Any]:
    """As the command line does it: what can be expected to go wrong ends in one sentence."""

    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except RegistryError as error:
            raise click.ClickException(error.text()) from error

    run.__doc__ = command.__doc__
    return run


@pytest.fixture
def run() -> Callable[..., Result]:
    """Runs the command line with these words."""
    main = click.Group()
    attach(main, in_this_registry)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


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
    papers = len(list(played.rglob("*.pdf")))
    assert result.output == f"{papers + 1} files are in {tmp_path / 'backup'}.\n"


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
