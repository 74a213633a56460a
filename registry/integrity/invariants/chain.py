"""The trail as a chain: each entry in its place, with the hash that its content and the hash before
it give."""

from registry.integrity.canonical import jcs
from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, json_of, moment_text, sha256
from registry.integrity.report import Findings

SAYS = N_("Each entry of the trail is in its place, without gap, and has the hash that it should.")

BEGINNING = "0" * 64
NAMES = ("id", "actor_id", "actor_name", "verb", "subject_type", "subject_id")
_LINKS = """
    SELECT l.sequence, l.entry_id, l.sha256, e.id, e.at, e.actor_id, e.actor_name, e.verb,
           e.subject_type, e.subject_id, e.details
    FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id ORDER BY l.sequence
"""
_UNLINKED = """
    SELECT e.id FROM audit_entry e LEFT JOIN audit_link l ON l.entry_id = e.id
    WHERE l.sequence IS NULL ORDER BY e.id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """From the first link to the last; a broken one is named, and the next judged by what it says,
    so that one change is one fault."""
    sequence, previous = 0, BEGINNING
    for row in snapshot.rows(_LINKS):
        findings.rows += 1
        if row.sequence != sequence + 1:
            findings.fault(
                "audit_link",
                row.sequence,
                "Before this one, {count} of the trail's entries are not there.",
                count=row.sequence - sequence - 1,
            )
        elif hash_of(row, previous) != row.sha256:
            said = N_("It is not as it was written, or does not stand where it did.")
            findings.fault("audit_entry", row.entry_id, said)
        sequence, previous = row.sequence, row.sha256
    for row in snapshot.rows(_UNLINKED):
        findings.fault("audit_entry", row.id, "It has no place in the chain of the trail.")


def hash_of(row: AnyRow, previous: str) -> str:
    """The hash that the entry of a link should have; none for an entry that is not there."""
    if row.id is None:
        return ""
    content = {name: getattr(row, name) for name in NAMES}
    content |= {"at": moment_text(row.at), "details": json_of(row.details)}
    content |= {"sequence": row.sequence, "previous": previous}
    return sha256(jcs(content).encode())
