"""Evaluations recorded in the past: a rule that is still the same must still answer the same."""

import json
from pathlib import Path

import pytest
from eligibility_cases import HERE
from record_evaluation import SITUATIONS

from registry.eligibility.evaluate import (
    Evaluation,
    answers_of,
    evaluate,
    replays,
    rule_set_name,
)
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Answer

RECORDED = sorted((HERE / "recorded").glob("*.json"))


def _read(path: Path) -> tuple[Facts, Evaluation]:
    data = json.loads(path.read_text("utf-8"))
    return Facts.from_json(data["facts"]), Evaluation.from_json(data["evaluation"])


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_rule_whose_version_has_not_changed_answers_as_it_did(path: Path) -> None:
    """When this fails, a rule's answers were changed under its old name: give it a new version
    (or a new file with `since`), and record the new answers beside the old ones."""
    facts, then = _read(path)
    now = evaluate(facts)
    same = {label.partition("@")[0] for label in set(then.rules) & set(now.rules)}
    answers_then = [answer for answer in answers_of(then) if answer[0] in same]
    assert [answer for answer in answers_of(now) if answer[0] in same] == answers_then
    assert replays(facts, then) in (True, None)


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_a_recorded_rule_set_is_named_after_what_it_holds(path: Path) -> None:
    facts, then = _read(path)
    assert then.rule_set == rule_set_name(facts.round.year, then.rules, then.parameters)


def test_the_rule_set_of_today_is_recorded_in_every_situation() -> None:
    today = {
        situation
        for situation in SITUATIONS
        for path in RECORDED
        if path.stem.startswith(situation) and replays(*_read(path))
    }
    assert today == SITUATIONS.keys()


def test_the_recorded_troubles_hold_all_three_answers() -> None:
    answers = {
        finding.answer
        for path in RECORDED
        if path.stem.startswith("troubled")
        for finding in _read(path)[1].findings
    }
    assert answers == set(Answer)
