"""Whatever is done to the trail behind the registry's back is found, checkpoint by checkpoint."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from disarming import disarmed
from sqlalchemy import text
from trail_tampering import TAMPERINGS, Tampering, recompute

from registry.audit.checkpoints import place, write_checkpoint
from registry.errors import Conflict
from registry.extensions import db
from registry.integrity.invariants import INVARIANTS
from registry.integrity.verify import examine, verify

EACH = 25
OF_THE_TRAIL = [each for each in INVARIANTS if each.name in ("chain", "checkpoints")]


@pytest.fixture
def checkpoints(played: Path) -> Iterator[Path]:
    """The file, with a checkpoint over all that was played; put back afterwards."""
    write_checkpoint("command")
    kept = place().read_bytes()
    yield place()
    place().write_bytes(kept)


@pytest.mark.usefixtures("checkpoints")
@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda each: each.__name__)
def test_random_tampering_with_the_trail_is_found(tampering: Tampering) -> None:
    chance = random.Random(f"2025 {tampering.__name__}")
    missed = []
    with disarmed() as connection:
        for _ in range(EACH):
            savepoint = connection.begin_nested()
            done = tampering(connection, chance)
            if examine(connection, OF_THE_TRAIL).sound:
                missed.append(done)
            savepoint.rollback()
        assert examine(connection, OF_THE_TRAIL).faults() == []
    assert missed == []


@pytest.mark.usefixtures("checkpoints")
def test_the_first_bad_row_is_named() -> None:
    with disarmed() as connection:
        connection.execute(text("UPDATE audit_entry SET verb = 'x' WHERE id = 3"))
        found = [(name, fault.table, fault.row) for name, fault in examine(connection).faults()]
    assert ("chain", "audit_entry", "3") in found
    assert not [each for each in found if each[0] == "checkpoints"]


def test_trap_a_chain_alone_is_computed_anew_and_nobody_notices(checkpoints: Path) -> None:
    """The obvious code: a hash chain in the same database. Its administrator computes it anew."""
    checkpoints.unlink()
    missed = 0
    with disarmed() as connection:
        for turn in range(EACH):
            savepoint = connection.begin_nested()
            recompute(connection, random.Random(turn))
            missed += examine(connection, OF_THE_TRAIL).sound
            savepoint.rollback()
    assert missed == EACH


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def faults() -> list[str]:
    return [fault.text() for name, fault in verify().faults() if name == "checkpoints"]


def test_a_checkpoint_that_was_changed_or_signed_by_nobody_is_found(checkpoints: Path) -> None:
    *earlier, last = lines(checkpoints)
    for changed in (
        last.replace(b'"entries":', b'"entries":1'),
        json.dumps({"entries": 1}).encode() + b"\n",
        b"not JSON\n",
        b"[]\n",
        b"\xff\n",
    ):
        checkpoints.write_bytes(b"".join(earlier) + changed)
        assert faults() == ["This line is not one that the registry has signed."]


def test_a_checkpoint_that_was_taken_out_is_found(checkpoints: Path) -> None:
    assert len(lines(checkpoints)) > 2
    first, _, *later = lines(checkpoints)
    checkpoints.write_bytes(first + b"".join(later))
    assert faults() == ["The line before this one is gone, or another."]


def test_without_any_checkpoint_the_check_says_so(checkpoints: Path) -> None:
    checkpoints.unlink()
    report = verify()
    assert report.faults() == []
    notices = [each.text() for found in report.findings for each in found.notices]
    assert notices == ["There is no checkpoint, so an older trail would not be noticed."]


def test_a_line_that_a_crash_tore_off_is_taken_away_by_the_next_one(checkpoints: Path) -> None:
    whole = checkpoints.read_bytes()
    checkpoints.write_bytes(whole + whole[:40])
    write_checkpoint("command")
    assert checkpoints.read_bytes() == whole
    assert faults() == []


def test_nothing_new_is_no_new_checkpoint(checkpoints: Path) -> None:
    before = checkpoints.read_bytes()
    assert write_checkpoint("command") == json.loads(lines(checkpoints)[-1])["entries"]
    assert checkpoints.read_bytes() == before


def test_numbers_that_are_behind_a_checkpoint_are_found(checkpoints: Path) -> None:
    with disarmed() as connection:
        back = "UPDATE counter SET last = last - 1 WHERE series = 'certificate'"
        connection.execute(text(back))
        found = [(name, fault.row) for name, fault in examine(connection).faults()]
    assert ("checkpoints", "certificate 2025") in found


def test_after_tampering_no_further_checkpoint_covers_it(checkpoints: Path) -> None:
    last = json.loads(lines(checkpoints)[-1])
    said = {**last, "head": "0" * 64}
    checkpoints.write_bytes(json.dumps(said).encode() + b"\n")
    with pytest.raises(Conflict, match="is not the one of the last checkpoint"):
        write_checkpoint("command")
    db.session.rollback()
