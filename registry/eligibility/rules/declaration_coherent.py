"""The amounts fit together: neither exports nor profit exceed the sales."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, undetermined
from registry.money import N_, format_yuan


@rule(
    "declaration_coherent",
    Stage.REGISTRATION,
    N_("Own rule: plausibility of the declaration"),
    title=N_("Declaration coherent"),
    since=date(2023, 1, 1),
)
def declaration_coherent(facts: Facts) -> Verdict:
    """Output value is not compared: a year's output need not be sold in that year."""
    declared = facts.declaration
    sales, export, profit = declared.sales_revenue, declared.export_value, declared.profit
    if sales is None or export is None or profit is None:
        return undetermined(
            "Sales revenue, export value and profit cannot be compared, because not all of them "
            "are declared; declare all three."
        )
    if export > sales:
        return not_met(
            "The export value of {export} yuan is more than the sales revenue of {sales} yuan, "
            "of which it is a part; correct one of them.",
            export=format_yuan(export),
            sales=format_yuan(sales),
        )
    if profit > sales:
        return not_met(
            "The profit of {profit} yuan is more than the sales revenue of {sales} yuan; correct "
            "one of them.",
            profit=format_yuan(profit),
            sales=format_yuan(sales),
        )
    return met(
        "Export value and profit are within the sales revenue of {sales} yuan.",
        sales=format_yuan(sales),
    )
