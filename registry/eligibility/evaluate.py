"""One run of the rules over frozen facts.

Rules run closed: whatever goes wrong in one is `undetermined` in its finding, never a pass and
never an error page. The rules are those in force on the filing deadline of the round.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from string import Formatter
from typing import Any, Self

from registry.eligibility.catalogue import rules_on
from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.parameters import parameters_on
from registry.eligibility.plain import from_plain, sha256_of, to_plain
from registry.eligibility.rule import (
    WORST_FIRST,
    Answer,
    Finding,
    PatentCheck,
    Rule,
    Stage,
    Verdict,
    met,
    undetermined,
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the rules found. `rules` (labels) and `parameters` are what `rule_set` is a hash of."""

    rule_set: str
    rules: tuple[str, ...]
    parameters: dict[str, str] = field(hash=False)
    findings: tuple[Finding, ...]

    def answer(self, stage: Stage) -> Answer:
        """The worst answer of a stage; certification rests on registration too. Where a stage has
        no finding at all, nothing was examined: undetermined."""
        stages = {stage, Stage.REGISTRATION}
        answers = [finding.answer for finding in self.findings if finding.stage in stages]
        if not stages <= {finding.stage for finding in self.findings}:
            answers.append(Answer.UNDETERMINED)
        return worst(answers)

    def of(self, stage: Stage) -> tuple[Finding, ...]:
        """The findings of the rules of one stage alone."""
        return tuple(finding for finding in self.findings if finding.stage is stage)

    @property
    def example(self) -> bool:
        """Whether any finding was decided by example data: then every paper must say so."""
        return any(finding.example for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Plain data for `json.dumps`; `from_json` reads it back to an equal evaluation."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Raises `PlainError` naming the first field that is not as it should be."""
        return from_plain(cls, data)


def worst(answers: Iterable[Answer]) -> Answer:
    """Not met before undetermined before met; of no answers: undetermined."""
    given = set(answers)
    return next((answer for answer in WORST_FIRST if answer in given), Answer.UNDETERMINED)


def evaluate(facts: Facts) -> Evaluation:
    """Runs every rule of the round; never raises for what a rule does."""
    day = facts.round.filing_by
    return run(facts, rules_on(day), parameters_on(day))


def run(facts: Facts, rules: tuple[Rule, ...], parameters: dict[str, str]) -> Evaluation:
    """The findings of the given rules, in their order; `parameters` are recorded, not passed."""
    labels = tuple(sorted(rule.label for rule in rules))
    return Evaluation(
        rule_set=rule_set_name(facts.round.year, labels, parameters),
        rules=labels,
        parameters=parameters,
        findings=tuple(finding for rule in rules for finding in _findings(rule, facts)),
    )


def rule_set_name(year: int, labels: tuple[str, ...], parameters: dict[str, str]) -> str:
    """The year of the round and eight digits that change with any rule or parameter value."""
    return f"{year}-{sha256_of([labels, parameters])[:8]}"


def replays(facts: Facts, stored: Evaluation) -> bool | None:
    """Whether the facts give the stored answers again; None when the rule set has changed since
    (then the stored evaluation stands and cannot be made again by this version).

    Answers count, not their wording: a message may be put better without a new rule set.
    """
    now = evaluate(facts)
    if now.rule_set != stored.rule_set:
        return None
    return answers_of(now) == answers_of(stored)


def answers_of(evaluation: Evaluation) -> list[tuple[str, str, Answer, bool]]:
    """Rule, subject, answer and whether an example decided, of each finding, sorted."""
    return sorted(
        (each.rule, each.subject or "", each.answer, each.example) for each in evaluation.findings
    )


def _findings(rule: Rule, facts: Facts) -> Iterator[Finding]:
    check = rule.on_application
    if check is not None:
        yield _finding(rule, _closed(rule, lambda: check(facts)))
    elif rule.on_patent is None or not facts.patents:
        yield _finding(rule, undetermined("No patent is linked, so this cannot be examined."))
    else:
        yield from _patent_findings(rule, rule.on_patent, facts)


def _patent_findings(rule: Rule, check: PatentCheck, facts: Facts) -> Iterator[Finding]:
    """One finding for each patent that does not meet the rule, or one for all that do."""
    verdicts = [(patent, _closed_on(rule, check, facts, patent)) for patent in facts.patents]
    if all(verdict.answer is Answer.MET for _, verdict in verdicts):
        yield _finding(rule, _closed(rule, lambda: _all_met(rule, [each for _, each in verdicts])))
    for patent, verdict in verdicts:
        if verdict.answer is not Answer.MET:
            yield _finding(rule, verdict, patent.typed)


def _all_met(rule: Rule, verdicts: list[Verdict]) -> Verdict:
    """The rule's summary; besides {count} it may use any value that the verdicts share."""
    wanted = {name for _, name, _, _ in Formatter().parse(rule.all_met) if name} - {"count"}
    shared = {name: verdicts[0].values[name] for name in wanted}
    example = any(verdict.example for verdict in verdicts)
    return met(rule.all_met, count=len(verdicts), **shared).by_example(example)


def _closed_on(rule: Rule, check: PatentCheck, facts: Facts, patent: PatentFacts) -> Verdict:
    return _closed(rule, lambda: check(facts, patent))


def _closed(rule: Rule, ask: Callable[[], Verdict]) -> Verdict:
    try:
        verdict = ask()
    except Exception:  # closed: a rule that fails must never let an application pass
        verdict = None
    if isinstance(verdict, Verdict):
        return verdict
    return undetermined(
        "The rule {rule} could not be run on these facts; a reviewer must examine the point.",
        rule=rule.id,
    )


def _finding(rule: Rule, verdict: Verdict, subject: str | None = None) -> Finding:
    return Finding(
        rule=rule.id,
        stage=rule.stage,
        answer=verdict.answer,
        message=verdict.message,
        values=verdict.values,
        citation=verdict.citation or rule.citation,
        subject=subject,
        example=verdict.example,
    )
