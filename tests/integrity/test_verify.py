"""The independent check: clean after everything people do, closed, and independent indeed."""

import ast
import json
import shutil
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from disarming import disarmed
from sqlalchemy import text

from registry.applications.workflow import EDITABLE, TRANSITIONS, Action
from registry.audit import append_only
from registry.certification.workflow import CERTIFICATE_TRANSITIONS, CertificateAction
from registry.extensions import Base, db
from registry.integrity.databases import database as configured_database
from registry.integrity.invariant import Invariant
from registry.integrity.invariants import INVARIANTS, database, events, numbers, trail
from registry.integrity.reading import Snapshot
from registry.integrity.report import NAMED, Findings
from registry.integrity.verify import examine, verify
from registry.numbering import format_number

ROOT = Path(__file__).parents[2]
INTEGRITY = ROOT / "registry/integrity"
# What only backup, restore and the command line may use besides.
BESIDES = {"registry.errors"}
ALLOWED = {"registry.extensions", "registry.config"}
REPLAY = INTEGRITY / "invariants/evaluations.py"


def faults_of(invariant: str) -> list[str]:
    return [fault.text() for name, fault in verify().faults() if name == invariant]


def notices_of(invariant: str) -> list[str]:
    report = verify()
    assert report.faults() == []
    found = next(each for each in report.findings if each.invariant == invariant)
    return [notice.text() for notice in found.notices]


@pytest.fixture
def store(played: Path) -> Iterator[Path]:
    """The store, put back afterwards."""
    kept = played.with_name(played.name + ".kept")
    shutil.copytree(played, kept)
    yield played
    shutil.rmtree(played)
    kept.rename(played)


def a_paper(store: Path) -> Path:
    return next(iter(sorted(store.rglob("*.pdf"))))


def test_after_everything_has_happened_once_everything_fits(played: Path) -> None:
    report = verify()
    assert report.faults() == []
    assert [each.notice_count for each in report.findings] == [0] * len(INVARIANTS)
    assert report.sound and report.exit_code == 0


def test_every_invariant_has_looked_at_rows(played: Path) -> None:
    assert [each.invariant for each in verify().findings if each.rows == 0] == []


def test_a_check_that_fails_to_run_has_not_passed_and_keeps_no_other_from_running(
    played: Path,
) -> None:
    def broken(snapshot: Snapshot, findings: Findings) -> None:
        list(snapshot.rows("SELECT 1 FROM a_table_that_is_not_there"))

    with db.engine.connect() as connection:
        report = examine(connection, [Invariant("broken", "It holds.", broken), *INVARIANTS])
    assert [name for name, _ in report.faults()] == ["broken"]
    assert "could not be checked" in report.faults()[0][1].text()


def test_the_first_rows_are_named_and_the_others_counted(played: Path) -> None:
    with disarmed() as connection:
        connection.execute(text("UPDATE ledger_entry SET data_year = 1999"))
        found = next(f for f in examine(connection).findings if f.invariant == "ledger")
    assert len(found.faults) == NAMED < found.fault_count


def test_a_paper_with_one_changed_bit_is_found(store: Path) -> None:
    paper = a_paper(store)
    content = bytearray(paper.read_bytes())
    content[len(content) // 2] ^= 1
    paper.write_bytes(content)
    assert faults_of("papers") == [f"Its file {paper} has been changed."]


def test_a_paper_that_is_gone_is_found(store: Path) -> None:
    paper = a_paper(store)
    paper.unlink()
    assert faults_of("papers") == [f"Its file {paper} is not there."]


def test_a_file_that_no_paper_names_is_listed(store: Path) -> None:
    copy = store / "00" / "leftover.partial"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(b"half a paper")
    assert notices_of("papers") == ["No paper names this file of the store."]


def test_a_file_whose_name_is_not_its_hash_is_found(store: Path) -> None:
    forged = store / "00" / f"{'0' * 64}.pdf"
    forged.parent.mkdir(exist_ok=True)
    forged.write_bytes(b"%PDF-1.7 forged")
    assert faults_of("papers") == ["This file of the store is not what its name says."]


def test_a_paper_that_is_not_made_yet_is_a_notice_and_no_fault(played: Path) -> None:
    with disarmed() as connection:
        connection.execute(text("UPDATE paper SET pdf_sha256 = NULL, made_at = NULL"))
        connection.execute(text("DELETE FROM audit_entry WHERE verb = 'make'"))
        report = examine(connection)
    papers = next(each for each in report.findings if each.invariant == "papers")
    # What was taken out of the trail is missed there.
    assert {invariant for invariant, _ in report.faults()} <= {
        "database",
        "chain",
        "checkpoints",
        "references",
    }
    # The files themselves are now named by none.
    assert papers.notice_count == 2 * papers.rows


def test_the_check_sees_one_moment_and_hinders_nobody_from_writing(played: Path) -> None:
    seen: list[int] = []

    def count(snapshot: Snapshot, findings: Findings) -> None:
        (row,) = snapshot.rows("SELECT count(*) AS users FROM role")
        seen.append(row.users)
        # Somebody else writes and commits between the first and the second invariant.
        with db.engine.connect() as other:
            other.execute(text("INSERT INTO role (id, name) VALUES (:id, 'r')"), {"id": 900})
            other.commit()

    def recount(snapshot: Snapshot, findings: Findings) -> None:
        (row,) = snapshot.rows("SELECT count(*) AS users FROM role")
        seen.append(row.users)

    both = Invariant("count", "", count), Invariant("recount", "", recount)
    with configured_database().snapshot() as connection:
        assert examine(connection, both).faults() == []
    with db.engine.connect() as connection:
        connection.execute(text("DELETE FROM role WHERE id = 900"))
        connection.commit()
    assert seen[0] == seen[1]


def test_memory_does_not_grow_with_the_rows(played: Path) -> None:
    entry = """
        INSERT INTO audit_entry (id, at, actor_id, actor_name, verb, subject_type, subject_id,
            details) VALUES (:id, '2025-09-01 00:00:00.000000', NULL, 'x', 'add', 'user', :id,
            :details)
    """
    heavy = json.dumps({"said": "x" * 2000})
    sql = "SELECT * FROM audit_entry ORDER BY id"
    with disarmed() as connection:
        rows = [{"id": number, "details": heavy} for number in range(10_000, 30_000)]
        connection.execute(text(entry), rows)
        del rows
        tracemalloc.start()
        count = sum(1 for _ in Snapshot(connection).rows(sql))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count > 20_000
    assert peak < 8_000_000  # a fifth of what the rows' texts alone would take


def test_the_moves_that_are_written_down_twice_are_the_same() -> None:
    assert trail.MOVES == {
        action.value: ({source.value for source in row.sources}, row.target.value)
        for action, row in TRANSITIONS.items()
    }
    assert set(TRANSITIONS) == set(Action)
    assert {status.value for status in EDITABLE} == trail.EDITABLE


def test_the_moves_of_certificates_that_are_written_down_twice_are_the_same() -> None:
    assert set(CERTIFICATE_TRANSITIONS) == set(CertificateAction)
    assert events.MOVES == {
        action.value: ({source.value for source in row.sources}, row.target.value)
        for action, row in CERTIFICATE_TRANSITIONS.items()
    }


def test_the_tables_that_must_be_guarded_are_those_that_are_made_so() -> None:
    made = {name for name in Base.metadata.tables if _is_guarded(name)}
    assert made == database.APPEND_ONLY


def _is_guarded(table: str) -> bool:
    wanted = append_only(table)["sqlite"][0]
    listeners = Base.metadata.tables[table].dispatch.after_create
    return any(getattr(each, "statement", "") == wanted for each in listeners)


@pytest.mark.parametrize("serial", [1, 2, 35, 36, 37, 999_999, 1_000_000])
def test_two_ways_of_computing_the_check_character_agree(serial: int) -> None:
    number = format_number("PIP{year}{serial:06d}{check}", 2025, serial)
    right = [c for c in numbers.ALPHABET if numbers.has_right_check_character(number[:-1] + c)]
    assert right == [number[-1]]


def imports_of(path: Path) -> set[str]:
    """The modules of this project that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in ("registry", "certificates")}


def test_the_check_shares_no_code_with_what_it_checks() -> None:
    for path in sorted(INTEGRITY.rglob("*.py")):
        allowed = ALLOWED | BESIDES
        if path == REPLAY:
            allowed = allowed | {"registry.eligibility.evaluate", "registry.eligibility.facts"}
        others = {name for name in imports_of(path) if not name.startswith("registry.integrity")}
        assert others <= allowed, path
