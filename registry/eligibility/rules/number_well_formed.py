"""Each patent's number can be read, and its check digit is right."""

from datetime import date

from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, undetermined
from registry.money import N_
from registry.patents.number_types import Form, Kind, NumberProblem, PatentNumber
from registry.patents.numbers import parse

_KINDS = {
    Kind.INVENTION: N_("an invention"),
    Kind.UTILITY_MODEL: N_("a utility model"),
    Kind.DESIGN: N_("a design"),
}


@rule(
    "number_well_formed",
    Stage.REGISTRATION,
    N_("ZC 0006-2003: application numbers and their check digit"),
    title=N_("Patent numbers well formed"),
    since=date(2023, 1, 1),
    each="patent",
    all_met=N_("Patent numbers that are well formed: {count} of {count}."),
)
def number_well_formed(facts: Facts, patent: PatentFacts) -> Verdict:
    """The number as typed is read again: a right form is suggested, never assumed."""
    reading = parse(patent.typed)
    if isinstance(reading, NumberProblem):
        return _unreadable(reading)
    if reading.form is Form.FOREIGN:
        return undetermined(
            "{number} is a number of the office {office}, which the registry cannot check; a "
            "reviewer must decide, or link the Chinese patent.",
            number=patent.typed,
            office=reading.office,
        )
    if reading.form is Form.PUBLICATION and patent.number is None:
        return not_met(
            "{number} is the number of a published document; give the patent's own number, as on "
            "its certificate (ZL…).",
            number=patent.typed,
        )
    return _kind(reading, patent)


def _unreadable(problem: NumberProblem) -> Verdict:
    values = {name: value for name, value in problem.values.items() if name != "suggestion"}
    if problem.suggestion is None:
        return not_met("{reason_word}", reason_word=problem.reason, **values)
    return not_met(
        "{reason_word} If the patent's papers say so, write {suggestion}.",
        reason_word=problem.reason,
        suggestion=problem.suggestion,
        **values,
    )


def _kind(reading: PatentNumber, patent: PatentFacts) -> Verdict:
    """A number that says utility model, recorded as an invention, would get a wrong term."""
    if reading.kind is None or patent.kind in (None, reading.kind):
        return met("The number {number} is well formed.", number=patent.typed)
    return not_met(
        "{number} is the number of {kind_word}, but the patent is recorded as {recorded_word}; "
        "correct the number or the kind.",
        number=patent.typed,
        kind_word=_KINDS[reading.kind],
        recorded_word=_KINDS[Kind(patent.kind)],
    )
