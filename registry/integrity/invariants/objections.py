"""Objections and their answers as the trail says; nothing was certified against one."""

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, iso, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("Each objection and its answer are as the trail says, and none stood when certified.")

_OBJECTIONS = """
    SELECT o.id, o.application_id, o.name, o.contact, o.ground, o.text, o.content_sha256,
           o.received_on, o.recorded_at, o.recorded_by_id, a.status
    FROM objection o JOIN application a ON a.id = o.application_id ORDER BY o.id
"""
_ANSWERS = """
    SELECT objection_id, kind, reason, answered_by_id, answered_at FROM objection_answer
    ORDER BY objection_id, id
"""
_ENTRIES = """
    SELECT subject_id, id, at, actor_id, verb, details FROM audit_entry
    WHERE subject_type = 'objection' ORDER BY subject_id, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each objection beside its answer and its entries."""
    for row, parts in snapshot.beside(_OBJECTIONS, answers=_ANSWERS, entries=_ENTRIES):
        findings.rows += 1
        answers, entries = parts["answers"], parts["entries"]
        verbs = [entry.verb for entry in entries]
        if verbs != ["receive", *(answer.kind for answer in answers)]:
            findings.fault("objection", row.id, "Its history is not that of its trail.")
            continue
        _check_received(row, entries[0], findings)
        for answer, entry in zip(answers, entries[1:], strict=True):
            _check_answer(row, answer, entry, findings)
        if row.status == "certified" and [each.kind for each in answers] != ["dismissed"]:
            findings.fault("objection", row.id, "It stands, and the application is certified.")


def _check_received(row: AnyRow, entry: AnyRow, findings: Findings) -> None:
    told = json_of(entry.details)
    said = sha256("\0".join((row.name, row.contact, row.ground, row.text)).encode())
    expected: dict[str, tuple[object, object]] = {
        "application_id": (row.application_id, told.get("application")),
        "received_on": (iso(row.received_on), told.get("received_on")),
        "recorded_by_id": (row.recorded_by_id, entry.actor_id),
        "content_sha256": (row.content_sha256, told.get("sha256")),
        "SHA-256 of its content": (said, told.get("sha256")),
    }
    findings.expect("objection", row.id, expected)
    if not at_one_time([row.recorded_at], [entry.at]):
        findings.fault("objection", row.id, "It was recorded at another time.")


def _check_answer(row: AnyRow, answer: AnyRow, entry: AnyRow, findings: Findings) -> None:
    expected: dict[str, tuple[object, object]] = {
        "reason of the answer": (answer.reason, json_of(entry.details).get("reason")),
        "answered_by_id": (answer.answered_by_id, entry.actor_id),
    }
    findings.expect("objection", row.id, expected)
    if not at_one_time([answer.answered_at], [entry.at]):
        findings.fault("objection", row.id, "It was decided at another time.")
