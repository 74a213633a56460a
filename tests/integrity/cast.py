"""The rows of world.py that the tests tamper with, found by what they are."""

from typing import Any

from sqlalchemy import Connection, text

ROWS = {
    "assigned": "SELECT max(id) FROM assignment WHERE reviewer_id IS NOT NULL",
    "objection": """SELECT objection_id FROM objection_answer WHERE kind = 'dismissed'""",
    "objection_answer": "SELECT id FROM objection_answer WHERE kind = 'dismissed'",
    "correction": "SELECT correction_id FROM correction_answer WHERE action = 'accept'",
    "correction_answer": "SELECT id FROM correction_answer WHERE action = 'accept'",
    "delegation": "SELECT min(id) FROM delegation",
    "note": "SELECT max(id) FROM staff_note",
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
    "ended": "SELECT min(id) FROM certificate_event WHERE action = 'revoke'",
    "paper": "SELECT min(p.id) FROM paper p JOIN certificate c ON c.id = p.certificate_id"
    " WHERE c.status = 'valid'",
    "last_paper": "SELECT max(id) FROM paper WHERE certificate_id IS NOT NULL AND print_no = 1",
    "withheld": "SELECT min(p.id) FROM paper p JOIN certificate c ON c.id = p.certificate_id"
    " WHERE c.status = 'suspended'",
    "notice": "SELECT min(p.id) FROM paper p JOIN application a ON a.id = p.application_id"
    " WHERE p.kind = 'notice' AND a.status = 'registered'",
    "reprint": "SELECT max(id) FROM paper WHERE print_no = 2",
    "reprinted": "SELECT max(certificate_id) FROM paper WHERE print_no = 2",
    "proposal": "SELECT min(id) FROM proposal WHERE outcome = 'confirmed'",
    "open": "SELECT min(id) FROM proposal WHERE outcome IS NULL AND action = 'revoke'",
    "declined": "SELECT min(id) FROM proposal WHERE outcome = 'declined'",
    "taken_back": "SELECT min(id) FROM proposal WHERE outcome = 'withdrawn'",
    "confirmed": "SELECT min(id) FROM audit_entry WHERE verb = 'confirm'",
    "requested": """SELECT min(e.id) FROM audit_entry e JOIN paper p ON p.id = e.subject_id
                    JOIN certificate c ON c.id = p.certificate_id
                    WHERE e.verb = 'request' AND c.status = 'valid'""",
    "begun": "SELECT min(id) FROM audit_entry WHERE verb = 'begin'",
    "handed_in": "SELECT min(id) FROM audit_entry WHERE verb = 'submit'",
    "saved": "SELECT max(id) FROM audit_entry WHERE verb = 'save'",
    "issued": "SELECT min(id) FROM audit_entry WHERE verb = 'issue'",
    "stopped": "SELECT min(id) FROM audit_entry WHERE verb = 'suspend'",
    "moved": "SELECT min(subject_id) FROM audit_entry WHERE verb = 'change'",
    "named": "SELECT max(subject_id) FROM audit_entry WHERE subject_type = 'patent'",
    "renamed": """SELECT max(id) FROM audit_entry WHERE subject_type = 'patent'""",
    "set": "SELECT max(id) FROM programme_version",
    "aimed": "SELECT max(id) FROM target",
    "told": "SELECT min(id) FROM legal_event",
    "warning": "SELECT min(id) FROM patent_warning",
    "last_of_warning": "SELECT max(id) FROM warning_event",
    "assessment": "SELECT min(assessment_id) FROM patent_warning",
    "looked": "SELECT min(id) FROM patent_fetch",
    "annulled": "SELECT min(id) FROM technology_contract WHERE status = 'cancelled'",
    "annulled_party": """SELECT min(id) FROM contract_party WHERE contract_id =
                         (SELECT min(id) FROM technology_contract WHERE status = 'cancelled')""",
    "annulled_patent": """SELECT min(id) FROM contract_patent WHERE contract_id =
                          (SELECT min(id) FROM technology_contract WHERE status = 'cancelled')""",
    "annulment": "SELECT min(id) FROM contract_ledger WHERE reason = 'cancel'",
    "document": "SELECT max(id) FROM document",
    "removal": "SELECT min(id) FROM document_removal",
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
    "release": "SELECT min(release_id) FROM release_publication",
    "release_cell": """SELECT max(id) FROM release_cell WHERE release_id =
                       (SELECT min(release_id) FROM release_publication)""",
    "publication": "SELECT min(id) FROM release_publication",
    "patent": """SELECT min(patent_id) FROM patent_link WHERE application_id =
                 (SELECT min(application_id) FROM certificate WHERE status = 'valid')""",
}


def rows_in(connection: Connection) -> dict[str, Any]:
    """Name → key of the row."""
    rows = {name: connection.scalar(text(sql)) for name, sql in ROWS.items()}
    assert None not in rows.values(), rows
    return rows
