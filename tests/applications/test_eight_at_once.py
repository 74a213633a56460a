"""Eight reviewers who decide on the same applications at the same moment."""

from collections import Counter

import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import application_input
from flask import Flask
from sqlalchemy import func, select, text
from together import threads

from registry import numbering
from registry.applications.ledger import LedgerEntry
from registry.applications.models import Application
from registry.applications.workflow import Action, Status
from registry.errors import Conflict
from registry.extensions import db
from registry.permissions import Actor
from registry.reviews import service as reviews
from registry.reviews.models import Decision
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work

WORKERS, APPLICATIONS = 8, 40


def test_eight_approvers_at_once_register_each_of_forty_applications_once(app: Flask) -> None:
    applicant = UserFactory()
    names = (f"示例产品{place}" for place in range(APPLICATIONS))
    ids = [
        ApplicationFactory(
            submitted=True,
            applicant=applicant,
            given=application_input(product_name=name, model=name),
        ).id
        for name in names
    ]
    reviewers = [actor(UserFactory(reviewer=True)) for _ in range(WORKERS)]

    def register_all(worker: int) -> Counter[str]:
        return Counter(_register(reviewers[worker], each) for each in ids)

    outcomes = sum(threads(app, WORKERS, register_all), Counter[str]())
    db.session.rollback()
    assert outcomes == {"registered": APPLICATIONS, "told": APPLICATIONS * (WORKERS - 1)}
    numbers = db.session.scalars(select(Application.registration_number)).all()
    assert sorted(str(number)[6:12] for number in numbers) == [
        f"{serial:06d}" for serial in range(1, APPLICATIONS + 1)
    ]
    assert all(numbering.is_well_formed(str(number)) for number in numbers)
    for model in (Decision, LedgerEntry):
        assert db.session.scalar(select(func.count()).select_from(model)) == APPLICATIONS


def _register(reviewer: Actor, application_id: int) -> str:
    try:
        with unit_of_work():
            it = db.session.get_one(Application, application_id)
            reviews.register(reviewer, it, Grounds())
    except Conflict:
        return "told"
    return "registered"


def test_trap_reading_checking_and_writing_decides_twice(app: Flask) -> None:
    """The obvious code, on PostgreSQL as it comes: both read, both find it open, both write."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite refuses the second writer; see the trap of the upgraded reader")
    ApplicationFactory(submitted=True)
    connections = [db.engine.connect() for _ in range(2)]
    seen = [each.scalar(text("SELECT status FROM application")) for each in connections]
    assert seen == [Status.SUBMITTED, Status.SUBMITTED]
    decided = 0
    for connection in connections:
        decided += connection.execute(
            text("UPDATE application SET status = 'registered' WHERE id = 1")
        ).rowcount
        connection.commit()
        connection.close()
    assert decided == 2


def test_of_two_opposite_decisions_at_once_one_holds_and_leaves_the_only_trace(app: Flask) -> None:
    application_id = ApplicationFactory(submitted=True).id
    reviewers = [actor(UserFactory(reviewer=True)) for _ in range(2)]
    grounds = Grounds(reason="示例原因", note="checked")

    def decide(worker: int) -> str:
        act = (reviews.register, reviews.reject)[worker]
        try:
            with unit_of_work():
                it = db.session.get_one(Application, application_id)
                act(reviewers[worker], it, grounds)
        except Conflict:
            return "told"
        return "decided"

    assert sorted(threads(app, 2, decide)) == ["decided", "told"]
    db.session.rollback()
    decision = db.session.scalars(select(Decision)).one()
    status = db.session.get_one(Application, application_id).status
    assert {Action.REGISTER: Status.REGISTERED, Action.REJECT: Status.REJECTED}[
        decision.action
    ] is status
