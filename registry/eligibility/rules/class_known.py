"""The product's class is one of the list of patent-intensive industries in force."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule
from registry.money import N_


@rule(
    "class_known",
    Stage.REGISTRATION,
    N_("Statistical classification of IP (patent) intensive industries (2019)"),
    title=N_("Product class known"),
    since=date(2023, 1, 1),
)
def class_known(facts: Facts) -> Verdict:
    """The list was looked up when the facts were frozen."""
    product = facts.product
    if product.class_name is None:
        return not_met(
            "The product class “{class_code}” is not in the classification in force; choose one "
            "of its classes.",
            class_code=product.class_code,
        )
    return met(
        "The product class {class_code} is {class_name}.",
        class_code=product.class_code,
        class_name=product.class_name,
    )
