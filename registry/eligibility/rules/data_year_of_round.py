"""The declaration is of the round's data year: older figures must be updated."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule
from registry.money import N_


@rule(
    "data_year_of_round",
    Stage.REGISTRATION,
    N_("Programme setting: data year of the round"),
    title=N_("Declared for the data year of the round"),
    since=date(2023, 1, 1),
)
def data_year_of_round(facts: Facts) -> Verdict:
    """Declared data year against the round's."""
    declared, asked = facts.declaration.data_year, facts.round.data_year
    if declared == asked:
        return met("The amounts are those of {asked}, the data year.", asked=asked)
    return not_met(
        "The amounts are those of {declared}; the round {year} asks for those of {asked}. "
        "Declare the amounts of {asked}.",
        declared=declared,
        asked=asked,
        year=facts.round.year,
    )
