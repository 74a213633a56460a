"""What a row refers to is there, and what is to be unique is."""

from sqlalchemy import inspect
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint

from registry.integrity.invariant import N_
from registry.integrity.reading import Snapshot
from registry.integrity.report import Findings

SAYS = N_("Every row that another refers to is there, and what must be unique occurs once.")

# Written down here, for a constraint that is gone cannot say what it was.
UNIQUE = {
    "application": ("public_id", "product_id, round_year", "registration_number"),
    "assignment": ("application_id",),
    "audit_link": ("sequence", "entry_id"),
    "certificate": ("number", "year, serial", "application_id"),
    "certificate_event": ("proposal_id",),
    "correction": ("public_id", "application_id, serial"),
    "correction_answer": ("correction_id",),
    "counter": ("series, year",),
    "document": ("public_id",),
    "document_removal": ("document_id",),
    "enterprise": ("credit_code",),
    "kept_answer": ("user_id, key",),
    "objection": ("public_id", "application_id, content_sha256"),
    "objection_answer": ("objection_id",),
    "paper": ("number, print_no", "pdf_sha256"),
    "patent": ("office, number",),
    "patent_fetch": ("source, document, sha256, fetched_at",),
    "legal_event": ("patent_id, content",),
    "patent_link": ("application_id, position", "application_id, patent_id"),
    "product": ("enterprise_id, name",),
}
# The trail names what it is about by word and id, which no foreign key can hold.
SUBJECTS = (
    "application",
    "assignment",
    "certificate",
    "correction",
    "delegation",
    "enterprise",
    "objection",
    "paper",
    "patent",
    "patent_fetch",
    "patent_warning",
    "proposal",
    "staff_note",
    "technology_contract",
    "user",
)
_PRODUCTS = """
    SELECT a.id, a.enterprise_id, p.enterprise_id AS owner FROM application a
    JOIN product p ON p.id = a.product_id WHERE p.enterprise_id <> a.enterprise_id ORDER BY a.id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Every foreign key of every table, every subject of the trail, every unique column."""
    reflected = inspect(snapshot.connection)
    for table in reflected.get_table_names():
        for key in reflected.get_foreign_keys(table):
            _check_key(snapshot, findings, table, key)
    for subject in SUBJECTS:
        _check_subject(snapshot, findings, subject)
    for table, uniques in UNIQUE.items():
        for columns in uniques:
            _check_unique(snapshot, findings, table, columns)
    for row in snapshot.rows(_PRODUCTS):
        findings.fault("application", row.id, "Its product is another enterprise's.")


def _check_key(
    snapshot: Snapshot, findings: Findings, table: str, key: ReflectedForeignKeyConstraint
) -> None:
    target = key["referred_table"]
    column, referred = key["constrained_columns"][0], key["referred_columns"][0]
    findings.rows += 1
    lost = snapshot.rows(
        # Names from the database itself.
        f'SELECT t."{column}" AS value FROM "{table}" t LEFT JOIN "{target}" r '  # nosec B608
        f'ON r."{referred}" = t."{column}" '
        f'WHERE t."{column}" IS NOT NULL AND r."{referred}" IS NULL ORDER BY 1'
    )
    for row in lost:
        findings.fault(
            table,
            None,
            "{column} names {target} {value}, which is not there.",
            column=column,
            target=target,
            value=row.value,
        )


def _check_subject(snapshot: Snapshot, findings: Findings, subject: str) -> None:
    lost = snapshot.rows(
        # Our own list of names.
        f'SELECT e.id, e.subject_id FROM audit_entry e LEFT JOIN "{subject}" s '  # nosec B608
        f"ON s.id = e.subject_id WHERE e.subject_type = '{subject}' AND s.id IS NULL ORDER BY e.id"
    )
    for row in lost:
        findings.fault(
            "audit_entry",
            row.id,
            "It is about {subject} {id}, which is not there.",
            subject=subject,
            id=row.subject_id,
        )


def _check_unique(snapshot: Snapshot, findings: Findings, table: str, columns: str) -> None:
    present = " AND ".join(f"{column} IS NOT NULL" for column in columns.split(", "))
    repeated = snapshot.rows(
        # Our own list of names.
        f"SELECT {columns}, count(*) AS times FROM {table} WHERE {present} "  # nosec B608
        f"GROUP BY {columns} HAVING count(*) > 1"
    )
    for row in repeated:
        findings.fault(
            table,
            None,
            "{columns} {value} occurs {times} times.",
            columns=columns,
            value=", ".join(map(str, row[:-1])),
            times=row.times,
        )
