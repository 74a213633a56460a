"""Strength of patent protection (专利保护强度): its benchmark is reached."""

from datetime import date

from registry.eligibility.benchmark import reaches_benchmark
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, rule
from registry.money import N_


@rule(
    "benchmark_protection_strength",
    Stage.CERTIFICATION,
    N_("Standard of the round, benchmark of the class: strength of patent protection"),
    title=N_("Benchmark: strength of patent protection"),
    since=date(2023, 1, 1),
)
def benchmark_protection_strength(facts: Facts) -> Verdict:
    """What is measured, and how much is enough, is the operator's data."""
    return reaches_benchmark(facts, "protection_strength", N_("Strength of patent protection"))
