"""The contributions of the patents are parts of one whole."""

from datetime import date

from registry.eligibility.facts import Facts
from registry.eligibility.parameters import parameter
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, undetermined
from registry.money import N_


@rule(
    "contributions_sum_to_at_most_100",
    Stage.REGISTRATION,
    N_("Own rule: the contributions are parts of one whole"),
    title=N_("Contributions sum to at most 100 %"),
    since=date(2023, 1, 1),
)
def contributions_sum_to_at_most_100(facts: Facts) -> Verdict:
    """What is known may already be too much; otherwise every patent's contribution is needed."""
    limit = parameter("contribution_total_max", facts.round.filing_by)
    given = [p.contribution for p in facts.patents if p.contribution is not None]
    missing = [p.typed for p in facts.patents if p.contribution is None]
    negative = [p.typed for p in facts.patents if (p.contribution or 0) < 0]
    if not facts.patents:
        return undetermined("No patent is linked, so this cannot be examined.")
    if negative:
        return not_met(
            "A contribution cannot be negative; correct that of {numbers}.",
            numbers=", ".join(negative),
        )
    if sum(given) > limit.value * 100:
        return not_met(
            "The contributions sum to {total} %; together they can be {limit} % at most. Lower "
            "them so that they fit.",
            total=_percent(sum(given)),
            limit=str(limit.value),
        )
    if missing:
        return undetermined(
            "No contribution is given for {numbers}; give one in percent for each patent.",
            numbers=", ".join(missing),
        )
    return met(
        "The contributions sum to {total} %, within {limit} %.",
        total=_percent(sum(given)),
        limit=str(limit.value),
    )


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
