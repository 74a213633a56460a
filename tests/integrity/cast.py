"""The rows of world.py that the tests tamper with, found by what they are."""

from typing import Any

from sqlalchemy import Connection, text

ROWS = {
    "draft": "SELECT min(id) FROM application WHERE status = 'draft'",
    "submitted": "SELECT min(id) FROM application WHERE status = 'submitted'",
    "rejected": "SELECT min(id) FROM application WHERE status = 'rejected'",
    "withdrawn": "SELECT max(id) FROM application WHERE status = 'withdrawn'",
    "registered": "SELECT min(id) FROM application WHERE status = 'registered'",
    "noticed": "SELECT min(id) FROM application WHERE status = 'public_notice'",
    "certified": "SELECT min(application_id) FROM certificate WHERE status = 'valid'",
    "valid": "SELECT min(id) FROM certificate WHERE status = 'valid'",
    "suspended": "SELECT min(id) FROM certificate WHERE status = 'suspended'",
    "revoked": "SELECT min(id) FROM certificate WHERE status = 'revoked'",
    "last": "SELECT max(id) FROM certificate",
    "product": """SELECT product_id FROM application WHERE id =
                  (SELECT min(application_id) FROM certificate WHERE status = 'valid')""",
    "owner": """SELECT min(u.id) FROM "user" u JOIN application a USING (enterprise_id)
                WHERE a.id = (SELECT min(application_id) FROM certificate)""",
    "examiner": "SELECT min(examiner_id) FROM application",
    "certifier": "SELECT min(certifier_id) FROM application",
    "evaluation": "SELECT max(evaluation_id) FROM decision WHERE action = 'certify'",
    "registration": "SELECT min(id) FROM decision WHERE action = 'register'",
    "certification": "SELECT min(id) FROM decision WHERE action = 'certify'",
    "return": "SELECT min(id) FROM decision WHERE action = 'return'",
    "entry": "SELECT min(id) FROM ledger_entry",
    "revocation": "SELECT min(id) FROM ledger_entry WHERE reason = 'revoke'",
    "event": "SELECT min(id) FROM certificate_event WHERE action = 'suspend'",
    "begun": "SELECT min(id) FROM audit_entry WHERE verb = 'begin'",
    "handed_in": "SELECT min(id) FROM audit_entry WHERE verb = 'submit'",
    "saved": "SELECT max(id) FROM audit_entry WHERE verb = 'save'",
    "issued": "SELECT min(id) FROM audit_entry WHERE verb = 'issue'",
    "stopped": "SELECT min(id) FROM audit_entry WHERE verb = 'suspend'",
    "moved": "SELECT min(subject_id) FROM audit_entry WHERE verb = 'change'",
    "named": "SELECT max(subject_id) FROM audit_entry WHERE subject_type = 'patent'",
    "renamed": """SELECT max(id) FROM audit_entry WHERE subject_type = 'patent'""",
    "corrected": "SELECT max(subject_id) FROM audit_entry WHERE verb = 'save'",
    "returned": "SELECT min(application_id) FROM decision WHERE action = 'return'",
    "evaluated": "SELECT max(application_id) FROM decision WHERE action = 'certify'",
    "announced": """SELECT max(id) FROM decision WHERE action = 'announce' AND evaluation_id =
                    (SELECT max(evaluation_id) FROM decision WHERE action = 'certify')""",
    "uncertified": """SELECT application_id FROM certificate WHERE id =
                      (SELECT min(id) FROM certificate WHERE status = 'revoked')""",
    "discreet": "SELECT min(application_id) FROM certificate WHERE status = 'suspended'",
    "link": """SELECT min(id) FROM patent_link WHERE application_id =
               (SELECT min(application_id) FROM certificate WHERE status = 'valid')""",
    "patent": """SELECT min(patent_id) FROM patent_link WHERE application_id =
                 (SELECT min(application_id) FROM certificate WHERE status = 'valid')""",
}


def rows_in(connection: Connection) -> dict[str, Any]:
    """Name → key of the row."""
    rows = {name: connection.scalar(text(sql)) for name, sql in ROWS.items()}
    assert None not in rows.values(), rows
    return rows
