"""The database itself: its pages, its triggers, and the constraints that carry the invariants."""

from sqlalchemy import inspect

from registry.integrity.databases import database
from registry.integrity.invariant import N_
from registry.integrity.reading import Snapshot
from registry.integrity.report import Findings

SAYS = N_("The database is undamaged, and its triggers and constraints are in their place.")

APPEND_ONLY = {
    "audit_entry",
    "audit_link",
    "certificate_event",
    "contract_ledger",
    "contract_party",
    "contract_patent",
    "correction",
    "correction_answer",
    "decision",
    "document",
    "document_removal",
    "evaluation",
    "kept_answer",
    "ledger_entry",
    "objection",
    "objection_answer",
    "legal_event",
    "patent_fetch",
    "patent_publication",
    "programme_version",
    "release",
    "release_cell",
    "release_publication",
    "staff_note",
    "status_statement",
    "warning_assessment",
    "warning_event",
    "watch_run",
}
CONSTRAINTS = {
    "application": {
        "uq_application_public_id",
        "uq_application_product_id_round_year",
        "uq_application_registration_number",
        "ck_application_four_eyes",
        "ck_application_application_status",
    },
    "certificate": {
        "uq_certificate_number",
        "uq_certificate_year_serial",
        "uq_certificate_application_id",
    },
    "certificate_event": {"uq_certificate_event_proposal_id"},
    "contract_ledger": {"ck_contract_ledger_sign"},
    "release_publication": {
        "uq_release_publication_data_year_serial",
        "uq_release_publication_release_id",
    },
    "technology_contract": {"uq_technology_contract_counted", "ck_technology_contract_four_eyes"},
    "enterprise": {"uq_enterprise_credit_code"},
    "ledger_entry": {"ck_ledger_entry_sign"},
    "paper": {
        "uq_paper_number_print_no",
        "uq_paper_pdf_sha256",
        "ck_paper_kind",
        "ck_paper_reprint",
        "ck_paper_made_whole",
    },
    "proposal": {
        "uq_proposal_open",
        "ck_proposal_ended_whole",
        "ck_proposal_decided_by_a_person",
        "ck_proposal_revoked_by_two",
    },
    "audit_link": {"uq_audit_link_entry_id"},
    "kept_answer": {"uq_kept_answer_user_id_key"},
    "patent": {"uq_patent_office_number"},
    "user": {"uq_user_email", "uq_user_fs_uniquifier"},
}


def check(snapshot: Snapshot, findings: Findings) -> None:
    """What the database says of itself, then what should be there."""
    used = database()
    for said in used.damage(snapshot.connection):
        findings.fault("", None, "The database finds: {said}", said=said)
    for table in sorted(APPEND_ONLY - used.guarded(snapshot.connection)):
        findings.fault(table, None, "Its triggers no longer refuse changing and deleting.")
    for table, names in CONSTRAINTS.items():
        findings.rows += len(names)
        for name in sorted(names - _constraints(snapshot, table)):
            findings.fault(table, None, "The constraint {name} is not there.", name=name)


def _constraints(snapshot: Snapshot, table: str) -> set[str | None]:
    reflected = inspect(snapshot.connection)
    unique = {str(each["name"]) for each in reflected.get_unique_constraints(table)}
    # A constraint over some of the rows is an index.
    unique |= {str(each["name"]) for each in reflected.get_indexes(table) if each["unique"]}
    return {*unique, *(str(each["name"]) for each in reflected.get_check_constraints(table))}
