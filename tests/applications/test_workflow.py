"""Every status × action × person: what the table says happens, and nothing else does."""

from typing import Any

import pytest
from acts import ACTS, People, notice_is_over
from factories import ApplicationFactory
from flask import Flask
from snapshots import contents
from sqlalchemy import select

from registry import clock
from registry.applications.models import Application
from registry.applications.workflow import (
    EDITABLE,
    REGISTERED,
    TRANSITIONS,
    Action,
    Condition,
    Status,
    actions_from,
)
from registry.audit import AuditEntry
from registry.errors import Conflict, Refused, RegistryError
from registry.extensions import db
from registry.permissions import Actor
from registry.transaction import unit_of_work

# The tables an act on an application may touch.
TOUCHED = ("application", "audit_entry", "decision", "evaluation", "ledger_entry", "counter")


@pytest.fixture(autouse=True)
def no_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers take long and have their own tests: of a design that is not there none is made."""
    monkeypatch.setattr("registry.certification.service.DESIGN", "not_there")


class TakenBack(Exception):
    """Ends an act that went well, so that the next one begins where it did."""


def an_application(status: Status, people: People) -> Application:
    """One that the people of this test have brought as far as ``status``."""
    return ApplicationFactory(
        reach=status.value, applicant=people.applicant, examiner=people.examiner
    )


def expected(status: Status, action: Action, name: str, actor: Actor, it: Application) -> bool:
    """What the table says, read without the code that carries it out."""
    row = TRANSITIONS[action]
    own = actor.owns(it.enterprise_id)
    certifying = Condition.FOUR_EYES in row.conditions
    return (
        status in row.sources
        and actor.may(row.permission)
        and not (Condition.OF_OWN_ENTERPRISE in row.conditions and not own)
        and not (Condition.OF_NO_ENTERPRISE in row.conditions and own)
        and not (certifying and name == "the examiner")
    )


def outcome(application_id: int, action: Action, actor: Actor) -> dict[str, Any] | RegistryError:
    """What the act did, taken back afterwards; or how the registry answered it."""
    try:
        with unit_of_work():
            it = db.session.get_one(Application, application_id)
            before = it.version
            ACTS[action](actor, it)
            entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
            raise TakenBack({"status": it.status, "steps": it.version - before, "entry": entry})
    except TakenBack as done:
        found: dict[str, Any] = done.args[0]
        return found
    except RegistryError as error:
        return error


@pytest.mark.parametrize("status", Status)
def test_what_the_table_says_happens_and_everything_else_changes_nothing(
    app: Flask, status: Status
) -> None:
    people = People()
    it = an_application(status, people)
    application_id = it.id
    with clock.at(clock.today() + notice_is_over(it)):
        before = contents(*TOUCHED)
        for action in Action:
            for name, who in people.by_name.items():
                allowed = expected(status, action, name, who, it)
                found = outcome(application_id, action, who)
                case = f"{name} wants to {action.value} what is {status.value}: {found!r}"
                assert isinstance(found, dict) is allowed, case
                if isinstance(found, dict):
                    assert found["status"] is TRANSITIONS[action].target, case
                    assert found["steps"] == 1, case
                else:
                    assert isinstance(found, Refused | Conflict), case
                assert contents(*TOUCHED) == before, case


@pytest.mark.parametrize("action", Action)
def test_a_move_writes_who_did_it_from_where_to_where_in_the_trail(
    app: Flask, action: Action
) -> None:
    people = People()
    row = TRANSITIONS[action]
    status = min(row.sources)
    it = an_application(status, people)
    who = people.by_name["the applicant"]
    if Condition.OF_NO_ENTERPRISE in row.conditions:
        who = people.by_name["another reviewer"]
    with clock.at(clock.today() + notice_is_over(it)), unit_of_work():
        known = set(db.session.scalars(select(AuditEntry.id)))
        ACTS[action](who, it)
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.id.not_in(known))).all()
        moved = [entry for entry in entries if entry.verb == action.value]
        assert [entry.details["before"] for entry in moved] == [status.value]
        assert [entry.details["after"] for entry in moved] == [row.target.value]
        assert [entry.actor_id for entry in moved] == [who.user_id]


def test_every_status_is_reached_by_the_table_from_a_draft() -> None:
    reached = {Status.DRAFT}
    for _ in Status:
        reached |= {row.target for row in TRANSITIONS.values() if row.sources & reached}
    assert reached == set(Status)


def test_certified_rejected_and_withdrawn_are_ends() -> None:
    ends = {status for status in Status if not actions_from(status)}
    assert ends == {Status.CERTIFIED, Status.REJECTED, Status.WITHDRAWN}


def test_registration_without_certification_is_a_normal_end_of_its_own() -> None:
    assert Status.REGISTERED in REGISTERED
    assert Status.REJECTED not in REGISTERED | EDITABLE


def test_every_action_is_in_the_table_and_can_be_done() -> None:
    assert set(TRANSITIONS) == set(Action) == set(ACTS)


def test_every_act_of_the_staff_is_closed_to_the_applying_enterprise() -> None:
    for row in TRANSITIONS.values():
        sides = {Condition.OF_OWN_ENTERPRISE, Condition.OF_NO_ENTERPRISE} & set(row.conditions)
        assert len(sides) == 1, row.action


def test_certification_needs_four_eyes_and_a_notice_that_is_over() -> None:
    needed = {Condition.FOUR_EYES, Condition.NOTICE_OVER, Condition.CERTIFICATION_JUSTIFIED}
    assert needed <= set(TRANSITIONS[Action.CERTIFY].conditions)
