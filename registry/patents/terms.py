"""Whether a patent was in force on a day, or through a year, by what one source says of it.

The end of a right, here and everywhere in the registry (``ended_on``, ``expires_on``), is **the
first day on which it is no longer in force**. The law of terms and fees is in ``term_law``; its
functions can be had from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from registry.money import N_
from registry.patents.number_types import Kind
from registry.patents.status import ENDED, NEVER_GRANTED, PatentStatus
from registry.patents.term_law import (
    TERM_LAWS,
    TermExtension,
    add_months,
    add_years,
    annuity_due_on,
    expires_on,
    grace_ends_on,
    lapse_dated_on,
    restoration_requested_by,
)

__all__ = [
    "InForce",
    "Standing",
    "TermExtension",
    "Verdict",
    "add_months",
    "add_years",
    "annuity_due_on",
    "expires_on",
    "grace_ends_on",
    "in_force",
    "in_force_throughout",
    "lapse_dated_on",
    "restoration_requested_by",
]

_FIRST_FILING = TERM_LAWS[0].filed_from


class InForce(StrEnum):
    """Whether a right was in force; UNKNOWN never counts as YES."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer and its reason: an English template over ``values`` (dates in ISO form)."""

    answer: InForce
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The reason in the language of ``translate``."""
        return translate(self.reason).format_map(self.values)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one source says of one patent as of one day.

    ``ended_on`` is the first day on which the right is no longer in force; a lapse is dated back
    to the end of the last paid year, so it can lie long before ``as_of``. ``is_extended_further``
    says that the term was extended by days that no source has told, beside ``extensions``.
    """

    kind: Kind | None
    filed_on: date | None
    granted_on: date | None
    status: PatentStatus
    ended_on: date | None = None
    as_of: date | None = None
    source: str = ""
    extensions: tuple[TermExtension, ...] = ()
    is_extended_further: bool = False

    @property
    def expires_on(self) -> date | None:
        """The first day after the term, with the extensions whose days are known; None if kind or
        filing date is missing or impossible."""
        if self.kind is None or self.filed_on is None or self.filed_on < _FIRST_FILING:
            return None
        return expires_on(self.kind, self.filed_on, extensions=self.extensions)


NEVER_EXISTED = N_("The patent was declared invalid; it is deemed never to have existed.")
NOT_GRANTED = N_("The application ended without a grant (status {status}).")
STILL_PENDING = N_("The patent had not been granted by {as_of}, the day of its status.")
GRANT_UNKNOWN = N_("The date of the grant is not known.")
BEFORE_GRANT = N_("The patent was granted on {granted_on} only, after {day}.")
ENDED_ON = N_("The patent ended on {ended_on}; on {day} it was no longer in force.")
TERM_OVER = N_("The term of the patent ended on {expires_on}; on {day} it was no longer in force.")
EXTENDED_FURTHER = N_(
    "The term of the patent would have ended on {expires_on}, but was extended by days that no "
    "source has told."
)
ENDED_BY = N_("The patent had ended (status {status}) by {as_of}.")
END_UNKNOWN = N_(
    "The patent has ended (status {status}), but the day on which it did is not known."
)
STATUS_UNKNOWN = N_("The status of the patent is not known.")
CONTRADICTION = N_("The status {status} does not go with a grant on {granted_on}.")
NOT_KNOWN_THAT_LATE = N_("The status is known as of {as_of} only, which is before {day}.")
AS_OF_UNKNOWN = N_("It is not stated as of which day the status holds.")
LIVED_UNTIL = N_("The patent was in force on {day}; it ended later, on {end}.")
WAS_IN_FORCE = N_("The patent was in force on {day}, by its status as of {as_of}.")
GRANTED_TOO_LATE = N_("The patent was granted on {granted_on}, after {day}.")


def in_force(standing: Standing, day: date) -> Verdict:
    """Whether the right was in force on ``day``, by what ``standing`` knows.

    A status of a day says nothing of later days: those are UNKNOWN unless the right had ended.
    A YES holds as known on ``standing.as_of``: a lapse stated later may be dated back before it.
    """
    return (
        _never_a_right(standing, day)
        or _outside_its_life(standing, day)
        or _ended_some_day(standing, day)
        or _by_status(standing, day)
    )


def in_force_throughout(
    standing: Standing, year: int, *, granted_by: date | None = None
) -> Verdict:
    """Whether the right was in force through the calendar year, 1 January to 31 December.

    Strictly, without ``granted_by``, it must have been granted by 1 January. With it, a grant by
    that day is enough and the question is whether the right, once granted, lasted past
    31 December of ``year``: the scheme asks for the grant by its filing deadline, so pass that.
    An end on 31 December is a NO, one on 1 January of the next year a YES.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    latest, granted = granted_by or first, standing.granted_on
    if granted is not None and granted > latest and standing.status is not _INVALID:
        return _verdict(InForce.NO, GRANTED_TOO_LATE, latest, standing)
    # One grant and at most one end: in force on the last day is in force on all since the grant.
    return in_force(standing, max(last, granted) if granted else last)


_INVALID = PatentStatus.INVALIDATED


def _never_a_right(standing: Standing, day: date) -> Verdict | None:
    """NO for what was never a right; UNKNOWN where its grant is not known."""
    status = standing.status
    if status is _INVALID:
        return _verdict(InForce.NO, NEVER_EXISTED, day, standing)
    if standing.granted_on is not None:
        return None
    if status in NEVER_GRANTED:
        return _verdict(InForce.NO, NOT_GRANTED, day, standing)
    if status is PatentStatus.PENDING and standing.as_of:
        answer = InForce.NO if day <= standing.as_of else InForce.UNKNOWN
        return _verdict(answer, STILL_PENDING, day, standing)
    if standing.ended_on and day >= standing.ended_on:
        return _verdict(InForce.NO, ENDED_ON, day, standing)
    if _had_ended(standing, day):
        return _verdict(InForce.NO, ENDED_BY, day, standing)
    return _verdict(InForce.UNKNOWN, GRANT_UNKNOWN, day, standing)


def _outside_its_life(standing: Standing, day: date) -> Verdict | None:
    """NO before the grant, from the stated end on, and from the end of the term on."""
    if standing.granted_on and day < standing.granted_on:
        return _verdict(InForce.NO, BEFORE_GRANT, day, standing)
    if standing.ended_on and day >= standing.ended_on:
        return _verdict(InForce.NO, ENDED_ON, day, standing)
    expiry = standing.expires_on
    if not expiry or day < expiry:
        return None
    if not standing.is_extended_further:
        return _verdict(InForce.NO, TERM_OVER, day, standing)
    if standing.status in ENDED:
        return None
    return _verdict(InForce.UNKNOWN, EXTENDED_FURTHER, day, standing)


def _ended_some_day(standing: Standing, day: date) -> Verdict | None:
    """For a right that has ended, of a day that is neither before its grant nor after its end."""
    if standing.status not in ENDED:
        return None
    if standing.ended_on or _ended_with_its_term(standing):
        return _verdict(InForce.YES, LIVED_UNTIL, day, standing)
    if _had_ended(standing, day):
        return _verdict(InForce.NO, ENDED_BY, day, standing)
    return _verdict(InForce.UNKNOWN, END_UNKNOWN, day, standing)


def _by_status(standing: Standing, day: date) -> Verdict:
    """What the status alone says of a day on which the right can have been in force."""
    if standing.status is PatentStatus.UNKNOWN:
        return _verdict(InForce.UNKNOWN, STATUS_UNKNOWN, day, standing)
    if standing.status is not PatentStatus.IN_FORCE:
        return _verdict(InForce.UNKNOWN, CONTRADICTION, day, standing)
    if standing.as_of is None:
        return _verdict(InForce.UNKNOWN, AS_OF_UNKNOWN, day, standing)
    if day > standing.as_of:
        return _verdict(InForce.UNKNOWN, NOT_KNOWN_THAT_LATE, day, standing)
    return _verdict(InForce.YES, WAS_IN_FORCE, day, standing)


def _ended_with_its_term(standing: Standing) -> bool:
    """Whether ``expired`` can be dated: the source said so when the term was indeed over."""
    if standing.is_extended_further:
        return False
    expiry, as_of = standing.expires_on, standing.as_of
    is_over = expiry is not None and as_of is not None and expiry <= as_of
    return standing.status is PatentStatus.EXPIRED and is_over


def _had_ended(standing: Standing, day: date) -> bool:
    """Whether the source had seen the right ended by ``day``, without saying on which day."""
    is_undated = standing.status in ENDED and standing.ended_on is None
    return is_undated and standing.as_of is not None and day >= standing.as_of


def _verdict(answer: InForce, reason: str, day: date, standing: Standing) -> Verdict:
    """The answer with every value that its reason can ask for."""
    days = {
        "day": day,
        "as_of": standing.as_of,
        "granted_on": standing.granted_on,
        "ended_on": standing.ended_on,
        "expires_on": standing.expires_on,
        "end": standing.ended_on or standing.expires_on,
    }
    values = {name: known.isoformat() for name, known in days.items() if known is not None}
    return Verdict(answer, reason, values | {"status": standing.status.value})
