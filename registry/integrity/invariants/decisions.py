"""What each decision rested on: the evaluation of its time; doubt was answered in writing."""

from collections.abc import Mapping, Sequence
from typing import Any

from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, at_one_time, in_order, json_of
from registry.integrity.report import Findings

SAYS = N_("Each decision rests on the evaluation of its time, and doubt was answered in writing.")

# The stages whose findings must be met.
STAGES = {
    "register": {"registration"},
    "announce": {"registration", "certification"},
    "certify": {"registration", "certification"},
}
# With these acts the rules are run, and the evaluation kept.
RUNS_RULES = ("submit", "announce")
UNDECIDED = ("begin", "save", "attach", "remove", "submit", "withdraw")

_DECISIONS = """
    SELECT d.application_id, d.id, d.action, d.reason, d.note, d.decided_at, d.evaluation_id,
           e.application_id AS evaluated, e.at, e.result
    FROM decision d JOIN evaluation e ON e.id = d.evaluation_id ORDER BY d.application_id, d.id
"""
_ENTRIES = """
    SELECT subject_id, verb, at FROM audit_entry WHERE subject_type = 'application'
    ORDER BY subject_id, id
"""
_EVALUATIONS = "SELECT application_id, id, at FROM evaluation ORDER BY application_id, id"


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Each application's evaluations against its trail, and its decisions against both."""
    applications = snapshot.beside(
        "SELECT id FROM application ORDER BY id",
        decisions=_DECISIONS,
        entries=_ENTRIES,
        evaluations=_EVALUATIONS,
    )
    for row, parts in applications:
        earliest = _earliest(row, parts["entries"], parts["evaluations"], findings)
        for decision, evaluation_id in zip(parts["decisions"], earliest, strict=False):
            findings.rows += 1
            _check_basis(decision, evaluation_id, findings)
            _check_doubt(decision, json_of(decision.result), findings)


def _earliest(
    row: AnyRow, entries: Sequence[AnyRow], evaluations: Sequence[AnyRow], findings: Findings
) -> list[int]:
    """For each decision of the trail the oldest evaluation that it may rest on: the one of the
    last act before it that runs the rules. They may have been run again since."""
    coming, earliest, last = iter(evaluations), [], 0
    for entry in entries:
        if entry.verb in RUNS_RULES:
            at = [entry.at]
            found = next((each for each in coming if at_one_time(at, [each.at])), None)
            if found is None:
                findings.fault(
                    "application",
                    row.id,
                    "What the rules found on {verb} is gone.",
                    verb=entry.verb,
                )
            last = found.id if found else last
        if entry.verb not in UNDECIDED:
            earliest.append(last)
    return earliest


def _check_basis(decision: AnyRow, earliest: int, findings: Findings) -> None:
    if decision.evaluated != decision.application_id:
        findings.fault("decision", decision.id, "It rests on another application's evaluation.")
    elif decision.evaluation_id < earliest or not in_order([decision.at, decision.decided_at]):
        findings.fault("decision", decision.id, "It rests on an evaluation of another time.")


def _check_doubt(decision: AnyRow, result: Mapping[str, Any], findings: Findings) -> None:
    """Not met needs a reason and a note, undetermined a note; so does having found nothing."""
    stages = STAGES.get(decision.action, set())
    answers = {each["answer"] for each in result["findings"] if each["stage"] in stages}
    if not stages or answers == {"met"}:
        return
    written = decision.note.strip() and (decision.reason.strip() or "not_met" not in answers)
    if not written:
        findings.fault(
            "decision",
            decision.id,
            "{action} was decided without a word on findings that are not met or undetermined.",
            action=decision.action,
        )
