"""All four amounts are declared, and none is negative but a loss."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, words
from registry.money import N_


@rule(
    "declaration_complete",
    Stage.REGISTRATION,
    N_("Programme setting: contents of the declaration"),
    title=N_("Declaration complete"),
    since=date(2023, 1, 1),
)
def declaration_complete(facts: Facts) -> Verdict:
    """A negative profit is a loss and may be declared; an amount of zero may be too."""
    declared = facts.declaration
    amounts = {
        N_("output value"): declared.output_value,
        N_("sales revenue"): declared.sales_revenue,
        N_("export value"): declared.export_value,
    }
    missing = [name for name, fen in amounts.items() if fen is None]
    negative = [name for name, fen in amounts.items() if fen is not None and fen < 0]
    if declared.profit is None:
        missing.append(N_("profit"))
    if missing:
        return not_met(
            "Not declared: {missing_words}. Give each amount of {data_year} in yuan, 0 where "
            "there was none.",
            missing_words=words(missing),
            data_year=declared.data_year,
        )
    if negative:
        return not_met(
            "Negative: {negative_words}. Only the profit can be negative, for a loss.",
            negative_words=words(negative),
        )
    return met("All four amounts of {data_year} are declared.", data_year=declared.data_year)
