"""Certificates and certified applications belong together one to one."""

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, china_day, iso
from registry.integrity.report import Findings

SAYS = N_("There is a certificate exactly where an application is certified, and one only.")

_CERTIFICATES = """
    SELECT c.id, c.year, c.valid_from, c.valid_until, c.issued_at, a.id AS application_id, a.status,
           a.round_year, a.certified_on
    FROM certificate c LEFT JOIN application a ON a.id = c.application_id ORDER BY c.id
"""
_WITHOUT_ONE = """
    SELECT a.id, count(c.id) AS certificates
    FROM application a LEFT JOIN certificate c ON c.application_id = a.id
    WHERE a.status = 'certified' GROUP BY a.id HAVING count(c.id) <> 1 ORDER BY a.id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each certificate against its application, then each certified application."""
    for row in snapshot.rows(_CERTIFICATES):
        findings.rows += 1
        _check_one(row, findings)
    for row in snapshot.rows(_WITHOUT_ONE):
        findings.fault(
            "application",
            row.id,
            "It is certified and has {count} certificates.",
            count=row.certificates,
        )


def _check_one(row: AnyRow, findings: Findings) -> None:
    if row.application_id is None:
        findings.fault("certificate", row.id, "Its application is not there.")
        return
    expected = {
        "application.status": (row.status, "certified"),
        "year": (row.year, row.round_year),
        "valid_from": (iso(row.valid_from), iso(row.certified_on)),
        "issued_at": (china_day(row.issued_at), iso(row.certified_on)),
    }
    findings.expect("certificate", row.id, expected)
    if str(row.valid_until) < str(row.valid_from):
        findings.fault("certificate", row.id, "It ends before it begins.")
