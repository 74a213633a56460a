"""What a warning says, by its cause: the sentence, what rests on it, and the citation. Pure.

Sentences are templates over the values of ``causes.Found``; a day that is not known has a
sentence of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from registry.money import N_
from registry.watching.causes import Cause


@dataclass(frozen=True, slots=True)
class Words:
    """The sentence with and without a day, what the law says, and why a warning is cleared."""

    dated: str
    undated: str
    citation: str
    gone: str


_IN_FORCE_AGAIN = N_("By what is known now, the right is in force again.")
WORDS: Mapping[Cause, Words] = {
    Cause.LAPSED: Words(
        N_(
            "Patent {number} ended before its term on {effective_on}, as a rule because an annual "
            "fee was not paid."
        ),
        N_(
            "Patent {number} ended before its term, as a rule because an annual fee was not paid; "
            "the day is not known."
        ),
        N_("Patent Law, Articles 43 and 44: annual fee and early end of the right"),
        _IN_FORCE_AGAIN,
    ),
    Cause.EXPIRED: Words(
        N_("The term of patent {number} ended on {effective_on}."),
        N_("The term of patent {number} has ended; the day is not known."),
        N_("Patent Law, Article 42: term of the right from the filing date"),
        _IN_FORCE_AGAIN,
    ),
    Cause.ABANDONED: Words(
        N_("Patent {number} was given up by its holder with effect from {effective_on}."),
        N_("Patent {number} was given up by its holder; the day is not known."),
        N_("Patent Law, Article 44: a right given up in writing"),
        _IN_FORCE_AGAIN,
    ),
    Cause.INVALIDATED: Words(
        N_("Patent {number} was declared invalid; it is deemed never to have existed."),
        N_("Patent {number} was declared invalid; it is deemed never to have existed."),
        N_("Patent Law, Article 47: effect of a declaration of invalidity"),
        _IN_FORCE_AGAIN,
    ),
    Cause.NEVER_GRANTED: Words(
        N_("The application {number} ended without a grant."),
        N_("The application {number} ended without a grant."),
        N_("Programme setting: a product rests on granted patents"),
        _IN_FORCE_AGAIN,
    ),
    Cause.TRANSFERRED: Words(
        N_(
            "Since {effective_on} the patentee of {number} is {patentee} and not {enterprise}, and "
            "no licence is on record."
        ),
        N_(
            "The patentee of {number} is {patentee} and not {enterprise}, and no licence is on "
            "record."
        ),
        N_("Patent Law, Articles 10 and 12: transfer and licence"),
        N_("By what is known now, the enterprise holds the patent or a licence is on record."),
    ),
    Cause.STALE: Words(
        N_(
            "The status of patent {number} was last looked up on {looked_on}; since {effective_on} "
            "that is more than {limit} days ago."
        ),
        N_("The status of patent {number} is not known."),
        N_("Programme setting: age of the legal status"),
        N_("The status has been looked up meanwhile."),
    ),
    Cause.EXPIRING: Words(
        N_("Patent {number} ends on {effective_on}."),
        N_("Patent {number} ends soon."),
        N_("Patent Law, Article 42: term of the right from the filing date"),
        N_("By what is known now, the right does not end so soon, or it has ended."),
    ),
}
INFERRED = N_("The day was reckoned from the notice and is to be confirmed.")


def sentence(cause: Cause, values: Mapping[str, str], translate: Callable[[str], str] = str) -> str:
    """What is warned of, in the language of ``translate``."""
    words = WORDS[cause]
    template = words.dated if "effective_on" in values else words.undated
    parts = [translate(template).format_map(values)]
    if "inferred" in values:
        parts.append(translate(INFERRED))
    # A Chinese full stop brings its own space.
    return " ".join(parts).replace("\u3002 ", "\u3002")


def citation(cause: Cause) -> str:
    """The msgid of the basis."""
    return WORDS[cause].citation


def gone(cause: Cause) -> str:
    """The msgid of why the warning is cleared."""
    return WORDS[cause].gone
