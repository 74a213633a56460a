"""Why a patent that a product rests on calls for a warning: pure, from what is known of it.

``causes_of`` says what holds on a day; ``next_due`` on which later day that changes although
nothing more becomes known: a term ends, a look grows old. Days of ends are, as everywhere here,
the first on which the right is no longer in force.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from registry.eligibility.names import same_name
from registry.patents.events import InterestKind
from registry.patents.number_types import Kind
from registry.patents.status import ENDED, PatentStatus
from registry.patents.terms import Standing, TermExtension
from registry.patents.timeline import KnownStanding

_A_DAY = timedelta(days=1)


class Cause(StrEnum):
    """What is warned of."""

    LAPSED = "lapsed"
    EXPIRED = "expired"
    ABANDONED = "abandoned"
    INVALIDATED = "invalidated"
    NEVER_GRANTED = "never_granted"
    TRANSFERRED = "transferred"
    STALE = "stale"
    EXPIRING = "expiring"


_OF_STATUS = {
    PatentStatus.LAPSED: Cause.LAPSED,
    PatentStatus.EXPIRED: Cause.EXPIRED,
    PatentStatus.ABANDONED: Cause.ABANDONED,
    PatentStatus.INVALIDATED: Cause.INVALIDATED,
    PatentStatus.REFUSED: Cause.NEVER_GRANTED,
    PatentStatus.WITHDRAWN: Cause.NEVER_GRANTED,
}
OVER = frozenset(_OF_STATUS.values())
"""The right has ended or never was; nothing else is warned of beside it."""


@dataclass(frozen=True, slots=True)
class Use:
    """How an application uses a patent: the number as typed, by whom, and by what right."""

    number: str
    enterprise: str
    is_licensee: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """The oldest look that still counts and how long before an end people are told, in days."""

    status_max_age_days: int
    expiring_days: int


@dataclass(frozen=True, slots=True)
class Found:
    """A cause that holds, the day since (EXPIRING: from) which it does, None if not known, and
    the values of its words; days in ISO form."""

    cause: Cause
    effective_on: date | None
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


def causes_of(known: KnownStanding, use: Use, limits: Limits, day: date) -> tuple[Found, ...]:
    """Every cause that holds on ``day``, by what is known; the answer to "restored" is that a
    cause is not among them any more."""
    over = _over(known, use, day)
    if over is not None:
        return (over,)
    return tuple(_while_it_lives(known, use, limits, day))


def next_due(known: KnownStanding, limits: Limits, day: date) -> date | None:
    """The first day after ``day`` on which ``causes_of`` can answer otherwise, if nothing more
    becomes known; None if no day can change it."""
    return min((each for each in _turning_days(known, limits) if each > day), default=None)


def _turning_days(known: KnownStanding, limits: Limits) -> Iterator[date]:
    end = _end(known)
    if end is not None:
        yield from (end - timedelta(days=limits.expiring_days), end)
    expiry = _expiry(known.standing)
    if expiry is not None:
        yield expiry
    if known.looked_on is not None:
        yield from (known.looked_on, _stale_from(known.looked_on, limits))
    yield from (holding.since for holding in known.holdings if holding.since)
    for interest in known.interests:
        yield interest.begun_on
        if interest.ended_on is not None:
            yield interest.ended_on


def _expiry(standing: Standing) -> date | None:
    return _expiry_of(standing.kind, standing.filed_on, standing.extensions)


@lru_cache(maxsize=50_000)
def _expiry_of(
    kind: Kind | None, filed_on: date | None, extensions: tuple[TermExtension, ...]
) -> date | None:
    """``Standing.expires_on``; patents are filed on few different days, so it is kept."""
    unknown = PatentStatus.UNKNOWN
    return Standing(kind, filed_on, None, unknown, extensions=extensions).expires_on


def _end(known: KnownStanding) -> date | None:
    """The day on which the right ends or ended: the stated one before that of the term."""
    return known.standing.ended_on or _expiry(known.standing)


def _stale_from(looked_on: date, limits: Limits) -> date:
    return looked_on + timedelta(days=limits.status_max_age_days) + _A_DAY


def _over(known: KnownStanding, use: Use, day: date) -> Found | None:
    standing = known.standing
    if standing.status in ENDED and standing.ended_on and standing.ended_on > day:
        return None
    if standing.status in _OF_STATUS:
        return _found(_OF_STATUS[standing.status], standing.ended_on, known, use)
    expiry = _expiry(standing)
    # Whatever else a source says or does not say of it, no right outlives its term.
    if expiry is not None and expiry <= day:
        return _found(Cause.EXPIRED, expiry, known, use)
    return None


def _while_it_lives(known: KnownStanding, use: Use, limits: Limits, day: date) -> Iterator[Found]:
    transferred = _transferred_since(known, use, day)
    if transferred is not None:
        yield transferred
    if not _is_known(known) or not known.is_fresh(day, limits.status_max_age_days):
        yield _stale(known, use, limits)
    end = _end(known)
    if end is not None and end - timedelta(days=limits.expiring_days) <= day < end:
        yield _found(Cause.EXPIRING, end, known, use)


def _stale(known: KnownStanding, use: Use, limits: Limits) -> Found:
    if not _is_known(known) or known.looked_on is None:
        return _found(Cause.STALE, None, known, use)
    since, looked_on = _stale_from(known.looked_on, limits), known.looked_on.isoformat()
    limit = str(limits.status_max_age_days)
    return _found(Cause.STALE, since, known, use, looked_on=looked_on, limit=limit)


def _is_known(known: KnownStanding) -> bool:
    return known.standing.status is not PatentStatus.UNKNOWN


def _transferred_since(known: KnownStanding, use: Use, day: date) -> Found | None:
    """Somebody else holds it by what is known, and no licence is on record that surely runs."""
    held = [each for each in known.holdings if each.since is None or each.since <= day]
    patentees = names_in(held[-1].patentee) if held else ()
    if use.is_licensee or not patentees:
        return None
    if any(same_name(use.enterprise, each) for each in patentees) or _has_licence(known, day):
        return None
    return _found(Cause.TRANSFERRED, held[-1].since, known, use, patentee="; ".join(patentees))


def _has_licence(known: KnownStanding, day: date) -> bool:
    return any(
        each.kind is InterestKind.LICENCE
        and each.is_sure
        and each.begun_on <= day
        and (each.ended_on is None or each.ended_on > day)
        for each in known.interests
    )


def names_in(patentee: str) -> tuple[str, ...]:
    """The names of a patentee field, which semicolons separate, Chinese ones too."""
    parts = patentee.replace("\uff1b", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())


def _found(
    cause: Cause, effective_on: date | None, known: KnownStanding, use: Use, **more: str
) -> Found:
    values = {"number": use.number, "enterprise": use.enterprise, **more}
    if effective_on is not None:
        values["effective_on"] = effective_on.isoformat()
    if cause in OVER and known.standing.source:
        values["source"] = known.standing.source
    if cause in OVER and known.end_is_inferred:
        values["inferred"] = "yes"
    return Found(cause, effective_on, values)
