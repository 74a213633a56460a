"""What the rules would have found with the corrected amounts."""

from collections.abc import Mapping
from dataclasses import replace

from registry.applications.corrections import Correction
from registry.applications.queries import latest_evaluation
from registry.eligibility.evaluate import Evaluation, evaluate
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Answer, Finding


def changed_findings(
    correction: Correction, before: Mapping[str, int]
) -> tuple[Finding, ...] | None:
    """The findings that get another answer by the correction alone: the facts are those of the last
    examination, with the amounts that count now and with the corrected ones. Both run by today's
    rules for the round. None where it was never examined.
    """
    record = latest_evaluation(correction.application_id)
    if record is None:
        return None
    facts = Facts.from_json(record.facts)
    was = _by_subject(_with(facts, before))
    now = _by_subject(_with(facts, correction.amounts))
    return tuple(finding for key, finding in now.items() if _answer(was.get(key)) != finding.answer)


def _with(facts: Facts, amounts: Mapping[str, int]) -> Evaluation:
    return evaluate(replace(facts, declaration=replace(facts.declaration, **amounts)))


def _by_subject(evaluation: Evaluation) -> dict[tuple[str, str], Finding]:
    return {(each.rule, each.subject or ""): each for each in evaluation.findings}


def _answer(finding: Finding | None) -> Answer | None:
    return finding.answer if finding else None
