"""The pass itself: repeated, interrupted, twice at once, over changes only or over everything."""

import multiprocessing
import os
import signal
from datetime import date, timedelta
from typing import Any

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from hypothesis import HealthCheck, given, settings
from prepared import Prepared
from random_histories import STEPS, Step, what_the_whole_pass_still_does
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import IntegrityError
from together import threads
from watch_situations import (
    LAPSED,
    LATER,
    pass_on,
    patents_of,
    tell,
    warnings,
)

from registry import clock
from registry.accounts.models import User
from registry.applications import service as applications
from registry.applications.models import Application
from registry.audit import AuditEntry
from registry.extensions import db
from registry.programme.models import Round
from registry.transaction import unit_of_work
from registry.watching.models import PatentWarning, PatentWatch, WarningEvent, WatchRun
from registry.watching.service import recheck


def several(count: int) -> list[Application]:
    """Registered applications, each with a patent that has lapsed."""
    made = [ApplicationFactory(registered=True) for _ in range(count)]
    for application in made:
        tell(patents_of(application)[0], LAPSED, on=LATER, ended_on=date(2025, 3, 1))
    return made


def rows(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_second_pass_adds_nothing_but_its_own_row(app: Flask) -> None:
    several(2)
    assert pass_on(LATER).done == {"warn": 2}
    before = {model: rows(model) for model in (PatentWarning, WarningEvent, AuditEntry)}
    assert pass_on(LATER).done == {} and pass_on(LATER, whole=True).done == {}
    assert before == {model: rows(model) for model in before}
    assert rows(WatchRun) == 3


def test_a_pass_over_changes_looks_only_at_what_can_have_changed(app: Flask) -> None:
    several(1)
    quiet = ApplicationFactory(registered=True)
    assert pass_on(LATER).looked_at == 2
    later = LATER + timedelta(days=5)
    assert pass_on(later).looked_at == 1
    tell(patents_of(quiet)[0], LAPSED, on=later, ended_on=date(2025, 3, 1))
    assert pass_on(later).looked_at == 2
    assert pass_on(later, whole=True).looked_at == 2


def test_other_limits_ask_for_a_look_at_everything(app: Flask) -> None:
    ApplicationFactory(registered=True)
    pass_on(LATER)
    assert pass_on(LATER + timedelta(days=5)).looked_at == 0
    with unit_of_work():
        db.session.execute(update(Round).values(status_max_age_days=10))
    found = pass_on(LATER + timedelta(days=5))
    assert found.looked_at == 1 and found.done == {"warn": 2}


def test_each_application_knows_its_next_day_and_forgets_it_with_the_watch(app: Flask) -> None:
    applicant = UserFactory()
    application = ApplicationFactory(registered=True, applicant=applicant)
    pass_on(LATER)
    due = db.session.get_one(PatentWatch, application.id).next_on
    assert due == date(2025, 8, 15) + timedelta(days=366)
    withdraw(application, applicant, LATER)
    pass_on(LATER)
    assert rows(PatentWatch) == 0


def withdraw(application: Application, applicant: User, day: date) -> None:
    with clock.at(day), unit_of_work():
        found = db.session.get_one(Application, application.id)
        applications.withdraw(actor(applicant), found)


def test_two_passes_at_once_warn_once(app: Flask) -> None:
    several(4)
    with clock.at(LATER):
        done = threads(app, 2, lambda _: recheck())
    assert rows(PatentWarning) == 4
    assert sum(each.done.get("warn", 0) for each in done) == 4
    assert [each.failed for each in done] == [0, 0]


def test_the_database_keeps_a_second_unfinished_warning_of_the_same_out(app: Flask) -> None:
    several(1)
    pass_on(LATER)
    (first,) = warnings()
    copied = [c.name for c in PatentWarning.__table__.columns if c.name != "id"]
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.add(PatentWarning(**{name: getattr(first, name) for name in copied}))


def test_a_pass_that_is_killed_leaves_whole_warnings_and_the_next_one_goes_on(app: Flask) -> None:
    several(4)
    kill_at(app, 3, "INSERT INTO audit_entry")
    found = warnings()
    assert len(found) == 2
    for warning in found:
        assert [each.action.value for each in warning.events] == ["warn"]
    assert rows(WatchRun) == 0
    assert pass_on(LATER).done == {"warn": 2}
    assert rows(PatentWarning) == rows(WarningEvent) == 4


def kill_at(app: Flask, turn: int, statement: str) -> None:
    """Run a pass in a process that is killed at the so-manieth statement of this kind."""
    db.session.remove()
    db.engine.dispose()
    process = multiprocessing.get_context("fork").Process(
        target=run_until_killed, args=(app, turn, statement)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def run_until_killed(app: Flask, turn: int, statement: str) -> None:
    seen = 0

    def count(*arguments: Any) -> None:
        nonlocal seen
        seen += str(arguments[2]).startswith(statement)
        if seen == turn:
            os.kill(os.getpid(), signal.SIGKILL)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", count)
        pass_on(LATER)


def test_an_application_that_cannot_be_taken_keeps_no_other_from_it(app: Flask) -> None:
    first, *others = several(3)
    with refusing_warnings_about(first.id):
        done = pass_on(LATER)
    assert (done.failed, done.done) == (1, {"warn": 2})
    # No row of a pass: the next one looks back as far as this one did.
    assert rows(WatchRun) == 0
    assert pass_on(LATER + timedelta(days=40)).done["warn"] == 1


class refusing_warnings_about:  # noqa: N801  # reads as a word of the sentence
    """The database refuses warnings about one application meanwhile."""

    def __init__(self, application_id: int) -> None:
        self.application_id = application_id

    def refuse(self, mapper: object, connection: object, target: PatentWarning) -> None:
        if target.application_id == self.application_id:
            raise RuntimeError("refused by the test")

    def __enter__(self) -> None:
        event.listen(PatentWarning, "before_insert", self.refuse)

    def __exit__(self, *error: object) -> None:
        event.remove(PatentWarning, "before_insert", self.refuse)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_a_pass_over_everything_finds_nothing_that_the_passes_over_changes_have_left(
    app: Flask, prepared: Prepared, steps: list[Step]
) -> None:
    db.session.remove()
    prepared.restore()
    assert [left for left in what_the_whole_pass_still_does(steps) if left[1]] == []
