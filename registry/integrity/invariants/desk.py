"""Who works on what, and the staff's notes: as the trail says."""

from collections.abc import Sequence

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, iso, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("Each assignment is as it was last made, and each note of the staff as it was written.")

_ASSIGNMENTS = """
    SELECT id, application_id, stage, reviewer_id, version, assigned_at FROM assignment ORDER BY id
"""
_DELEGATIONS = """
    SELECT id, reviewer_id, to_id, from_on, until_on, ended_at FROM delegation ORDER BY id
"""
_NOTES = "SELECT id, application_id, by_id, at, text FROM staff_note ORDER BY id"
_ENTRIES = """
    SELECT subject_id, id, at, actor_id, verb, details FROM audit_entry
    WHERE subject_type = '{subject}' ORDER BY subject_id, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each row beside its entries."""
    for row, parts in snapshot.beside(_ASSIGNMENTS, entries=_ENTRIES.format(subject="assignment")):
        findings.rows += 1
        _check_assignment(row, parts["entries"], findings)
    for row, parts in snapshot.beside(_DELEGATIONS, entries=_ENTRIES.format(subject="delegation")):
        findings.rows += 1
        _check_delegation(row, parts["entries"], findings)
    for row, parts in snapshot.beside(_NOTES, entries=_ENTRIES.format(subject="staff_note")):
        findings.rows += 1
        _check_note(row, parts["entries"], findings)


def _check_delegation(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    ended = [row.ended_at] if row.ended_at is not None else []
    if [entry.verb for entry in entries] != ["delegate", *("end" for _ in ended)]:
        findings.fault("delegation", row.id, "Its history is not that of its trail.")
        return
    told = json_of(entries[0].details)
    expected: dict[str, tuple[object, object]] = {
        "reviewer_id": (row.reviewer_id, entries[0].actor_id),
        "to_id": (row.to_id, told.get("to")),
        "from_on": (iso(row.from_on), told.get("from_on")),
        "until_on": (iso(row.until_on), told.get("until_on")),
    }
    findings.expect("delegation", row.id, expected)
    if not at_one_time(ended, [entry.at for entry in entries[1:]]):
        findings.fault("delegation", row.id, "It was made at another time.")


def _check_assignment(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    versions = [json_of(entry.details).get("version") for entry in entries]
    if not entries or versions != list(range(1, len(entries) + 1)):
        findings.fault("assignment", row.id, "Its trail is not one of changes, each counted once.")
        return
    told, last = json_of(entries[-1].details), entries[-1]
    expected: dict[str, tuple[object, object]] = {
        "application_id": (row.application_id, told.get("application")),
        "stage": (row.stage, told.get("stage")),
        "reviewer_id": (row.reviewer_id, told.get("reviewer")),
        "version": (row.version, told.get("version")),
    }
    findings.expect("assignment", row.id, expected)
    if (last.verb == "put_back") != (row.reviewer_id is None):
        findings.fault("assignment", row.id, "Its trail is not one of changes, each counted once.")
    if not at_one_time([row.assigned_at], [last.at]):
        findings.fault("assignment", row.id, "It was made at another time.")


def _check_note(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    if len(entries) != 1:
        findings.fault("staff_note", row.id, "Its trail does not begin with its beginning, once.")
        return
    told = json_of(entries[0].details)
    expected: dict[str, tuple[object, object]] = {
        "application_id": (row.application_id, told.get("application")),
        "by_id": (row.by_id, entries[0].actor_id),
        "SHA-256 of the text": (sha256(row.text.encode()), told.get("sha256")),
    }
    findings.expect("staff_note", row.id, expected)
    if not at_one_time([row.at], [entries[0].at]):
        findings.fault("staff_note", row.id, "It was made at another time.")
