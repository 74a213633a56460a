"""The logic that the four benchmark rules share: measured value against the round's threshold.

Thresholds are lower bounds. The comparison is exact (fractions); for display both are cut, never
rounded up, to the decimals of the threshold, so that a value shown as reaching it does reach it.
"""

import re
from fractions import Fraction
from math import floor

from registry.eligibility.facts import BenchmarkFacts, Dimension, Facts
from registry.eligibility.measures import (
    MEASURES,
    PATENTS,
    PERCENT,
    YEARS,
    YUAN,
    Measure,
)
from registry.eligibility.rule import WORST_FIRST, Verdict, met, not_met, undetermined
from registry.money import N_

_DECIMAL = re.compile(r"-?[0-9]+(?:\.([0-9]+))?")
# A measured value and a threshold with their unit, as msgids.
_AMOUNTS = {
    YUAN: (N_("{value} yuan"), N_("{threshold} yuan")),
    PERCENT: (N_("{value} %"), N_("{threshold} %")),
    PATENTS: (N_("{value} patents"), N_("{threshold} patents")),
    YEARS: (N_("{value} years"), N_("{threshold} years")),
}
_FEWEST_DECIMALS = {PATENTS: 0}
_FEWEST_DECIMALS_OTHERWISE = 2


def decimal_text(value: Fraction, decimals: int) -> str:
    """A number cut downwards to that many decimals, with commas between thousands."""
    scaled = floor(value * 10**decimals)
    whole, part = divmod(abs(scaled), 10**decimals)
    fraction = f".{part:0{decimals}d}" if decimals else ""
    return f"{'-' if scaled < 0 else ''}{whole:,}{fraction}"


def reaches_benchmark(facts: Facts, dimension: Dimension, dimension_word: str) -> Verdict:
    """Undetermined without a benchmark; of several in one dimension the worst answer counts.

    `dimension_word` is the dimension's name as a msgid.
    """
    benchmarks = [each for each in facts.benchmarks if each.dimension == dimension]
    if not benchmarks:
        return undetermined(
            "No benchmark of {dimension_word} is set for the class {class_code} in the round "
            "{year}; the operator must set one before products of this class can be certified.",
            dimension_word=dimension_word,
            class_code=facts.product.class_code,
            year=facts.round.year,
        )
    verdicts = [_compare(facts, benchmark, dimension_word) for benchmark in benchmarks]
    return min(verdicts, key=lambda verdict: WORST_FIRST.index(verdict.answer))


def _compare(facts: Facts, benchmark: BenchmarkFacts, dimension_word: str) -> Verdict:
    measure, threshold = MEASURES.get(benchmark.measure), _DECIMAL.fullmatch(benchmark.threshold)
    if measure is None or measure.unit != benchmark.unit or threshold is None:
        return _unusable(benchmark, dimension_word)
    value = measure.compute(facts)
    if value is None:
        return undetermined(
            "{dimension_word}: the {measure_word} cannot be told from what is declared and known; "
            "complete the declaration and the patents' data.",
            dimension_word=dimension_word,
            measure_word=measure.label,
        )
    fewest = _FEWEST_DECIMALS.get(measure.unit, _FEWEST_DECIMALS_OTHERWISE)
    decimals = max(fewest, len(threshold[1] or ""))
    verdict = _answer(benchmark, measure, dimension_word, value, decimals)
    return verdict.citing(f"{facts.round.standard}; {benchmark.reference}")


def _unusable(benchmark: BenchmarkFacts, dimension_word: str) -> Verdict:
    return undetermined(
        "{dimension_word}: the benchmark cannot be applied, because the measure {measure}, the "
        "unit {unit} and the threshold {threshold} do not fit together; the operator must "
        "correct it.",
        dimension_word=dimension_word,
        measure=benchmark.measure,
        unit=benchmark.unit,
        threshold=benchmark.threshold,
    )


def _answer(
    benchmark: BenchmarkFacts, measure: Measure, dimension_word: str, value: Fraction, decimals: int
) -> Verdict:
    threshold = Fraction(benchmark.threshold)
    value_word, threshold_word = _AMOUNTS[measure.unit]
    values = {
        "dimension_word": dimension_word,
        "measure_word": measure.label,
        "value": decimal_text(value, decimals),
        "threshold": decimal_text(threshold, decimals),
        "value_word": value_word,
        "threshold_word": threshold_word,
        "benchmark_word": N_("EXAMPLE benchmark") if benchmark.is_example else N_("benchmark"),
        "reference": benchmark.reference,
    }
    if value >= threshold:
        verdict = met(
            "{dimension_word}: the {measure_word} is {value_word} and reaches the "
            "{benchmark_word} of {threshold_word} ({reference}).",
            **values,
        )
    else:
        verdict = not_met(
            "{dimension_word}: the {measure_word} is {value_word}; at least "
            "{threshold_word} are needed to reach the {benchmark_word} ({reference}).",
            **values,
        )
    return verdict.by_example(benchmark.is_example)
