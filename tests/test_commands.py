"""The command line: what it does, what it answers, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from factories import ApplicationFactory, EnterpriseFactory
from flask import Flask
from sqlalchemy import select, update

from registry.accounts.service import actor_of, find_user
from registry.applications.models import Application
from registry.certification.models import Certificate, Paper
from registry.codes.models import Region
from registry.commands import main
from registry.extensions import db
from registry.filing.demo import example
from registry.permissions import Role
from registry.transaction import unit_of_work

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs a command on the test's database, as a process of its own would."""
    settings = app.config["REGISTRY"]
    environment = {f"REGISTRY_{name}": str(value) for name, value in settings.items()}

    def run_it(*arguments: object, input: str = "") -> Result:
        db.session.rollback()
        done = CliRunner().invoke(main, [str(a) for a in arguments], input, environment)
        db.session.rollback()
        return done

    return run_it


def files_of(folder: Path) -> list[str]:
    names = ("enterprises", "patents", "applications", "links")
    files = ("enterprises", "patents", "applications", "patent_links")
    return [
        part
        for name, file in zip(names, files, strict=True)
        for part in (f"--{name}", str(folder / f"{file}.csv"))
    ]


def test_loading_tells_every_problem_and_ends_with_1(run: Run) -> None:
    done = run("load", *files_of(example()), "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["counts"]["enterprises"] == 13
    assert {"file", "line", "field", "value", "reason"} == set(told["problems"][0])


def test_a_strict_load_with_problems_stores_nothing_and_says_so(run: Run) -> None:
    done = run("load", *files_of(example()), "--strict")
    assert done.exit_code == 1
    assert "nothing is stored" in done.stderr
    assert db.session.scalars(select(Application)).all() == []


def test_a_file_that_is_no_table_ends_in_one_sentence(run: Run, tmp_path: Path) -> None:
    paper = tmp_path / "patents.pdf"
    paper.write_bytes(b"%PDF-1.7")
    arguments = files_of(example())
    arguments[3] = str(paper)
    done = run("load", *arguments)
    assert done.exit_code == 1
    assert done.stderr.strip() == (
        "Error: patents.pdf is a PDF file; a CSV or XLSX file is needed."
    )


def test_a_file_that_is_not_there_is_a_mistake_of_usage(run: Run) -> None:
    arguments = files_of(example())
    arguments[1] = "/nowhere.csv"
    assert run("load", *arguments).exit_code == 2


def test_upgrading_a_database_that_is_up_to_date_changes_nothing(run: Run) -> None:
    before = len(db.session.scalars(select(Region.code)).all())
    done = run("upgrade")
    assert (done.exit_code, "regions: +0" in done.stdout) == (0, True)
    assert len(db.session.scalars(select(Region.code)).all()) == before


def test_an_account_is_added_with_role_and_enterprise(run: Run) -> None:
    enterprise = EnterpriseFactory()
    done = run(
        "user", "add", "New@example.org", "--name", "示例申报员", "--role", "applicant",
        "--enterprise", enterprise.credit_code, "--password-stdin",
        input="a long enough password\n",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    account = find_user("new@example.org")
    assert account is not None
    assert actor_of(account).roles == {Role.APPLICANT}
    assert actor_of(account).enterprise_id == enterprise.id


@pytest.mark.parametrize(
    ("arguments", "password", "said", "code"),
    [
        (["--role", "reviewer"], "short", "at least 12 characters", 2),
        (["--role", "applicant"], "a long enough password", "has an --enterprise", 2),
        (
            ["--role", "reviewer", "--enterprise", "91370100MAEXD00016"],
            "a long enough password",
            "has an --enterprise",
            2,
        ),
        (
            ["--role", "applicant", "--enterprise", "91370100MAEXD00016"],
            "a long enough password",
            "There is no enterprise 91370100MAEXD00016.",
            1,
        ),
        (["--role", "king"], "a long enough password", "is not one of", 2),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_the_reason(
    run: Run, arguments: list[str], password: str, said: str, code: int
) -> None:
    done = run(
        "user", "add", "x@example.org", "--name", "x", *arguments, "--password-stdin",
        input=f"{password}\n",
    )  # fmt: skip
    assert (done.exit_code, said in done.stderr) == (code, True)
    assert find_user("x@example.org") is None


def test_an_address_has_one_account(run: Run) -> None:
    arguments = ("user", "add", "x@example.org", "--name", "x", "--role", "reviewer")
    assert run(*arguments, "--password-stdin", input="a long enough password\n").exit_code == 0
    again = run(*arguments, "--password-stdin", input="a long enough password\n")
    assert again.exit_code == 1
    assert "There is an account for x@example.org already." in again.stderr


def test_a_paper_that_was_never_made_is_made_by_issue_and_is_valid(
    run: Run, tmp_path: Path
) -> None:
    application = ApplicationFactory(certified=True)
    of_certificate = Paper.certificate_id.is_not(None)
    with unit_of_work():
        db.session.execute(
            update(Paper).where(of_certificate).values(pdf_sha256=None, made_at=None)
        )
    certificate = db.session.scalars(
        select(Certificate).where(Certificate.application_id == application.id)
    ).one()
    assert "1 papers made." in run("issue").stdout
    assert "0 papers made." in run("issue").stdout
    db.session.refresh(certificate)
    assert certificate.pdf_sha256 is not None


def test_any_other_file_is_not_a_paper_of_ours(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"not a paper at all")
    done = run("verify", other, "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["verdict"] in ("not_ours", "unreadable")


def test_totals_are_told_as_a_table_and_as_json(run: Run) -> None:
    ApplicationFactory(registered=True)
    table = run("totals", "--data-year", "2024", "--by", "region")
    assert (table.exit_code, "济南市" in table.stdout, "0.12" in table.stdout) == (0, True, True)
    told = json.loads(run("totals", "--data-year", "2024", "--json").stdout)
    assert told["total"]["registered"]["output_value"]["fen"] == 12_000_000_00


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--data-year", "24"], "data_year: 24: This is not a year."),
        (["--as-of", "2025-02-30"], "as_of: 2025-02-30: This is not a day."),
        (["--by", "colour"], "by: colour: There is no such breakdown."),
    ],
)
def test_a_question_that_has_no_answer_is_told_why(
    run: Run, arguments: list[str], said: str
) -> None:
    done = run("totals", *arguments)
    assert (done.exit_code, said in done.stderr) == (1, True)


def test_patent_numbers_are_read_and_wrong_ones_explained(run: Run) -> None:
    done = run("patent", "ZL202019000001.9", "ZL202019000001.3", "--json")
    right, wrong = (json.loads(line) for line in done.stdout.splitlines())
    assert (right["canonical"], right["kind"]) == ("202019000001.9", "invention")
    assert wrong["suggestion"] == "ZL202019000001.9"
    assert done.exit_code == 1
    assert run("patent", "97121791.2").exit_code == 0


def test_a_database_without_tables_ends_in_one_sentence(tmp_path: Path) -> None:
    environment = {
        "REGISTRY_DATABASE_URL": f"sqlite:///{tmp_path}/empty.db",
        "REGISTRY_LOCALE": "en",
    }
    done = CliRunner().invoke(main, ["totals"], env=environment)
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: The database cannot be used; has 'registry upgrade'")


def test_a_setting_that_cannot_be_used_ends_in_one_sentence() -> None:
    done = CliRunner().invoke(main, ["totals"], env={"REGISTRY_ENV": "staging"})
    assert done.exit_code == 1
    assert "say development or production" in done.stderr


def test_the_commands_work_outside_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["upgrade"], env={"REGISTRY_LOCALE": "en"})
    assert done.exit_code == 0, done.output
    assert (tmp_path / "var" / "registry.db").exists()
