"""Dependence of competitiveness on patents (产品竞争力对专利依赖度): its benchmark is reached."""

from datetime import date

from registry.eligibility.benchmark import reaches_benchmark
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, rule
from registry.money import N_


@rule(
    "benchmark_patent_dependence",
    Stage.CERTIFICATION,
    N_("Standard of the round, benchmark of the class: dependence of competitiveness on patents"),
    title=N_("Benchmark: dependence of competitiveness on patents"),
    since=date(2023, 1, 1),
)
def benchmark_patent_dependence(facts: Facts) -> Verdict:
    """What is measured, and how much is enough, is the operator's data."""
    return reaches_benchmark(
        facts, "patent_dependence", N_("Dependence of competitiveness on patents")
    )
