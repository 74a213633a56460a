"""`registry issue` and `registry verify`: what they answer, and when they refuse."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from factories import ApplicationFactory
from flask import Flask
from papers import papers_of, without_their_files
from prepared import EASY
from sqlalchemy import text

from registry import clock
from registry.certification import store
from registry.commands import main
from registry.config import SETTINGS
from registry.extensions import db
from registry.transaction import unit_of_work

Run = Callable[..., Result]
SECRET = "thirty-two characters of one's own, or more"
# Whatever the tests make easier is put back.
AS_IN_PRODUCTION = {each.name: each.default for each in SETTINGS if each.name in EASY} | {
    "ENV": "production",
    "SECRET_KEY": SECRET,
    "PASSWORD_SALT": SECRET[::-1],
    "PUBLIC_URL": "https://registry.example",
    "CHECKPOINT_KEY": "/etc/registry/checkpoints.pem",
}


@pytest.fixture
def own_store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test alone."""
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def run(app: Flask, own_store: Path) -> Run:
    """Runs a command on the test's database, as a process of its own would."""

    def run_it(*arguments: object, **settings: str) -> Result:
        db.session.rollback()
        given = app.config["REGISTRY"] | settings
        environment = {f"REGISTRY_{name}": str(value) for name, value in given.items()}
        return CliRunner().invoke(main, [str(each) for each in arguments], env=environment)

    return run_it


def test_issue_makes_what_is_missing_of_a_round_and_says_how_many(run: Run) -> None:
    it = without_their_files(ApplicationFactory(certified=True))
    assert "0 papers made." in run("issue", "--round", "2024").stdout
    assert "2 papers made." in run("issue", "--round", "2025", "--jobs", "1").stdout
    assert None not in [each.pdf_sha256 for each in papers_of(it)]
    assert "0 papers made." in run("issue").stdout


def test_issue_gives_registrations_of_before_there_were_notices_theirs(run: Run) -> None:
    it = ApplicationFactory(registered=True)
    with unit_of_work():
        db.session.execute(text("DELETE FROM paper"))
    assert run("issue").exit_code == 0
    (notice,) = papers_of(it)
    assert notice.pdf_sha256 is not None


def test_issue_names_each_paper_that_cannot_be_made_and_makes_the_others(run: Run) -> None:
    it = without_their_files(ApplicationFactory(certified=True))
    with unit_of_work():
        papers_of(it)[1].design = "not_there"
    done = run("issue")
    assert done.exit_code == 1
    assert "1 papers made." in done.stdout
    assert f"{papers_of(it)[1].number}: The design not_there" in done.stderr
    assert "1 papers cannot be made." in done.stderr


@pytest.mark.parametrize("arguments", [("--round", "x"), ("--jobs", "0"), ("--jobs", "-1")])
def test_issue_refuses_what_is_no_round_and_no_number_of_processes(
    run: Run, arguments: tuple[str, str]
) -> None:
    assert run("issue", *arguments).exit_code == 2


def test_issue_refuses_a_development_key_in_production_and_makes_nothing(
    app: Flask, run: Run
) -> None:
    it = without_their_files(ApplicationFactory(certified=True))
    folder = Path(app.config["REGISTRY"]["DEVELOPMENT_AUTHORITY"])
    done = run(
        "issue",
        **AS_IN_PRODUCTION,
        SIGNER_PKCS12=str(folder / "development-authority.p12"),
        TRUST_ANCHORS=str(folder / "trust-anchor.pem"),
    )
    assert done.exit_code == 1
    assert "is a key of a development authority, and REGISTRY_ENV is production" in done.stderr
    assert [each.pdf_sha256 for each in papers_of(it)] == [None, None]


def test_issue_refuses_a_key_that_has_expired(run: Run) -> None:
    it = without_their_files(ApplicationFactory(certified=True))
    with clock.at(date(2999, 1, 1)):
        done = run("issue")
    assert done.exit_code == 1
    assert "The registry cannot sign:" in done.stderr
    assert [each.pdf_sha256 for each in papers_of(it)] == [None, None]


def test_verify_takes_a_file_or_a_number(run: Run, tmp_path: Path) -> None:
    it = ApplicationFactory(certified=True)
    notice, certificate = papers_of(it)
    for paper in (notice, certificate):
        file = tmp_path / "a.pdf"
        file.write_bytes(store.read(str(paper.pdf_sha256)))
        for what in (file, paper.number, paper.number.lower()):
            done = run("verify", what)
            assert (done.exit_code, paper.number in done.stdout) == (0, True), what
    wrong = run("verify", certificate.number[:-1] + "?")
    assert wrong.exit_code == 1
    assert "mistyped or missing" in wrong.stdout
    assert run("verify", " ").exit_code == 1
