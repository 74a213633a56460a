"""The legal status of each patent is known, and recent enough."""

from datetime import date

from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.parameters import parameter
from registry.eligibility.rule import Stage, Verdict, met, rule, undetermined
from registry.money import N_
from registry.patents.status import PatentStatus


@rule(
    "status_known_and_fresh",
    Stage.REGISTRATION,
    N_("Programme setting: age of the legal status"),
    title=N_("Legal status known and recent"),
    since=date(2023, 1, 1),
    each="patent",
    all_met=N_(
        "Patents whose legal status is known and at most {limit} days old ({setting_word}): "
        "{count} of {count}."
    ),
)
def status_known_and_fresh(facts: Facts, patent: PatentFacts) -> Verdict:
    """Age is counted to the day of the evaluation: a status that was fresh when the application
    was handed in may be stale when it is decided."""
    as_of = patent.status_as_of
    if patent.status in (None, PatentStatus.UNKNOWN) or as_of is None:
        return undetermined(
            "The legal status of {number} is not known; give the status and the day on which it "
            "was looked up.",
            number=patent.typed,
        )
    if as_of > facts.assessed_on:
        return undetermined(
            "The legal status of {number} is dated {as_of}, which is after {today}; correct the "
            "day.",
            number=patent.typed,
            as_of=as_of,
            today=facts.assessed_on,
        )
    return _age(facts, patent.typed, as_of)


def _age(facts: Facts, number: str, as_of: date) -> Verdict:
    limit, is_example = _limit(facts)
    age = (facts.assessed_on - as_of).days
    setting = N_("EXAMPLE setting") if is_example else N_("programme setting")
    if age <= limit:
        verdict = met(
            "The legal status of {number} is {age} days old; at most {limit} ({setting_word}).",
            number=number,
            age=age,
            limit=limit,
            setting_word=setting,
        )
    else:
        verdict = undetermined(
            "The legal status of {number} was looked up on {as_of}, {age} days ago; at most "
            "{limit} days count ({setting_word}). Look it up again.",
            number=number,
            as_of=as_of,
            age=age,
            limit=limit,
            setting_word=setting,
        )
    return verdict.by_example(is_example)


def _limit(facts: Facts) -> tuple[int, bool]:
    """Days, and whether they are an example."""
    if facts.round.status_max_age_days is not None:
        return facts.round.status_max_age_days, False
    default = parameter("status_max_age_days", facts.round.filing_by)
    return default.whole(), default.example
