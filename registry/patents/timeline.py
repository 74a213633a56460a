"""What was true of a patent, as it was known on a day: its events folded into a standing.

``fold`` looks only at what was known on that day, so a decision taken then can be replayed when
more is known. The order in which events are handed over, and saying one twice, make no difference.

How events are read, where the law or the office's practice leaves it to the reader:

* A lapse of which only the notice is known is dated back to the end of the last paid year: the
  latest year whose six months of grace had run out before the notice. Notices follow within the
  next twelve months as a rule; the day is marked as inferred.
* A restored right is read as if it had never ended.
* An end stays until a restoration is stated, or the very source that stated the end says that the
  right is in force. When another source says so, the status is unknown until somebody decides.
* A source that says, in whatever words, that it does not know, or that something happened which
  settles nothing, makes the status of a living right unknown until a source settles it.
* That nothing is known of an end proves no life: ``as_of`` is the newest day on which a source
  looked (or the office announced something), and says nothing of later days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from registry.patents.event_codes import Effect
from registry.patents.events import LegalEvent
from registry.patents.holdings import Holding, Interest, fold_holdings, fold_interests
from registry.patents.number_types import Kind
from registry.patents.status import PatentStatus
from registry.patents.terms import Standing
from registry.patents.timeline_steps import Look, State, after, lapse_inferred_on

__all__ = ["Basics", "KnownStanding", "Look", "fold", "lapse_inferred_on", "status_on"]


@dataclass(frozen=True, slots=True)
class Basics:
    """What does not change: the kind and the filing date; who held it first; and the day of its
    grant, where that is known without an event."""

    kind: Kind | None
    filed_on: date | None
    granted_on: date | None = None
    patentee: str = ""


@dataclass(frozen=True, slots=True)
class KnownStanding:
    """The standing as known on a day, and what else the events tell.

    ``looked_on``       the newest day on which a source looked or the office announced something
    ``end_is_inferred`` the day of the end was reckoned from the notice of the lapse
    ``is_contested``    one source says it ended, another later that it is in force
    ``reduced_on``      invalidated or given up in part since then; the rest stands
    ``holdings``        as announced one after the other
    ``interests``       licences, pledges, preservations
    """

    standing: Standing
    looked_on: date | None
    end_is_inferred: bool
    is_contested: bool
    reduced_on: date | None
    holdings: tuple[Holding, ...]
    interests: tuple[Interest, ...]

    def patentee_on(self, day: date) -> str:
        """Who held the right on a day; "" if that is not known."""
        held = [h for h in self.holdings if h.since is None or h.since <= day]
        return held[-1].patentee

    def is_fresh(self, day: date, max_age_days: int) -> bool:
        """Whether a source has looked at most so many days before ``day``, and not after it."""
        if self.looked_on is None:
            return False
        return timedelta(0) <= day - self.looked_on <= timedelta(days=max_age_days)


def fold(
    basics: Basics,
    events: Iterable[LegalEvent],
    as_known_on: date,
    *,
    looks: Iterable[Look] = (),
) -> KnownStanding:
    """The standing by what was known at the end of ``as_known_on``."""
    known = {event for event in events if event.known_on <= as_known_on}
    if basics.granted_on is not None and basics.granted_on <= as_known_on:
        known.add(_stated_grant(basics.granted_on))
    steps = {look for look in looks if look.known_on <= as_known_on} | known
    state = State(basics.kind, basics.filed_on)
    for step in sorted(steps, key=_order):
        state = after(state, step)
    told = sorted(known, key=_order)
    holdings = fold_holdings(basics.patentee, told)
    return _result(state, holdings, fold_interests(told))


def status_on(standing: Standing, day: date) -> PatentStatus:
    """The status to show for ``day``: a right whose term is over has expired, whether or not a
    source has said so."""
    expiry = standing.expires_on
    if standing.status is PatentStatus.IN_FORCE and expiry is not None and expiry <= day:
        return PatentStatus.EXPIRED
    return standing.status


def _result(
    state: State, holdings: tuple[Holding, ...], interests: tuple[Interest, ...]
) -> KnownStanding:
    standing = Standing(
        kind=state.kind,
        filed_on=state.filed_on,
        granted_on=state.granted_on,
        status=PatentStatus.UNKNOWN if state.is_contested else state.status,
        ended_on=None if state.is_contested else state.ended_on,
        as_of=state.as_of,
        source=state.source,
        extensions=state.extensions,
        is_extended_further=state.is_extended_further,
    )
    return KnownStanding(
        standing=standing,
        looked_on=state.looked_on,
        end_is_inferred=state.end_is_inferred and not state.is_contested,
        is_contested=state.is_contested,
        reduced_on=state.reduced_on,
        holdings=holdings,
        interests=interests,
    )


def _stated_grant(granted_on: date) -> LegalEvent:
    return LegalEvent(Effect.GRANTED, granted_on, granted_on, granted_on, source="")


# Of one day: grants before what ends them, ends before restorations, invalidations last of all.
_RANK = {
    Effect.PUBLISHED: 0,
    Effect.EXAMINED: 0,
    Effect.GRANTED: 2,
    Effect.LAPSED: 4,
    Effect.ENDED: 4,
    Effect.EXPIRED: 4,
    Effect.ABANDONED: 4,
    Effect.RIGHT_RESTORED: 5,
    Effect.RESTORED: 5,
    Effect.INVALIDATED_OR_REDUCED: 6,
    Effect.INVALIDATED: 7,
}
_OF_NO_RANK = 3
_LOOKS_COME_LAST = 9
_DOUBTS_AFTER_ALL = 10


def _order(step: LegalEvent | Look) -> tuple[date, int, tuple[str, ...], int]:
    """The order of reading. The later parts only make it one order, whatever was handed over
    first."""
    if isinstance(step, Look):
        said = (step.source, str(step.status), str(step.ended_on))
        is_doubt = step.status is PatentStatus.UNKNOWN
        return step.day, _DOUBTS_AFTER_ALL if is_doubt else _LOOKS_COME_LAST, said, 0
    rank = _RANK.get(step.effect, _OF_NO_RANK)
    told = (step.source, step.effect.value, step.code, str(step.effective_on), step.holder)
    return step.day, rank, (*told, step.reference, step.action.value), step.days
