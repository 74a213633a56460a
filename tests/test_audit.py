"""The trail and the other tables that are only ever added to."""

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from registry import audit, clock
from registry.audit import AuditEntry
from registry.certification.queries import of_application
from registry.certification.service import suspend
from registry.extensions import db
from registry.integrity.invariants.database import APPEND_ONLY as OF_RECORD
from registry.transaction import unit_of_work

APPEND_ONLY = (
    "audit_entry",
    "evaluation",
    "decision",
    "certificate_event",
    "ledger_entry",
)


def test_an_entry_says_who_did_what_to_which_thing_and_when(app: Flask) -> None:
    user = UserFactory(name="示例审查员", reviewer=True)
    with unit_of_work():
        audit.record(actor(user), "look", "application", 7, why="asked to")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.actor_name) == (user.id, "示例审查员")
    assert (entry.verb, entry.subject_type, entry.subject_id) == ("look", "application", 7)
    assert entry.details == {"why": "asked to"}
    assert entry.at == clock.now()


def test_an_entry_is_gone_with_the_act_that_was_rolled_back(app: Flask) -> None:
    user = actor(UserFactory())
    with pytest.raises(ValueError), unit_of_work():
        audit.record(user, "look", "application", 7)
        db.session.flush()
        raise ValueError
    assert db.session.scalars(select(AuditEntry)).all() == []


def a_row_in_each_append_only_table() -> None:
    """One certified application leaves a row everywhere; its suspension the last one."""
    application = ApplicationFactory(certified=True)
    certificate = of_application(application.id)
    assert certificate is not None
    with unit_of_work():
        suspend(actor(UserFactory(reviewer=True)), certificate, "示例原因")


def refusal(statement: str) -> str | None:
    """What the database itself says to a statement, past all of our own code."""
    try:
        with db.engine.connect() as connection:
            assert connection.execute(text(statement)).rowcount > 0
            connection.rollback()
    except DBAPIError as error:
        return str(error.orig)
    return None


def test_the_database_itself_refuses_to_change_or_remove_what_was_recorded(app: Flask) -> None:
    a_row_in_each_append_only_table()
    for table in APPEND_ONLY:
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            assert f"{table} is append-only" in (refusal(statement) or ""), statement


def test_the_database_itself_refuses_to_empty_a_table_of_record(app: Flask) -> None:
    """SQLite has no TRUNCATE; a DELETE without WHERE is the same there."""
    a_row_in_each_append_only_table()
    for table in sorted(OF_RECORD):
        verb = "TRUNCATE" if db.engine.dialect.name == "postgresql" else "DELETE FROM"
        filled = db.session.scalar(text(f"SELECT count(*) FROM {table}"))
        # A transaction that has read the table keeps others from emptying it: they would wait.
        db.session.rollback()
        if filled:
            statement = f"{verb} {table}" + (" CASCADE" if verb == "TRUNCATE" else "")
            assert "is append-only" in (refusal(statement) or ""), statement


def test_a_table_without_the_triggers_lets_its_rows_be_changed(app: Flask) -> None:
    ApplicationFactory()
    assert refusal("UPDATE patent_link SET id = id") is None
    assert refusal("DELETE FROM patent_link") is None


def test_every_table_of_record_has_its_triggers_and_no_other_has(app: Flask) -> None:
    names = {"sqlite": "sqlite_master WHERE type = 'trigger'", "postgresql": "pg_trigger"}
    column = {"sqlite": "tbl_name", "postgresql": "tgrelid::regclass::text"}
    kind = db.engine.dialect.name
    hidden = " WHERE NOT tgisinternal" if kind == "postgresql" else ""
    found = db.session.scalars(text(f"SELECT {column[kind]} FROM {names[kind]}{hidden}"))
    assert set(found) == set(OF_RECORD)
    assert set(APPEND_ONLY) <= set(OF_RECORD)
