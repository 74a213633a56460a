"""Measures are exact, and None wherever the facts do not suffice."""

from dataclasses import replace
from fractions import Fraction

import pytest
from eligibility_cases import PATIENT, changed_facts
from hypothesis import given
from hypothesis import strategies as st

from registry.eligibility.benchmark import decimal_text
from registry.eligibility.facts import Facts
from registry.eligibility.measures import MEASURES, PATENTS, PERCENT, YEARS, YUAN

FACTS = changed_facts({})


EXPECTED: dict[str, int | Fraction] = {
    "output_value_yuan": 12_500_000,
    "sales_revenue_yuan": 10_000_000,
    "export_value_yuan": 2_000_000,
    "profit_yuan": 1_500_000,
    "profit_margin_percent": 15,
    "export_share_percent": 20,
    "output_per_patent_yuan": 6_250_000,
    "patents_linked": 2,
    "patents_in_force": 2,
    "core_patents": 1,
    "core_patents_in_force": 1,
    "inventions_in_force": 1,
    "core_inventions": 1,
    "invention_share_percent": 50,
    "contribution_percent": Fraction(111, 2),
    "core_contribution_percent": 40,
    "contributed_output_yuan": 6_937_500,
    # From the end of 2024 to the end of each patent's term.
    "mean_remaining_term_years": Fraction(5873 + 1942, 2) / Fraction(1461, 4),
}


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_of_the_base_facts_is_exact(name: str) -> None:
    assert MEASURES[name].compute(FACTS) == EXPECTED[name]


def test_every_measure_has_a_unit_that_benchmarks_may_use() -> None:
    assert {measure.unit for measure in MEASURES.values()} == {YUAN, PERCENT, PATENTS, YEARS}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("profit_yuan", {"declaration.profit": None}),
        ("profit_margin_percent", {"declaration.sales_revenue": 0}),
        ("profit_margin_percent", {"declaration.sales_revenue": None}),
        ("export_share_percent", {"declaration.export_value": None}),
        ("output_per_patent_yuan", {"patents": []}),
        ("patents_in_force", {"patents.1": {"status": "unknown"}}),
        ("core_patents_in_force", {"patents.0": {"status": None}}),
        ("inventions_in_force", {"patents.1": {"kind": None}}),
        ("core_inventions", {"patents.0": {"kind": None}}),
        ("invention_share_percent", {"patents": []}),
        ("contribution_percent", {"patents.1": {"contribution": None}}),
        ("core_contribution_percent", {"patents.0": {"contribution": None}}),
        ("contributed_output_yuan", {"declaration.output_value": None}),
        ("mean_remaining_term_years", {"patents.0": {"filed_on": None}}),
        ("mean_remaining_term_years", {"patents": []}),
    ],
)
def test_a_measure_does_not_guess(name: str, changes: dict[str, object]) -> None:
    assert MEASURES[name].compute(changed_facts(changes)) is None


def test_the_output_of_a_single_patent_is_all_of_it() -> None:
    alone = replace(FACTS, patents=FACTS.patents[:1])
    assert MEASURES["output_per_patent_yuan"].compute(alone) == 12_500_000


def test_a_lapsed_patent_is_not_counted_as_in_force() -> None:
    lapsed = changed_facts({"patents.1": {"status": "lapsed", "ended_on": "2025-04-26"}})
    assert MEASURES["patents_in_force"].compute(lapsed) == 1


def test_a_term_that_has_ended_counts_as_nothing_and_not_as_negative() -> None:
    old = {"kind": "utility_model", "filed_on": "2004-01-01"}
    facts = changed_facts({"patents.0": old, "patents.1": old})
    assert MEASURES["mean_remaining_term_years"].compute(facts) == 0


@PATIENT
@given(st.from_type(Facts))
def test_a_measure_never_raises_but_for_a_kind_that_is_none(facts: Facts) -> None:
    for name in MEASURES.keys() - {"mean_remaining_term_years"}:
        value = MEASURES[name].compute(facts)
        assert value is None or isinstance(value, Fraction)


AMOUNTS = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6)


@PATIENT
@given(AMOUNTS, AMOUNTS, st.integers(0, 4))
def test_a_value_shown_as_reaching_its_threshold_does_reach_it(
    value: Fraction, near: Fraction, decimals: int
) -> None:
    scale = 10**decimals
    for threshold in (Fraction(round(near * scale), scale), Fraction(round(value * scale), scale)):
        shown = Fraction(decimal_text(value, decimals).replace(",", ""))
        assert (shown >= threshold) == (value >= threshold)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Fraction(9999, 1000), 2, "9.99"),
        (Fraction(-1, 1000), 2, "-0.01"),
        (Fraction(1234567), 0, "1,234,567"),
        (Fraction(0), 2, "0.00"),
    ],
)
def test_a_number_is_cut_downwards_for_display(value: Fraction, decimals: int, text: str) -> None:
    assert decimal_text(value, decimals) == text
