"""Every rule against its cases, and the cases against the rules: none is missing."""

import ast
from pathlib import Path

import pytest
from eligibility_cases import BASE, CASE_FILES, CASES, Case, changed_facts, read_cases

from registry.eligibility import benchmark
from registry.eligibility.catalogue import all_rules, rules_on
from registry.eligibility.evaluate import evaluate, worst
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Answer, Rule, Stage

BASE_FACTS = changed_facts({})


def _sentence(case: Case) -> str:
    return f"{case.rule}: {case.title}"


@pytest.mark.parametrize("case", CASES, ids=_sentence)
def test_a_rule_answers_each_case_with_its_reason(case: Case) -> None:
    findings = [each for each in evaluate(case.facts).findings if each.rule == case.rule]
    assert worst(each.answer for each in findings) == case.answer
    finding = next(each for each in findings if each.answer == case.answer)
    assert case.reason in finding.text()
    assert finding.subject == case.subject
    if case.example:
        assert finding.example and "EXAMPLE" in finding.text()


@pytest.mark.parametrize("case", CASES, ids=_sentence)
def test_a_finding_decided_by_an_example_says_so_and_no_other_does(case: Case) -> None:
    for finding in evaluate(case.facts).findings:
        assert finding.example == ("EXAMPLE" in finding.text()), finding


def test_the_base_facts_meet_every_rule_of_both_stages() -> None:
    evaluation = evaluate(BASE_FACTS)
    assert [each.text() for each in evaluation.findings if each.answer != Answer.MET] == []
    assert evaluation.answer(Stage.CERTIFICATION) == Answer.MET
    assert len(evaluation.findings) == len(rules_on(BASE_FACTS.round.filing_by))


def _answers_in(path: Path) -> set[str]:
    """The answers that the source of a module gives, by the names it calls."""
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    shared = _answers_in(Path(benchmark.__file__)) if "reaches_benchmark" in called else set()
    return shared | (called & {str(answer) for answer in Answer})


@pytest.mark.parametrize("each", all_rules(), ids=lambda each: each.label)
def test_every_rule_has_a_case_for_every_answer_it_can_give(each: Rule) -> None:
    check = each.on_application or each.on_patent
    assert check is not None
    can_answer = _answers_in(Path(check.__code__.co_filename))
    covered = {str(case.answer) for case in CASES if case.rule == each.id}
    assert can_answer == covered
    assert "met" in can_answer and len(can_answer) > 1


def test_every_case_file_is_named_after_its_rule_and_every_rule_has_one() -> None:
    assert {path.stem for path in CASE_FILES} == {each.id for each in all_rules()}
    for path in CASE_FILES:
        assert {case.rule for case in read_cases(path)} == {path.stem}


def test_no_two_cases_of_a_rule_have_the_same_title() -> None:
    titles = [(case.rule, case.title) for case in CASES]
    assert len(titles) == len(set(titles))


def test_the_base_file_holds_every_fact_that_there_is() -> None:
    assert Facts.from_json(BASE).to_json() == BASE
