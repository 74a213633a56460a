"""One run of the rules: closed, the worst answer counts, and it can be replayed."""

import json
from dataclasses import replace
from datetime import date

import pytest
from eligibility_cases import changed_facts

from registry.eligibility.evaluate import (
    Evaluation,
    evaluate,
    replays,
    rule_set_name,
    run,
    worst,
)
from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.rule import Answer, Rule, Stage, Verdict, met, not_met, rule

FACTS = changed_facts({})
DAY = date(2023, 1, 1)


@rule("breaks", Stage.REGISTRATION, "own", title="Breaks", since=DAY)
def breaks(facts: Facts) -> Verdict:
    raise ZeroDivisionError


@rule("answers_nothing", Stage.REGISTRATION, "own", title="Answers nothing", since=DAY)
def answers_nothing(facts: Facts) -> Verdict:
    return None  # type: ignore[return-value]  # what a rule with a forgotten branch does


@rule(
    "breaks_on_second",
    Stage.REGISTRATION,
    "own",
    title="Breaks on second",
    since=DAY,
    each="patent",
    all_met="All {count}.",
)
def breaks_on_second(facts: Facts, patent: PatentFacts) -> Verdict:
    if patent == facts.patents[1]:
        raise RecursionError
    return met("Fine.")


@rule(
    "summary_breaks",
    Stage.REGISTRATION,
    "own",
    title="Summary breaks",
    since=DAY,
    each="patent",
    all_met="All {count} are {colour}.",
)
def summary_breaks(facts: Facts, patent: PatentFacts) -> Verdict:
    return met("Fine.")


@rule("passes", Stage.REGISTRATION, "own", title="Passes", since=DAY)
def passes(facts: Facts) -> Verdict:
    return met("Fine.")


@rule("passes_late", Stage.CERTIFICATION, "own", title="Passes late", since=DAY)
def passes_late(facts: Facts) -> Verdict:
    return met("Fine.")


@rule("fails", Stage.REGISTRATION, "own", title="Fails", since=DAY)
def fails(facts: Facts) -> Verdict:
    return not_met("Wrong.")


@pytest.mark.parametrize("broken", [breaks, answers_nothing, breaks_on_second, summary_breaks])
def test_a_rule_that_fails_is_undetermined_and_the_others_still_run(broken: Rule) -> None:
    evaluation = run(FACTS, (passes, broken, passes_late), {})
    assert [each.answer for each in evaluation.findings] == ["met", "undetermined", "met"]
    finding = evaluation.findings[1]
    assert f"The rule {finding.rule} could not be run" in finding.text()
    assert evaluation.answer(Stage.CERTIFICATION) == Answer.UNDETERMINED


def test_a_rule_that_fails_on_one_patent_names_that_patent() -> None:
    (finding,) = run(FACTS, (breaks_on_second,), {}).findings
    assert finding.subject == FACTS.patents[1].typed


def test_certification_is_only_as_good_as_registration() -> None:
    evaluation = run(FACTS, (fails, passes_late), {})
    assert evaluation.answer(Stage.CERTIFICATION) == Answer.NOT_MET
    assert [each.rule for each in evaluation.of(Stage.CERTIFICATION)] == ["passes_late"]


def test_registration_does_not_wait_for_the_benchmarks() -> None:
    evaluation = evaluate(changed_facts({"benchmarks": []}))
    assert evaluation.answer(Stage.REGISTRATION) == Answer.MET
    assert evaluation.answer(Stage.CERTIFICATION) == Answer.UNDETERMINED


def test_a_stage_that_nothing_was_examined_for_is_undetermined() -> None:
    assert run(FACTS, (), {}).answer(Stage.REGISTRATION) == Answer.UNDETERMINED
    assert run(FACTS, (passes,), {}).answer(Stage.CERTIFICATION) == Answer.UNDETERMINED
    assert run(FACTS, (passes_late,), {}).answer(Stage.CERTIFICATION) == Answer.UNDETERMINED
    long_ago = replace(FACTS, round=replace(FACTS.round, filing_by=date(2020, 9, 30)))
    assert evaluate(long_ago).answer(Stage.REGISTRATION) == Answer.UNDETERMINED


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], Answer.UNDETERMINED),
        ([Answer.MET], Answer.MET),
        ([Answer.MET, Answer.UNDETERMINED], Answer.UNDETERMINED),
        ([Answer.UNDETERMINED, Answer.NOT_MET, Answer.MET], Answer.NOT_MET),
    ],
)
def test_the_worst_answer_counts(answers: list[Answer], expected: Answer) -> None:
    assert worst(answers) == expected


def test_each_patent_that_fails_has_its_own_finding() -> None:
    facts = changed_facts({"patents.0": {"status": None}, "patents.1": {"status": "unknown"}})
    findings = [each for each in evaluate(facts).findings if each.rule == "status_known_and_fresh"]
    assert [each.subject for each in findings] == [each.typed for each in facts.patents]


def test_a_stored_evaluation_comes_back_from_json_and_replays() -> None:
    evaluation = evaluate(FACTS)
    text = json.dumps(evaluation.to_json(), ensure_ascii=False)
    stored = Evaluation.from_json(json.loads(text))
    assert stored == evaluation
    assert replays(Facts.from_json(FACTS.to_json()), stored) is True


def test_a_stored_evaluation_that_was_tampered_with_does_not_replay() -> None:
    worse = changed_facts({"declaration.profit": 0})
    stored = evaluate(FACTS)
    assert replays(worse, stored) is False
    first = replace(stored.findings[0], answer=Answer.NOT_MET)
    assert replays(FACTS, replace(stored, findings=(first, *stored.findings[1:]))) is False


def test_under_another_rule_set_a_stored_evaluation_stands_as_it_is() -> None:
    stored = replace(evaluate(FACTS), rule_set="2025-00000000")
    assert replays(FACTS, stored) is None


def test_the_rule_set_is_named_after_the_year_the_rules_and_the_parameters() -> None:
    names = {
        rule_set_name(2025, ("a@2023-01-01.1",), {"limit": "1"}),
        rule_set_name(2026, ("a@2023-01-01.1",), {"limit": "1"}),
        rule_set_name(2025, ("a@2023-01-01.2",), {"limit": "1"}),
        rule_set_name(2025, ("a@2023-01-01.1",), {"limit": "2"}),
    }
    assert len(names) == 4
    evaluation = evaluate(FACTS)
    assert evaluation.rule_set == rule_set_name(2025, evaluation.rules, evaluation.parameters)
    assert evaluation.rule_set.startswith("2025-")


def test_an_evaluation_that_rests_on_examples_says_so() -> None:
    assert evaluate(FACTS).example is True
    assert run(FACTS, (passes,), {}).example is False


def test_one_patent_alone_is_enough() -> None:
    alone = replace(FACTS, patents=FACTS.patents[:1])
    assert evaluate(alone).answer(Stage.REGISTRATION) == Answer.MET


def test_an_answer_about_another_patent_is_another_answer() -> None:
    facts = changed_facts({"patents.0": {"status": None}})
    stored = evaluate(facts)
    moved = tuple(
        replace(each, subject="ZL202020654321.4" if each.subject else None)
        for each in stored.findings
    )
    assert replays(facts, replace(stored, findings=moved)) is False
