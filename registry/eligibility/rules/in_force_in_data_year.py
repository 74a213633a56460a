"""Each patent was in force until the end of the data year: it had not ended by then."""

from datetime import date

from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, undetermined
from registry.money import N_
from registry.patents.number_types import Kind
from registry.patents.status import PatentStatus
from registry.patents.terms import InForce, Standing, TermExtension, in_force_throughout


@rule(
    "in_force_in_data_year",
    Stage.REGISTRATION,
    N_("Patent Law: term of protection from the filing date; data year of the round"),
    title=N_("Patents in force in the data year"),
    since=date(2023, 1, 1),
    each="patent",
    all_met=N_("Patents in force until the end of the data year: {count} of {count}."),
)
def in_force_in_data_year(facts: Facts, patent: PatentFacts) -> Verdict:
    """By kind, filing date, stated end and status as of its day. A grant within or after the data
    year, but by the filing deadline, is enough: what counts here is that the right lasted."""
    year = facts.round.data_year
    known = in_force_throughout(_standing(patent), year, granted_by=facts.round.filing_by)
    values = {**known.values, "number": patent.typed, "year": str(year)}
    if known.answer is InForce.YES and (patent.kind is None or patent.filed_on is None):
        return undetermined(
            "By its status patent {number} was in force until 31 December {year}, but its term "
            "cannot be counted; give its kind and its filing date.",
            **values,
        )
    if known.answer is InForce.YES:
        return met("Patent {number} was in force until 31 December {year}.", **values)
    if known.answer is InForce.NO:
        return not_met(
            "Patent {number} was not in force until the end of the data year {year}. "
            "{reason_word} Remove it, or replace it by a patent in force until 31 December "
            "{year}.",
            reason_word=known.reason,
            **values,
        )
    return undetermined(
        "It cannot be told whether patent {number} was in force until 31 December {year}. "
        "{reason_word} Look the patent up and give what is missing.",
        reason_word=known.reason,
        **values,
    )


def _standing(patent: PatentFacts) -> Standing:
    return Standing(
        kind=Kind(patent.kind) if patent.kind is not None else None,
        filed_on=patent.filed_on,
        granted_on=patent.granted_on,
        status=PatentStatus(patent.status or PatentStatus.UNKNOWN),
        ended_on=patent.ended_on,
        as_of=patent.status_as_of,
        source=patent.source,
        extensions=(TermExtension("", patent.extension_days),) if patent.extension_days else (),
        is_extended_further=patent.extended_further,
    )
