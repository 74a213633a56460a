"""`registry audit verify`: does everything that is stored fit together?

It shares no code with what it checks: it reads plain rows, hashes and counts by itself, and has
the workflow written down a second time. A test keeps its imports so; only the replay of the
evaluations needs the rules themselves.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from registry.integrity.databases import database
from registry.integrity.invariant import Invariant
from registry.integrity.invariants import INVARIANTS
from registry.integrity.reading import Snapshot
from registry.integrity.report import Findings, Report


def verify() -> Report:
    """Check every invariant over everything, as of one moment; others may write meanwhile."""
    with database().snapshot() as connection:
        return examine(connection)


def examine(connection: Connection, invariants: Iterable[Invariant] = INVARIANTS) -> Report:
    """The same, of what this connection sees."""
    return Report(tuple(_examine(connection, each) for each in invariants))


def _examine(connection: Connection, invariant: Invariant) -> Findings:
    """One invariant, closed: what cannot be checked to the end is a fault, never a pass."""
    findings = Findings(invariant.name)
    savepoint = connection.begin_nested()
    try:
        invariant.check(Snapshot(connection), findings)
    except Exception as error:  # closed: whatever goes wrong, the check has not passed
        findings.fault("", None, "This could not be checked to the end: {error}", error=error)
    finally:
        savepoint.rollback()
    return findings
