"""The applicant is the patentee of each patent, or its licensee."""

from datetime import date

from registry.eligibility.facts import Facts, PatentFacts
from registry.eligibility.names import same_name
from registry.eligibility.rule import Stage, Verdict, met, not_met, rule, undetermined
from registry.money import N_


@rule(
    "applicant_is_entitled",
    Stage.REGISTRATION,
    N_("Programme setting: the applicant is the patentee or licensee of the patents"),
    title=N_("Applicant entitled to the patents"),
    since=date(2023, 1, 1),
    each="patent",
    all_met=N_("Patents of which the enterprise is patentee or licensee: {count} of {count}."),
)
def applicant_is_entitled(facts: Facts, patent: PatentFacts) -> Verdict:
    """A patentee by name needs no stated basis; a licensee is one by its statement."""
    name = facts.enterprise.name
    if any(same_name(name, patentee) for patentee in patent.patentees):
        return met("{enterprise} is a patentee of {number}.", enterprise=name, number=patent.typed)
    if patent.basis == "licensee":
        return met(
            "{enterprise} states that it is a licensee of {number}.",
            enterprise=name,
            number=patent.typed,
        )
    return _not_among_patentees(name, patent)


def _not_among_patentees(name: str, patent: PatentFacts) -> Verdict:
    if not patent.patentees:
        return undetermined(
            "It is not known who the patentee of {number} is; give the patentee, or state that "
            "the enterprise is a licensee.",
            number=patent.typed,
        )
    if patent.basis is None:
        return undetermined(
            "The patentee of {number} is {patentees}, and it is not stated on what basis "
            "{enterprise} uses it; state that it is a licensee, or remove the patent.",
            number=patent.typed,
            patentees=", ".join(patent.patentees),
            enterprise=name,
        )
    return not_met(
        "{enterprise} is given as patentee of {number}, but the patentee is {patentees}. State "
        "the basis as licensee, have the transfer or change of name recorded, or remove the "
        "patent.",
        enterprise=name,
        number=patent.typed,
        patentees=", ".join(patent.patentees),
    )
