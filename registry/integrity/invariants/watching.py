"""Warnings about patents: each as its trail has it, with every step of its history."""

from collections.abc import Sequence

from registry.integrity.invariant import N_
from registry.integrity.reading import (
    AnyRow,
    Snapshot,
    at_one_time,
    in_order,
    iso,
    json_of,
)
from registry.integrity.report import Findings

SAYS = N_("Each warning about a patent, and every step of it, stands as its trail says.")

# The moves, written down a second time; a test compares the two.
UNFINISHED = ("open", "answered", "proposed", "upheld")
MOVES = {
    "answer": {"open": "answered", **{each: each for each in UNFINISHED[1:]}},
    "propose": {"open": "proposed", "answered": "proposed"},
    "uphold": {"proposed": "upheld"},
    "settle": {"proposed": "dismissed", "upheld": "dismissed"},
    "recall": {"proposed": "open"},
    "correct": {each: each for each in UNFINISHED},
    "dismiss": {"open": "dismissed", "answered": "dismissed"},
    "clear": dict.fromkeys(UNFINISHED, "cleared"),
    "close": dict.fromkeys(UNFINISHED, "closed"),
}
_WARNINGS = """
    SELECT w.id, w.application_id, w.patent_id, w.cause, w.status, w.version, w.effective_on,
           w.known_on, w.opened_on, w.answer_by, w.threatens, w.said, w.proposal_id,
           a.left_out, a.facts_sha256, a.application_id AS assessed
    FROM patent_warning w JOIN warning_assessment a ON a.id = w.assessment_id ORDER BY w.id
"""
_EVENTS = """
    SELECT warning_id, id, action, at, by_id, text, other_patent, reference
    FROM warning_event ORDER BY warning_id, id
"""
_ENTRIES = """
    SELECT subject_id, id, verb, at, actor_id, details FROM audit_entry
    WHERE subject_type = 'patent_warning' ORDER BY subject_id, id
"""
_DAYS = ("effective_on", "known_on", "opened_on", "answer_by")
_TEXTS = ("text", "other_patent", "reference")


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each warning beside its history and its trail."""
    for row, parts in snapshot.beside(_WARNINGS, events=_EVENTS, entries=_ENTRIES):
        findings.rows += 1
        _check_history(row, parts["events"], parts["entries"], findings)
        _replay(row, parts["events"], findings)
        _check_standing(row, parts["entries"], findings)


def _check_history(
    row: AnyRow, events: Sequence[AnyRow], entries: Sequence[AnyRow], findings: Findings
) -> None:
    happened = [(e.action, e.by_id, *(getattr(e, name) for name in _TEXTS)) for e in events]
    trail = []
    for entry in entries:
        details = json_of(entry.details)
        trail.append((entry.verb, entry.actor_id, *(details.get(name) for name in _TEXTS)))
    when, said = [each.at for each in events], [each.at for each in entries]
    if happened != trail or not at_one_time(when, said) or not in_order(said):
        findings.fault("patent_warning", row.id, "Its history is not that of its trail.")


def _replay(row: AnyRow, events: Sequence[AnyRow], findings: Findings) -> None:
    begun = [event.action for event in events[:1]]
    if begun != ["warn"]:
        findings.fault("patent_warning", row.id, "Its history does not begin with the warning.")
    status: str | None = "open"
    for event in events[1:]:
        status = MOVES.get(event.action, {}).get(status or "")
    expected: dict[str, tuple[object, object]] = {
        "status": (row.status, status),
        "version": (row.version, len(events)),
    }
    findings.expect("patent_warning", row.id, expected)


def _check_standing(row: AnyRow, entries: Sequence[AnyRow], findings: Findings) -> None:
    details = json_of(entries[-1].details) if entries else {}
    now = {name: iso(getattr(row, name)) for name in _DAYS} | {
        "application": row.application_id,
        "patent": row.patent_id,
        "cause": row.cause,
        "status": row.status,
        "threatens": bool(row.threatens),
        "said": json_of(row.said),
        "left_out": json_of(row.left_out),
        "facts_sha256": row.facts_sha256,
        "proposal": row.proposal_id,
    }
    expected = {name: (value, details.get(name)) for name, value in now.items()}
    expected["assessment"] = row.assessed, row.application_id
    findings.expect("patent_warning", row.id, expected)
