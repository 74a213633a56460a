"""Stored facts are as they were, and the rules find the same in them again."""

from registry.eligibility.evaluate import Evaluation, replays
from registry.eligibility.facts import Facts
from registry.integrity.invariant import N_
from registry.integrity.reading import AnyRow, Snapshot, canonical, json_of, sha256
from registry.integrity.report import Findings

SAYS = N_("The facts of each evaluation have their hash, and replaying it gives the same answers.")

# What decisions rest on, and what warnings about patents do.
TABLES = ("evaluation", "warning_assessment")
_EVALUATIONS = """
    SELECT id, application_id, rule_set, facts, facts_sha256, result FROM {table} ORDER BY id
"""


def check(snapshot: Snapshot, findings: Findings) -> None:
    """Hash each, then replay it where its rule set is still the shipped one."""
    for table in TABLES:
        _check_all(snapshot, table, findings)


def _check_all(snapshot: Snapshot, table: str, findings: Findings) -> None:
    unknown: dict[str, int] = {}
    for row in snapshot.rows(_EVALUATIONS.format(table=table)):
        findings.rows += 1
        if not _check_one(row, table, findings):
            unknown[row.rule_set] = unknown.get(row.rule_set, 0) + 1
    for rule_set, count in sorted(unknown.items()):
        findings.notice(
            table,
            None,
            "{count} were made under the rule set {rule_set}, which is not shipped any more.",
            count=count,
            rule_set=rule_set,
        )


def _check_one(row: AnyRow, table: str, findings: Findings) -> bool:
    """Whether it could be replayed."""
    facts, result = json_of(row.facts), json_of(row.result)
    if sha256(canonical(facts, ascii_only=True)) != row.facts_sha256:
        findings.fault(table, row.id, "Its facts do not have the hash that it states.")
    findings.expect(table, row.id, {"rule_set": (row.rule_set, result.get("rule_set"))})
    again = _replayed((table, row.id), facts, result, findings)
    if again is False:
        findings.fault(table, row.id, "The same facts and rules give other answers now.")
    return again is not None


def _replayed(
    row: tuple[str, int], facts: object, result: object, findings: Findings
) -> bool | None:
    try:
        return replays(Facts.from_json(facts), Evaluation.from_json(result))
    except ValueError as error:
        findings.fault(*row, "It cannot be read: {error}", error=error)
        return True
