"""`registry statistics`: what counts is compared with what was decided, to the fen."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from acts import revoke
from click.testing import CliRunner, Result
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from sqlalchemy import select

from registry import clock
from registry.applications import ledger
from registry.applications import service as applications
from registry.applications.ledger import LedgerEntry, Stage
from registry.applications.models import Application
from registry.applications.service import ApplicationInput
from registry.certification.queries import of_application
from registry.commands import main
from registry.extensions import db
from registry.statistics.snapshot import store
from registry.statistics.snapshot.check import check
from registry.statistics.snapshot.columns import read, write
from registry.transaction import unit_of_work

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, folder: Path) -> Run:
    """Runs a command on the test's database, as a process of its own would."""
    environment = {f"REGISTRY_{name}": str(v) for name, v in app.config["REGISTRY"].items()}

    def run_it(*arguments: str) -> Result:
        db.session.rollback()
        done = CliRunner().invoke(main, ["statistics", *arguments], env=environment)
        db.session.rollback()
        return done

    return run_it


@pytest.fixture
def decided(app: Flask) -> Application:
    """Everything that can be decided: registered, withdrawn, certified, revoked from a past day."""
    person = UserFactory()
    withdrawn = ApplicationFactory(applicant=person, registered=True)
    with clock.at(clock.today() + timedelta(days=3)), unit_of_work():
        applications.withdraw(actor(person), db.session.merge(withdrawn))
    ApplicationFactory(applicant=UserFactory(), returned=True)
    ApplicationFactory(applicant=UserFactory(), registered=True)
    certified = ApplicationFactory(applicant=UserFactory(), certified=True)
    certificate = of_application(certified.id)
    assert certificate is not None
    with clock.at(clock.today() + timedelta(days=90)), unit_of_work():
        person = UserFactory(reviewer=True)
        revoke(actor(person), certificate, "示例理由", certificate.valid_from)
    return db.session.get_one(Application, certified.id)


def _one_fen_more(entry: LedgerEntry, application: Application) -> None:
    ledger.take_back(application, Stage.REGISTERED, "withdraw", entry.effective_on)
    application.output_value = (application.output_value or 0) + 1
    ledger.add(application, Stage.REGISTERED, "register", entry.effective_on)


def _twice(entry: LedgerEntry, application: Application) -> None:
    ledger.add(application, Stage.CERTIFIED, "register", entry.effective_on)


def _never(entry: LedgerEntry, application: Application) -> None:
    ledger.take_back(application, Stage.REGISTERED, "withdraw", entry.effective_on)


def _tomorrow(entry: LedgerEntry, application: Application) -> None:
    ledger.take_back(application, Stage.REGISTERED, "withdraw", entry.effective_on)
    later = entry.effective_on + timedelta(days=1)
    ledger.add(application, Stage.REGISTERED, "register", later)


def test_what_was_decided_is_what_counts_and_the_first_difference_is_named(
    decided: Application, folder: Path
) -> None:
    found = check()
    assert (found.applications, found.compared, found.difference) == (3, 8, None)
    last = select(LedgerEntry).order_by(LedgerEntry.id.desc()).limit(1)
    for wrong in (_one_fen_more, _twice, _never, _tomorrow):
        wrong(db.session.scalars(last).one(), decided)
        difference = check().difference
        db.session.rollback()
        assert difference is not None, wrong
        assert (difference.product, difference.application) == (decided.product_id, decided.id)
        assert difference.decided != difference.found
    assert check().sound


def test_the_commands_say_what_they_found(run: Run, decided: Application) -> None:
    done = run("check")
    assert done.exit_code == 0, done.output
    assert "3 applications, 8 places" in done.stdout
    assert "There is no snapshot" in done.stdout
    done = run("snapshot")
    assert done.exit_code == 0, done.output
    assert "8 entries" in done.stdout and "8 of them new" in done.stdout
    assert "0 of them new" in run("snapshot").stdout
    assert "8 of them new" in run("snapshot", "--rebuild").stdout
    told = json.loads(run("check", "--json").stdout)
    assert told["sound"] is True and told["snapshot"] is True
    assert told["first_difference"] is None


def test_what_is_wrong_ends_with_1_and_is_told(run: Run, decided: Application) -> None:
    run("snapshot")
    told = read(store.path())
    year = f"{decided.round_year - 1}/output_value"
    changed = told.columns[year].copy()
    changed[0] += 1
    write(store.path(), told.says, {**told.columns, year: changed})
    done = run("check")
    assert done.exit_code == 1
    assert "--rebuild" in done.stdout
    with unit_of_work():
        application = db.session.get_one(Application, decided.id)
        _never(db.session.scalars(select(LedgerEntry).limit(1)).one(), application)
    done = run("check")
    assert done.exit_code == 1
    assert f"application {decided.id}" in done.stdout
    first = json.loads(run("check", "--json").stdout)["first_difference"]
    assert first["application"] == decided.id
    assert first["decided"][0] == first["counted"][0] + 1


def test_what_is_declared_counts_as_it_was_typed(app: Flask, folder: Path) -> None:
    given = ApplicationInput(
        product_name="示例产品",
        model="",
        class_code="0301",
        seeks_certification=False,
        shows_output_value=True,
        output_value=10**14,
        sales_revenue=10**14,
        export_value=0,
        profit=-(10**13),
        links=(),
    )
    for _ in range(2):
        ApplicationFactory(applicant=UserFactory(), registered=True, given=given)
    assert check().sound
