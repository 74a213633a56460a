"""Each patent was granted on or before the filing deadline of the round."""

from datetime import date

from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, undetermined
from registry.money import N_
from registry.patents.status import PatentStatus

_NEVER_GRANTED = {
    PatentStatus.PENDING: N_("the application is still pending"),
    PatentStatus.REFUSED: N_("the application was refused"),
    PatentStatus.WITHDRAWN: N_("the application was withdrawn"),
}


@rule(
    "granted_by_filing_deadline",
    Stage.REGISTRATION,
    N_("Programme setting: filing deadline of the round"),
    title=N_("Patents granted by the filing deadline"),
    since=date(2023, 1, 1),
    each="patent",
    all_met=N_("Patents granted on or before the filing deadline: {count} of {count}."),
)
def granted_by_filing_deadline(facts: Facts, patent: PatentFacts) -> Verdict:
    """The day of grant decides; without one, a status that excludes a grant does."""
    if patent.granted_on is None:
        return _without_day_of_grant(facts, patent)
    if patent.filed_on is not None and patent.granted_on < patent.filed_on:
        return undetermined(
            "Patent {number} is recorded as granted on {granted_on}, before it was filed on "
            "{filed_on}; correct the two days.",
            number=patent.typed,
            granted_on=patent.granted_on,
            filed_on=patent.filed_on,
        )
    if patent.granted_on <= facts.round.filing_by:
        return met(
            "Patent {number} was granted on {granted_on}.",
            number=patent.typed,
            granted_on=patent.granted_on,
        )
    return not_met(
        "Patent {number} was granted on {granted_on}, after the filing deadline {filing_by}; "
        "remove it or replace it by a patent granted by then.",
        number=patent.typed,
        granted_on=patent.granted_on,
        filing_by=facts.round.filing_by,
    )


def _without_day_of_grant(facts: Facts, patent: PatentFacts) -> Verdict:
    reason = _NEVER_GRANTED.get(PatentStatus(patent.status)) if patent.status else None
    if reason is None:
        return undetermined(
            "It is not known when patent {number} was granted; give the day of grant.",
            number=patent.typed,
        )
    return not_met(
        "{number} is no granted patent: {reason_word}. Remove it or replace it by a patent "
        "granted by {filing_by}.",
        number=patent.typed,
        reason_word=reason,
        filing_by=facts.round.filing_by,
    )
