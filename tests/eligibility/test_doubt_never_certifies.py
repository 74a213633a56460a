"""Whatever is not known can only take an answer away from `met`, never bring it there."""

from typing import Any

from eligibility_cases import changed_facts
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.eligibility.evaluate import evaluate
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Answer, Stage

PATENT = {
    "kind": ["invention", "utility_model", "design"],
    "patentees": [["示例智能装备（济南）有限公司"], ["示例大学"]],
    "filed_on": ["2014-12-31", "2021-01-29", "2023-01-01"],
    "granted_on": ["2022-06-03", "2025-09-15", "2025-09-16"],
    "status": ["in_force", "lapsed", "expired", "invalidated", "pending", "unknown"],
    "status_as_of": ["2024-12-30", "2025-08-01", "2025-09-02"],
    "basis": ["patentee", "licensee"],
    "contribution": [0, 4000, 10001, -1],
}
DECLARATION = {
    "output_value": [0, -1, 1250000000],
    "sales_revenue": [0, 1000000000],
    "export_value": [0, 1000000001],
    "profit": [-5, 0, 1000000001],
}
NOTHING: dict[str, Any] = {"patentees": []}


def _some(choices: dict[str, list[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    picks = {name: st.sampled_from(values) for name, values in choices.items()}
    return st.fixed_dictionaries({}, optional=picks)


def _facts(patent: dict[str, Any], declaration: dict[str, Any], benchmarks: bool) -> Facts:
    changes: dict[str, Any] = {"patents.0": patent}
    changes |= {f"declaration.{name}": value for name, value in declaration.items()}
    return changed_facts(changes if benchmarks else changes | {"benchmarks": []})


@settings(max_examples=300, deadline=None)
@given(
    _some(PATENT),
    _some(DECLARATION),
    st.sets(st.sampled_from(sorted(PATENT)), max_size=2),
    st.sets(st.sampled_from(sorted(DECLARATION)), max_size=2),
    st.booleans(),
)
def test_taking_knowledge_away_never_makes_an_application_eligible(
    patent: dict[str, Any],
    declaration: dict[str, Any],
    of_patent: set[str],
    of_declaration: set[str],
    benchmarks: bool,
) -> None:
    before = evaluate(_facts(patent, declaration, True))
    less_patent = patent | {name: NOTHING.get(name) for name in of_patent}
    less_declared = declaration | dict.fromkeys(of_declaration)
    after = evaluate(_facts(less_patent, less_declared, benchmarks))
    for stage in Stage:
        if before.answer(stage) != Answer.MET:
            assert after.answer(stage) != Answer.MET
