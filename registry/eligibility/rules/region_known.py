"""The enterprise's region is one of the list of administrative divisions in force."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule
from registry.money import N_


@rule(
    "region_known",
    Stage.REGISTRATION,
    N_("GB/T 2260: codes of administrative divisions"),
    title=N_("Region known"),
    since=date(2023, 1, 1),
)
def region_known(facts: Facts) -> Verdict:
    """The list was looked up when the facts were frozen."""
    enterprise = facts.enterprise
    if enterprise.region_name is None:
        return not_met(
            "The region code “{region_code}” is not in the list in force; give the six-digit "
            "code of the place where the enterprise is registered.",
            region_code=enterprise.region_code,
        )
    return met(
        "The region {region_code} is {region_name}.",
        region_code=enterprise.region_code,
        region_name=enterprise.region_name,
    )
