"""The product rests on enough core patents."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.parameters import parameter
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule
from registry.money import N_


@rule(
    "at_least_one_core_patent",
    Stage.REGISTRATION,
    N_("Programme setting: fewest core patents"),
    title=N_("Core patent linked"),
    since=date(2023, 1, 1),
)
def at_least_one_core_patent(facts: Facts) -> Verdict:
    """How many are enough is the dated parameter `minimum_core_patents`."""
    minimum = parameter("minimum_core_patents", facts.round.filing_by)
    count = sum(patent.core for patent in facts.patents)
    setting = N_("EXAMPLE setting") if minimum.example else N_("programme setting")
    if count >= minimum.whole():
        verdict = met(
            "Core patents linked: {count}; at least {minimum} needed ({setting_word}).",
            count=count,
            minimum=minimum.whole(),
            setting_word=setting,
        )
    else:
        verdict = not_met(
            "Core patents linked: {count}; at least {minimum} needed ({setting_word}). Link the "
            "patents that the product rests on and mark them as core.",
            count=count,
            minimum=minimum.whole(),
            setting_word=setting,
        )
    return verdict.by_example(minimum.example)
