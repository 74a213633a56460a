"""Corrections of figures and their answers as the trail says, each decided by another person."""

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, json_of
from registry.integrity.report import Findings

SAYS = N_("Each correction of figures and its answer are as the trail says, and two persons' work.")

AMOUNTS = ("output_value", "sales_revenue", "export_value", "profit")

_CORRECTIONS = """
    SELECT c.id, c.application_id, c.serial, c.output_value, c.sales_revenue, c.export_value,
           c.profit, c.reason, c.asked_at, c.asked_by_id, a.examiner_id,
           row_number() OVER (PARTITION BY c.application_id ORDER BY c.id) AS place
    FROM correction c JOIN application a ON a.id = c.application_id ORDER BY c.id
"""
_ANSWERS = """
    SELECT correction_id, action, reason, answered_by_id, answered_at FROM correction_answer
    ORDER BY correction_id, id
"""
_ENTRIES = """
    SELECT subject_id, id, at, actor_id, verb, details FROM audit_entry
    WHERE subject_type = 'correction' ORDER BY subject_id, id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each correction beside its answer and its entries."""
    for row, parts in snapshot.beside(_CORRECTIONS, answers=_ANSWERS, entries=_ENTRIES):
        findings.rows += 1
        answers, entries = parts["answers"], parts["entries"]
        if [entry.verb for entry in entries] != ["ask", *(each.action for each in answers)]:
            findings.fault("correction", row.id, "Its history is not that of its trail.")
            continue
        _check_asked(row, entries[0], findings)
        for answer, entry in zip(answers, entries[1:], strict=True):
            _check_answer(row, answer, entry, findings)


def _check_asked(row: AnyRow, entry: AnyRow, findings: Findings) -> None:
    told = json_of(entry.details)
    expected: dict[str, tuple[object, object]] = {
        "application_id": (row.application_id, told.get("application")),
        "asked_by_id": (row.asked_by_id, entry.actor_id),
        "reason": (row.reason, told.get("reason")),
        "serial": (row.serial, row.place),
    }
    expected |= {name: (getattr(row, name), told.get(name)) for name in AMOUNTS}
    findings.expect("correction", row.id, expected)
    if not at_one_time([row.asked_at], [entry.at]):
        findings.fault("correction", row.id, "It was recorded at another time.")


def _check_answer(row: AnyRow, answer: AnyRow, entry: AnyRow, findings: Findings) -> None:
    expected: dict[str, tuple[object, object]] = {
        "reason of the answer": (answer.reason, json_of(entry.details).get("reason")),
        "answered_by_id": (answer.answered_by_id, entry.actor_id),
    }
    findings.expect("correction", row.id, expected)
    decided = answer.action in ("accept", "refuse")
    if decided and answer.answered_by_id in (row.asked_by_id, row.examiner_id):
        findings.fault("correction", row.id, "Who asked or examined decided on it.")
    if not at_one_time([answer.answered_at], [entry.at]):
        findings.fault("correction", row.id, "It was decided at another time.")
