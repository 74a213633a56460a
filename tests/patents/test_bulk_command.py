"""``registry patents import``: what it tells people and programs."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from factories.patents import patent_number
from flask import Flask
from sqlalchemy import func, select

from registry.commands import main
from registry.commands.bulk import read_singly
from registry.extensions import db
from registry.patents.models import Patent

HEADER = "申请号,名称,法律状态"
GOOD = f"{patent_number(1)},示例密封圈,授权"
WRONG = f"{patent_number(2)[:-1]}?,示例,授权"

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    settings = app.config["REGISTRY"] | {"LOCALE": "en"}
    environment = {f"REGISTRY_{name}": str(value) for name, value in settings.items()}

    def run_it(*arguments: object) -> Result:
        db.session.rollback()
        return CliRunner().invoke(main, [str(each) for each in arguments], env=environment)

    return run_it


def table(folder: Path, *lines: str) -> Path:
    path = folder / "patents.csv"
    path.write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    return path


def test_it_says_what_became_of_the_rows(run: Run, tmp_path: Path) -> None:
    done = run("patents", "import", table(tmp_path, GOOD, WRONG), "--as-of", "2025-09-01")
    assert done.exit_code == 1
    assert "patents.csv: new patents 1, told of again 0" in done.stdout
    assert "refused rows 1" in done.stdout
    assert done.stderr.strip().startswith("3: number: ")


def test_in_json_each_refused_cell_is_a_line_and_the_counts_are_the_last(
    run: Run, tmp_path: Path
) -> None:
    done = run("patents", "import", table(tmp_path, GOOD, WRONG), "--as-of", "2025-09-01", "--json")
    refused, counts = map(json.loads, done.stdout.splitlines())
    assert (refused["line"], refused["field"]) == (3, "number")
    assert counts == {
        "file": "patents.csv",
        "added": 1,
        "stated": 0,
        "recorded": 0,
        "unchanged": 0,
        "refused": 1,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "does not say for which day its legal status holds"),
        (("--as-of", "yesterday"), "as_of: yesterday: This is no day."),
    ],
)
def test_what_cannot_be_imported_is_told_of_in_one_sentence(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("patents", "import", table(tmp_path, GOOD), *arguments)
    assert done.exit_code == 1
    assert said in done.stderr
    assert db.session.scalar(select(func.count(Patent.id))) == 0


def test_without_the_extra_the_rows_are_recorded_one_by_one(app: Flask, tmp_path: Path) -> None:
    refused: list[object] = []
    counts = read_singly(table(tmp_path, GOOD, WRONG), date(2025, 9, 1), refused.append)
    assert counts == {"recorded": 1, "refused": 1}
    assert len(refused) == 1
