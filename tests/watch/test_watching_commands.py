"""registry patents recheck and registry patents backdated."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from watch_situations import LAPSED, LATER, certified, patents_of, tell, the_warning

from registry import clock
from registry.commands import main
from registry.extensions import db
from registry.watching.workflow import WarningStatus

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs a command on the test's database on LATER."""
    settings = app.config["REGISTRY"]
    environment = {f"REGISTRY_{name}": str(value) for name, value in settings.items()}

    def run_it(*arguments: str) -> Result:
        db.session.rollback()
        with clock.at(LATER):
            done = CliRunner().invoke(main, list(arguments), None, environment)
        db.session.rollback()
        return done

    return run_it


def test_the_pass_says_what_it_did(run: Run) -> None:
    application = certified()
    tell(patents_of(application)[0], LAPSED, on=LATER, ended_on=date(2024, 5, 1))
    first = run("patents", "recheck")
    assert first.exit_code == 0
    assert first.stdout.splitlines() == ["1 applications looked at.", "Warned: 1"]
    assert the_warning(application).status is WarningStatus.OPEN
    again = json.loads(run("patents", "recheck", "--all", "--json").stdout)
    assert again == {"looked_at": 1, "failed": 0, "day": "2025-10-15", "whole": True, "done": {}}


def test_the_list_for_the_statistician_has_its_totals(run: Run) -> None:
    assert "Nothing became known late" in run("patents", "backdated").stdout
    application = certified()
    number = patents_of(application)[0].number
    tell(patents_of(application)[0], LAPSED, on=LATER, ended_on=date(2024, 5, 1))
    row, total = run("patents", "backdated").stdout.splitlines()
    assert row.startswith(f"2024 {number} Lapsed 2024-05-01 (known since 2025-10-15)")
    assert "1 records" in total and "certified 12,000,000.00 yuan" in total
    told = json.loads(run("patents", "backdated", "--since", "2025-10-15", "--json").stdout)
    assert [each["patent"] for each in told["rows"]] == [number]
    assert told["totals"][0]["certified_output_value"] == "12000000.00"


def test_a_day_that_is_none_ends_with_one_sentence(run: Run) -> None:
    done = run("patents", "backdated", "--since", "soon")
    assert done.exit_code == 1
    assert "“soon” is no day. Write it as 2025-09-01." in done.stderr
