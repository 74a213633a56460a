"""The commands about patents: what they answer, and how they end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from factories import ApplicationFactory, patent_number
from flask import Flask
from snapshots import row_counts
from told import GRANTED_ON, document, grant, lapse, number, record_of

from registry.accounts.service import SYSTEM
from registry.commands import main
from registry.extensions import db
from registry.patents.service import record
from registry.patents.status import PatentStatus
from registry.transaction import unit_of_work

RECORDED = Path(__file__).parent / "recorded"
Run = Callable[..., Result]
NUMBER = number().canonical


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs a command on the test's database, as a process of its own would."""
    settings = app.config["REGISTRY"]
    environment = {f"REGISTRY_{name}": str(value) for name, value in settings.items()}

    def run_it(*arguments: object, **more: str) -> Result:
        db.session.rollback()
        command = [str(each) for each in arguments]
        done = CliRunner().invoke(main, command, env=environment | more)
        db.session.rollback()
        return done

    return run_it


def lines(done: Result) -> list[dict[str, Any]]:
    """One JSON object a line."""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def told(app: Flask) -> None:
    """A patent of which a file told a grant, a lapse and a document."""
    with unit_of_work():
        its = (document("CN112990638B"),)
        look = {"status": PatentStatus.IN_FORCE, "as_of": GRANTED_ON}
        record(SYSTEM, record_of(grant(), lapse(), publications=its, **look))


def test_each_number_is_a_line_with_the_same_keys(run: Run) -> None:
    done = run("patent", "ZL 202019000001．9", "202019000001.3", "CN112990638A", "--json")
    right, wrong, published = lines(done)
    assert right | {"input": ""} == {
        "input": "",
        "valid": True,
        "kind_of_number": "patent",
        "canonical": "202019000001.9",
        "written": "ZL202019000001.9",
        "office": "CN",
        "kind": "invention",
        "st16": None,
        "reason": None,
        "suggestion": None,
    }
    assert (wrong["valid"], wrong["suggestion"]) == (False, "CN202019000001.9")
    assert "check digit" in wrong["reason"]
    assert (published["kind_of_number"], published["st16"]) == ("publication", "A")
    assert set(right) == set(wrong) == set(published)
    assert done.exit_code == 1


def test_files_are_loaded_and_what_cannot_be_read_ends_with_1(run: Run) -> None:
    done = run("patents", "load", RECORDED / "st96/legal_status.xml", RECORDED / "cnipa_fulltext")
    assert done.exit_code == 1
    assert "legal_status.xml: 2 records taken, 2 not" in done.stdout
    assert "cnipa_fulltext: 2 records taken, 0 not" in done.stdout
    assert "office EP" in done.stderr
    again = run("patents", "load", RECORDED / "st96/legal_status.xml", "--json")
    assert (again.exit_code, lines(again)[0]["recorded"]) == (0, 0)
    assert lines(again)[0]["read_before"] is not None


def test_a_table_without_days_is_refused_until_a_day_is_stated(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"申请号,法律状态\n{patent_number(1)},授权\n", "utf-8")
    refused = run("patents", "load", file)
    assert (refused.exit_code, "state the day" in refused.stderr) == (1, True)
    assert run("patents", "load", file, "--as-of", "2025-08-01").exit_code == 0
    assert row_counts()["status_statement"] == 1


@pytest.mark.usefixtures("told")
def test_a_patent_is_shown_with_its_standing_and_what_happened(run: Run) -> None:
    done = run("patents", "show", NUMBER)
    assert done.exit_code == 0
    for said in ("一种示例装置", "Lapsed", "2024-03-01", "CN112990638B", "Patent granted", "CF01"):
        assert said in done.stdout


@pytest.mark.usefixtures("told")
def test_a_patent_is_found_by_the_number_of_its_document_too(run: Run) -> None:
    assert run("patents", "show", "CN112990638B").stdout == run("patents", "show", NUMBER).stdout


@pytest.mark.usefixtures("told")
def test_what_was_known_on_an_earlier_day_is_shown_as_it_was_known(run: Run) -> None:
    now = json.loads(run("patents", "show", NUMBER, "--json").stdout)
    then = json.loads(
        run("patents", "show", NUMBER, "--json", "--as-known-on", "2020-01-01").stdout
    )
    assert (now["status"], now["ended_on"], now["in_force"]) == ("lapsed", "2024-03-01", "no")
    assert len(now["events"]) == 2 and len(now["looks"]) == 1
    assert (then["status"], then["events"], then["in_force"]) == ("unknown", [], "unknown")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", patent_number(5)], "knows no patent"),
        (["show", "202019000001.3"], "check digit"),
        (["show", patent_number(5), "--as-known-on", "2025-02-30"], "as_known_on: 2025-02-30"),
        (["fetch"], "say --all-used"),
        (["fetch", patent_number(5), "--all-used"], "say --all-used"),
        (["fetch", patent_number(5)], "REGISTRY_OPS_KEY"),
        (["load", RECORDED / "ops/granted.xml"], "granted.xml begins with"),
    ],
)
def test_what_cannot_be_answered_is_told_why(run: Run, arguments: list[object], said: str) -> None:
    done = run("patents", *arguments)
    assert done.exit_code in (1, 2)
    assert said in done.stderr


def test_a_number_that_is_not_one_is_never_asked_for(run: Run) -> None:
    done = run("patents", "fetch", "202019000001.3", REGISTRY_OPS_KEY="k", REGISTRY_OPS_SECRET="s")
    assert (done.exit_code, "check digit" in done.stderr) == (1, True)


def test_a_service_that_cannot_be_reached_is_told_of_plainly(run: Run, tmp_path: Path) -> None:
    ApplicationFactory()

    done = run(
        "patents",
        "fetch",
        "--all-used",
        "--json",
        "--delivered-until",
        "2025-08-20",
        REGISTRY_OPS_KEY="k",
        REGISTRY_OPS_SECRET="s",
        REGISTRY_OPS_FOLDER=str(tmp_path),
        HTTPS_PROXY="http://127.0.0.1:9",
    )
    # Nobody listens there: the first question is not answered, and the command says so.
    (said,) = lines(done)
    assert (said["found"], done.exit_code) == ([], 1)
    assert "EPO OPS cannot be reached" in said["stopped_by"]
