"""Stored facts are as they were, and the rules find the same in them again."""

from registry.eligibility.evaluate import Evaluation, replays
from registry.eligibility.facts import Facts
from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, canonical, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("The facts of each evaluation have their hash, and replaying it gives the same answers.")

_EVALUATIONS = """
    SELECT id, application_id, rule_set, facts, facts_sha256, result FROM evaluation ORDER BY id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Hash each, then replay it where its rule set is still the shipped one."""
    unknown: dict[str, int] = {}
    for row in snapshot.rows(_EVALUATIONS):
        findings.rows += 1
        if not _check_one(row, findings):
            unknown[row.rule_set] = unknown.get(row.rule_set, 0) + 1
    for rule_set, count in sorted(unknown.items()):
        findings.notice(
            "evaluation",
            None,
            "{count} were made under the rule set {rule_set}, which is not shipped any more.",
            count=count,
            rule_set=rule_set,
        )


def _check_one(row: AnyRow, findings: Findings) -> bool:
    """Whether it could be replayed."""
    facts, result = json_of(row.facts), json_of(row.result)
    if sha256(canonical(facts, ascii_only=True)) != row.facts_sha256:
        findings.fault("evaluation", row.id, "Its facts do not have the hash that it states.")
    findings.expect("evaluation", row.id, {"rule_set": (row.rule_set, result.get("rule_set"))})
    again = _replayed(row.id, facts, result, findings)
    if again is False:
        findings.fault("evaluation", row.id, "The same facts and rules give other answers now.")
    return again is not None


def _replayed(row_id: int, facts: object, result: object, findings: Findings) -> bool | None:
    try:
        return replays(Facts.from_json(facts), Evaluation.from_json(result))
    except ValueError as error:
        findings.fault("evaluation", row_id, "It cannot be read: {error}", error=error)
        return True
