"""Handed in within the round; after a return, by the day the round sets for corrections."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, undetermined
from registry.money import N_


@rule(
    "filed_by_deadline",
    Stage.REGISTRATION,
    N_("Programme setting: opening day and filing deadline of the round"),
    title=N_("Filed by the deadline of the round"),
    since=date(2023, 1, 1),
)
def filed_by_deadline(facts: Facts) -> Verdict:
    """A draft is examined as if it were handed in on the day of the evaluation."""
    day, this_round = facts.submitted_on or facts.assessed_on, facts.round
    if day < this_round.opens_on:
        return not_met(
            "The round {year} opens on {opens_on}; it cannot be filed in on {day}.",
            year=this_round.year,
            opens_on=this_round.opens_on,
            day=day,
        )
    if day <= this_round.filing_by:
        return met(
            "Filed on {day}; the deadline of the round {year} is {filing_by}.",
            day=day,
            year=this_round.year,
            filing_by=this_round.filing_by,
        )
    return _correction(facts, day) if facts.resubmission else _late(facts, day)


def _late(facts: Facts, day: date) -> Verdict:
    return not_met(
        "Filed on {day}, after the deadline {filing_by} of the round {year}; "
        "file the product in a later round.",
        day=day,
        filing_by=facts.round.filing_by,
        year=facts.round.year,
    )


def _correction(facts: Facts, day: date) -> Verdict:
    last = facts.round.correction_by
    if last is None:
        return undetermined(
            "Corrected on {day}, after the filing deadline {filing_by}, and the round {year} "
            "sets no last day for corrections; a reviewer must decide.",
            day=day,
            filing_by=facts.round.filing_by,
            year=facts.round.year,
        )
    if day <= last:
        return met("Corrected on {day}; corrections are due by {last}.", day=day, last=last)
    return not_met(
        "Corrected on {day}, after the last day for corrections, {last}; "
        "file the product in a later round.",
        day=day,
        last=last,
    )
