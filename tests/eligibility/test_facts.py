"""Facts come back from storage exactly as they were, or not at all."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from eligibility_cases import BASE, PATIENT, changed_facts
from hypothesis import given
from hypothesis import strategies as st

from registry.eligibility.evaluate import Evaluation, evaluate
from registry.eligibility.facts import Facts, PatentFacts, RoundFacts
from registry.eligibility.plain import (
    PlainError,
    canonical_json,
    from_plain,
    sha256_of,
    to_plain,
)

FACTS = changed_facts({})
ALL_FACTS = st.from_type(Facts)


@PATIENT
@given(ALL_FACTS)
def test_facts_come_back_from_json_as_they_were(facts: Facts) -> None:
    text = json.dumps(facts.to_json())
    again = Facts.from_json(json.loads(text))
    assert again == facts
    assert again.sha256() == facts.sha256()


@PATIENT
@given(ALL_FACTS)
def test_whatever_the_facts_are_the_evaluation_answers_and_can_be_stored(facts: Facts) -> None:
    evaluation = evaluate(facts)
    assert Evaluation.from_json(json.loads(json.dumps(evaluation.to_json()))) == evaluation
    assert all(finding.text() for finding in evaluation.findings)


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if not isinstance(data, (dict, list)):
        yield path
        return
    for key in data if isinstance(data, dict) else range(len(data)):
        yield from _leaves(data[key], (*path, key))


@pytest.mark.parametrize("path", list(_leaves(BASE)), ids=lambda path: ".".join(map(str, path)))
def test_a_change_of_any_fact_changes_the_hash(path: tuple[Any, ...]) -> None:
    data = deepcopy(BASE)
    place = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = f"{place[path[-1]]}0"
    assert sha256_of(BASE) == FACTS.sha256() != sha256_of(data)


def test_the_hash_does_not_hang_on_the_order_of_stored_keys() -> None:
    reordered = dict(reversed(BASE.items()))
    assert Facts.from_json(reordered).sha256() == FACTS.sha256()
    assert canonical_json({"b": 1, "a": "é"}) == '{"a":"\\u00e9","b":1}'


@pytest.mark.parametrize(
    ("section", "field", "wrong", "message"),
    [
        ("round", "filing_by", "20250915", "round.filing_by: expected a date as YYYY-MM-DD"),
        ("round", "filing_by", "2025-02-30", "round.filing_by: expected a date"),
        ("round", "year", "2025", "round.year: expected int"),
        ("declaration", "profit", 1.5, "declaration.profit: expected int"),
        ("declaration", "profit", True, "declaration.profit: expected int"),
        ("enterprise", "name", None, "enterprise.name: expected str"),
        ("enterprise", "colour", "red", "enterprise: expected the fields of EnterpriseFacts"),
    ],
)
def test_a_wrong_stored_field_is_refused_by_its_name(
    section: str, field: str, wrong: Any, message: str
) -> None:
    data = {**BASE, section: {**BASE[section], field: wrong}}
    with pytest.raises(PlainError) as caught:
        Facts.from_json(data)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"basis": "owner"}, "patents.0.basis: expected one of patentee, licensee"),
        ({"core": 1}, "patents.0.core: expected bool"),
        ({"patentees": "示例大学"}, "patents.0.patentees: expected a list"),
    ],
)
def test_a_wrong_field_of_a_patent_is_refused_with_its_place(
    changes: dict[str, Any], message: str
) -> None:
    data = {**BASE, "patents": [{**BASE["patents"][0], **changes}]}
    with pytest.raises(PlainError) as caught:
        Facts.from_json(data)
    assert str(caught.value).startswith(message)


def test_a_missing_field_is_refused_and_one_with_a_default_is_not() -> None:
    data = to_plain(FACTS.round)
    del data["standard"]
    with pytest.raises(PlainError, match=r"^standard: expected a value"):
        from_plain(RoundFacts, data)
    finding = evaluate(FACTS).findings[0]
    stored = finding.to_json()
    del stored["subject"], stored["example"]
    assert type(finding).from_json(stored).subject is None


def test_what_is_no_json_object_is_no_facts() -> None:
    for data in ([], None, "facts", {"patents": {}}):
        with pytest.raises(PlainError):
            Facts.from_json(data)


def test_a_value_that_json_cannot_hold_is_refused_on_the_way_out() -> None:
    with pytest.raises(PlainError, match="float"):
        to_plain({"share": 0.1})


def test_facts_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        FACTS.patents[0].core = False  # type: ignore[misc]  # the very thing that must fail
    assert isinstance(FACTS.patents[0], PatentFacts)
    assert FACTS.assessed_on == date(2025, 9, 1)
