"""A connection that no guard of the database stops, as its administrator has it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from registry.extensions import db
from registry.integrity.invariants.database import APPEND_ONLY

GUARDED = tuple(sorted(APPEND_ONLY))
# What PostgreSQL would still refuse although its triggers and foreign keys sleep.
IN_THE_WAY = {
    "application": ("ck_application_four_eyes", "ck_application_application_status"),
    "ledger_entry": ("ck_ledger_entry_sign",),
    "certificate": ("uq_certificate_application_id",),
    "certificate_event": ("uq_certificate_event_proposal_id",),
    "paper": (
        "uq_paper_pdf_sha256",
        "uq_paper_number_print_no",
        "ck_paper_kind",
        "ck_paper_reprint",
        "ck_paper_made_whole",
    ),
    "contract_ledger": ("ck_contract_ledger_sign",),
    "technology_contract": (
        "ck_technology_contract_matched",
        "ck_technology_contract_decided",
        "ck_technology_contract_decided_whole",
        "ck_technology_contract_four_eyes",
    ),
    "proposal": (
        "ck_proposal_ended_whole",
        "ck_proposal_decided_by_a_person",
        "ck_proposal_revoked_by_two",
    ),
}


@contextmanager
def disarmed() -> Iterator[Connection]:
    """A connection of somebody whom no guard of the database stops: no trigger, no foreign key,
    no CHECK. All that it does is taken back at the end."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            _disarm_postgresql(connection)
        else:
            _disarm_sqlite(connection)
        try:
            yield connection
        finally:
            connection.rollback()
            connection.invalidate()


def _disarm_postgresql(connection: Connection) -> None:
    connection.execute(text("SET session_replication_role = replica"))
    for table, names in IN_THE_WAY.items():
        for name in names:
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))


def _disarm_sqlite(connection: Connection) -> None:
    # SQLite changes these outside of transactions only.
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("PRAGMA ignore_check_constraints=ON")
    for table in GUARDED:
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
