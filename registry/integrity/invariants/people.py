"""Two different persons decide, and none of them is of the enterprise."""

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot
from registry.integrity.report import Findings

SAYS = N_(
    "Who certified did not examine; none of the enterprise decided, and no other applied for it."
)

_APPLICATIONS = """
    SELECT id, examiner_id, certifier_id FROM application WHERE examiner_id = certifier_id
    ORDER BY id
"""
_DECISIONS = """
    SELECT d.id, d.action, d.decided_by_id, a.examiner_id, a.certifier_id, a.enterprise_id,
           u.enterprise_id AS own
    FROM decision d JOIN application a ON a.id = d.application_id
    JOIN "user" u ON u.id = d.decided_by_id ORDER BY d.id
"""
_EVENTS = """
    SELECT e.id, a.enterprise_id, u.enterprise_id AS own
    FROM certificate_event e JOIN certificate c ON c.id = e.certificate_id
    JOIN application a ON a.id = c.application_id
    JOIN "user" u ON u.id = e.decided_by_id
    WHERE a.enterprise_id = u.enterprise_id ORDER BY e.id
"""
_PROPOSALS = """
    SELECT p.id FROM proposal p JOIN certificate c ON c.id = p.certificate_id
    JOIN application a ON a.id = c.application_id
    JOIN "user" u ON u.id IN (p.proposed_by_id, p.decided_by_id)
    WHERE a.enterprise_id = u.enterprise_id ORDER BY p.id
"""
# Staff, who are of no enterprise, load what enterprises handed in on paper.
_APPLICANTS = """
    SELECT e.id FROM audit_entry e JOIN application a ON a.id = e.subject_id
    JOIN "user" u ON u.id = e.actor_id
    WHERE e.subject_type = 'application' AND e.verb IN ('begin', 'save', 'submit', 'withdraw')
      AND u.enterprise_id <> a.enterprise_id ORDER BY e.id
"""
# The column that names who did it.
NAMED_BY = {"register": "examiner_id", "certify": "certifier_id"}


def check(snapshot: Snapshot, findings: Findings) -> None:
    """By the columns of the application, and by the decisions themselves."""
    for row in snapshot.rows(_APPLICATIONS):
        findings.fault("application", row.id, "One person examined and certified it.")
    for row in snapshot.rows(_DECISIONS):
        findings.rows += 1
        _check_decision(row, findings)
    for row in snapshot.rows(_EVENTS):
        findings.fault("certificate_event", row.id, "It was decided by the enterprise's own.")
    for row in snapshot.rows(_PROPOSALS):
        findings.fault("proposal", row.id, "It was proposed or decided by the enterprise's own.")
    for row in snapshot.rows(_APPLICANTS):
        findings.fault("audit_entry", row.id, "Another enterprise's person did this.")


def _check_decision(row: AnyRow, findings: Findings) -> None:
    if row.own == row.enterprise_id:
        findings.fault("decision", row.id, "It was decided by the enterprise's own.")
    column = NAMED_BY.get(row.action)
    if column and getattr(row, column) != row.decided_by_id:
        findings.fault(
            "decision",
            row.id,
            "It was decided by {who}; the application names {named}.",
            who=row.decided_by_id,
            named=getattr(row, column),
        )
