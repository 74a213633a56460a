"""Contribution of patents to value (专利价值贡献): its benchmark is reached."""

from datetime import date

from registry.eligibility.benchmark import reaches_benchmark
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, rule
from registry.money import N_


@rule(
    "benchmark_value_contribution",
    Stage.CERTIFICATION,
    N_("Standard of the round, benchmark of the class: contribution of patents to value"),
    title=N_("Benchmark: contribution of patents to value"),
    since=date(2023, 1, 1),
)
def benchmark_value_contribution(facts: Facts) -> Verdict:
    """What is measured, and how much is enough, is the operator's data."""
    return reaches_benchmark(facts, "value_contribution", N_("Contribution of patents to value"))
