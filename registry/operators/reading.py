"""A round and a target, read from what was typed."""

from collections.abc import Mapping

from registry.codes.queries import region
from registry.money import N_, MoneyError, parse_yuan
from registry.programme.setting import RoundInput, TargetInput
from registry.single_values import Typed
from registry.statistics.targets import CONTRACTS, OUTPUT

FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_STANDARD, LONGEST_REFERENCE = 120, 400
INDICATORS = (OUTPUT, CONTRACTS)


def read_round(values: Mapping[str, str]) -> RoundInput:
    """BadInput with every problem."""
    typed = Typed(values)
    found = RoundInput(
        year=typed.whole("year", FIRST_YEAR, LAST_YEAR),
        opens_on=typed.day("opens_on"),
        filing_by=typed.day("filing_by"),
        correction_by=typed.day_or_none("correction_by"),
        standard=typed.text("standard", LONGEST_STANDARD),
        notice_days=typed.whole("notice_days", 0, 365),
        validity_months=typed.whole("validity_months", 1, 600),
        status_max_age_days=typed.whole_or_none("status_max_age_days", 1, 3650),
        is_example=bool(typed.given("is_example")),
        reference=typed.text("reference", LONGEST_REFERENCE),
    )
    if not typed.problems:
        _check_order(found, typed)
    typed.finish()
    return found


def _check_order(found: RoundInput, typed: Typed) -> None:
    if found.filing_by < found.opens_on:
        expected = N_("Write a day on or after the opening, {opens_on}.")
        problem = N_("The filing deadline is before the opening.")
        typed.wrong("filing_by", problem, expected, opens_on=found.opens_on)
    if found.correction_by is not None and found.correction_by < found.filing_by:
        expected = N_("Write a day on or after the filing deadline, {filing_by}, or none.")
        problem = N_("The last day for corrections is before the filing deadline.")
        typed.wrong("correction_by", problem, expected, filing_by=found.filing_by)


def read_target(values: Mapping[str, str]) -> TargetInput:
    """BadInput with every problem."""
    typed = Typed(values)
    found = TargetInput(
        indicator=_indicator(typed),
        region_code=_region(typed),
        year=typed.whole("year", FIRST_YEAR, LAST_YEAR),
        value=_amount(typed),
        reference=typed.text("reference", LONGEST_REFERENCE),
    )
    typed.finish()
    return found


def _indicator(typed: Typed) -> str:
    found = typed.given("indicator")
    if found not in INDICATORS:
        problem = N_("Nothing of the list is chosen.")
        typed.wrong("indicator", problem, N_("Choose one of the list."))
    return found


def _region(typed: Typed) -> str:
    found = typed.given("region_code")
    if region(found[:6]) is None or len(found) != 6:
        problem = N_("There is no region of this code.")
        typed.wrong("region_code", problem, N_("Write six digits of GB/T 2260, as in 370000."))
    return found


def _amount(typed: Typed) -> int:
    try:
        found = parse_yuan(typed.given("value"))
    except MoneyError as error:
        typed.wrong("value", error.problem, error.expected, **error.values)
        return 0
    if found <= 0:
        problem = N_("A target is more than nothing.")
        typed.wrong("value", problem, N_("Write the amount in yuan that is to be reached."))
    return found
