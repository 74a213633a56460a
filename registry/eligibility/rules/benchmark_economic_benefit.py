"""Economic benefit (经济效益): its benchmark is reached."""

from datetime import date

from registry.eligibility.benchmark import reaches_benchmark
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, rule
from registry.money import N_


@rule(
    "benchmark_economic_benefit",
    Stage.CERTIFICATION,
    N_("Standard of the round, benchmark of the class: economic benefit"),
    title=N_("Benchmark: economic benefit"),
    since=date(2023, 1, 1),
)
def benchmark_economic_benefit(facts: Facts) -> Verdict:
    """What is measured, and how much is enough, is the operator's data."""
    return reaches_benchmark(facts, "economic_benefit", N_("Economic benefit"))
