"""The enterprise's unified social credit code is right, as written."""

from datetime import date

from registry.eligibility.credit_code import (
    body_is_well_formed,
    check_character,
    is_valid,
)
from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule
from registry.money import N_


@rule(
    "credit_code_valid",
    Stage.REGISTRATION,
    N_("GB 32100: unified social credit code"),
    title=N_("Credit code valid"),
    since=date(2023, 1, 1),
)
def credit_code_valid(facts: Facts) -> Verdict:
    """Never corrects: the right last character, or capitals, are only suggested."""
    code = facts.enterprise.credit_code
    if is_valid(code):
        return met("The credit code {code} has the right check character.", code=code)
    if is_valid(code.upper()):
        return not_met(
            "The credit code {code} has small letters; write {suggestion}.",
            code=code,
            suggestion=code.upper(),
        )
    if len(code) == 18 and body_is_well_formed(code[:17]):
        return not_met(
            "The last character of the credit code {code} does not fit the other 17, which would "
            "make it {expected}; compare the code with the business licence.",
            code=code,
            expected=check_character(code[:17]),
        )
    return not_met(
        "The credit code {code} is not 18 digits and capital letters (without I, O, S, V, Z), "
        "with six digits of a region from the third on; copy it from the business licence.",
        code=code,
    )
