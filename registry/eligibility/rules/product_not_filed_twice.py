"""One product, one application in a round."""

from datetime import date

from registry.eligibility.facts import Facts, OtherFiling
from registry.eligibility.names import fold_name, same_name
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule
from registry.money import N_

# What people write into the field where a product has no model.
_NO_MODEL = {"无", "暂无", "没有", "none", "no", "n/a", "na", "null"}


@rule(
    "product_not_filed_twice",
    Stage.REGISTRATION,
    N_("Own rule: one product, one application in a round"),
    title=N_("Product not filed twice"),
    since=date(2023, 1, 1),
)
def product_not_filed_twice(facts: Facts) -> Verdict:
    """Same name, or same model where one is given; spaces, width and case do not count."""
    product = facts.product
    for other in facts.other_filings:
        if same_name(other.product_name, product.name):
            return _twice(
                facts,
                other,
                N_("under the same name"),
            )
        if same_name(other.model, product.model) and _is_a_model(product.model):
            return _twice(facts, other, N_("with the same model {model}"))
    return met(
        "No other application of the enterprise in the round {year} is for this product.",
        year=facts.round.year,
    )


def _is_a_model(text: str) -> bool:
    folded = fold_name(text)
    return folded not in _NO_MODEL and any(character.isalnum() for character in folded)


def _twice(facts: Facts, other: OtherFiling, reason_word: str) -> Verdict:
    return not_met(
        "The enterprise has filed the product “{other}” in the round {year} {reason_word}; keep "
        "one of the two applications and withdraw the other.",
        other=other.product_name,
        year=facts.round.year,
        reason_word=reason_word,
        model=facts.product.model,
    )
