"""How one event, or one look of a source, changes what is known of a right.

The readings behind it are stated in ``timeline``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from registry.patents.event_codes import Effect
from registry.patents.events import LegalEvent
from registry.patents.number_types import Kind
from registry.patents.status import ENDED, NEVER_GRANTED, PatentStatus
from registry.patents.term_law import TERM_LAWS, annuity_due_on, grace_ends_on
from registry.patents.terms import TermExtension

_FIRST_FILING = TERM_LAWS[0].filed_from
_OVER = ENDED | NEVER_GRANTED | {PatentStatus.INVALIDATED}


@dataclass(frozen=True, slots=True)
class Look:
    """A source was asked. ``status`` is what it stated; None if it only lists events, so that
    what it did not list had not been announced by ``as_of``. UNKNOWN, a word that settles nothing
    (a bare 失效, a partial invalidation), is a doubt: it takes a life back, and no end."""

    source: str
    as_of: date
    known_on: date
    status: PatentStatus | None = None
    ended_on: date | None = None

    @property
    def day(self) -> date:
        """A source cannot say what holds on a day after it was asked."""
        return min(self.as_of, self.known_on)


@dataclass(frozen=True, slots=True)
class State:
    """What the steps read so far come to; the fields are those of ``timeline.KnownStanding``."""

    kind: Kind | None
    filed_on: date | None
    status: PatentStatus = PatentStatus.UNKNOWN
    source: str = ""
    granted_on: date | None = None
    ended_on: date | None = None
    end_is_inferred: bool = False
    is_contested: bool = False
    reduced_on: date | None = None
    as_of: date | None = None
    looked_on: date | None = None
    extensions: tuple[TermExtension, ...] = ()
    is_extended_further: bool = False


def after(state: State, step: LegalEvent | Look) -> State:
    """The state after one step more."""
    if isinstance(step, Look):
        return _after_look(state, step)
    change = _CHANGES.get(step.effect)
    return _looked(change(state, step) if change else state, step.day)


def lapse_inferred_on(filed_on: date | None, announced_on: date) -> date | None:
    """The end of the last paid year, when the notice of the lapse is all that is known.

    It is the last anniversary of the filing whose months of grace were over before the notice;
    None where there is none.
    """
    if filed_on is None or filed_on < _FIRST_FILING:
        return None
    year = announced_on.year - filed_on.year + 1
    while year >= 2 and grace_ends_on(filed_on, year) >= announced_on:
        year -= 1
    return annuity_due_on(filed_on, year) if year >= 2 else None


def _looked(state: State, day: date) -> State:
    """Somebody looked on ``day``. An end without a day of its own keeps the day on which it was
    first known, for the right had ended by then."""
    newest = max(state.looked_on or day, day)
    is_undated_end = state.status in ENDED and state.ended_on is None
    as_of = state.as_of if is_undated_end or state.is_contested else newest
    return replace(state, looked_on=newest, as_of=as_of)


def _after_look(state: State, look: Look) -> State:
    status = look.status
    if status is PatentStatus.UNKNOWN:
        return _doubted(state, look)
    if status is PatentStatus.IN_FORCE:
        state = _said_to_be_in_force(state, look)
    elif status in ENDED:
        state = _with_end(state, status, look, look.ended_on)
    elif status is PatentStatus.INVALIDATED:
        state = _settled(state, status, look.source)
    elif status in NEVER_GRANTED:
        state = _never_granted(state, status, look.source)
    elif status is PatentStatus.PENDING and not _is_pending(state):
        # Another source knows more than this one.
        return state
    elif status is PatentStatus.PENDING:
        state = replace(state, status=status, source=look.source)
    return _looked(state, look.day)


def _doubted(state: State, look: Look) -> State:
    """An end stays an end; of a source that never knew anything, nobody learns anything."""
    if state.status not in (PatentStatus.IN_FORCE, PatentStatus.PENDING):
        return state
    return _looked(replace(state, status=PatentStatus.UNKNOWN, source=look.source), look.day)


def _is_pending(state: State) -> bool:
    open_statuses = (PatentStatus.UNKNOWN, PatentStatus.PENDING)
    return state.status in open_statuses and state.granted_on is None


def _said_to_be_in_force(state: State, look: Look) -> State:
    if state.status in _OVER and state.source != look.source:
        return replace(state, is_contested=True)
    return _settled(state, PatentStatus.IN_FORCE, look.source)


def _settled(state: State, status: PatentStatus, source: str) -> State:
    """The status, whatever was known of an end before."""
    return replace(
        state,
        status=status,
        source=source,
        ended_on=None,
        end_is_inferred=False,
        is_contested=False,
    )


def _never_granted(state: State, status: PatentStatus, source: str) -> State:
    if state.status is PatentStatus.INVALIDATED:
        return state
    return replace(state, status=status, source=source)


def _published(state: State, event: LegalEvent) -> State:
    if state.status is not PatentStatus.UNKNOWN or state.granted_on is not None:
        return state
    return replace(state, status=PatentStatus.PENDING, source=event.source)


def _granted(state: State, event: LegalEvent) -> State:
    first = min(state.granted_on or event.since, event.since)
    # What is unknown of a granted right is not settled by its grant being announced once more.
    is_open = state.status is PatentStatus.UNKNOWN and state.granted_on is not None
    if is_open or (state.status in _OVER and state.status not in NEVER_GRANTED):
        return replace(state, granted_on=first)
    return replace(state, granted_on=first, status=PatentStatus.IN_FORCE, source=event.source)


_STATUS_OF_END = {
    Effect.LAPSED: PatentStatus.LAPSED,
    Effect.ENDED: PatentStatus.LAPSED,
    Effect.EXPIRED: PatentStatus.EXPIRED,
    Effect.ABANDONED: PatentStatus.ABANDONED,
}


def _ended(state: State, event: LegalEvent) -> State:
    inferred = None
    if event.effective_on is None and event.effect is Effect.LAPSED:
        inferred = lapse_inferred_on(state.filed_on, event.day)
        if inferred is not None and state.granted_on is not None and inferred <= state.granted_on:
            inferred = None
    return _with_end(state, _STATUS_OF_END[event.effect], event, event.effective_on, inferred)


def _with_end(
    state: State,
    status: PatentStatus,
    step: LegalEvent | Look,
    stated: date | None,
    inferred: date | None = None,
) -> State:
    """An end. Of several, a stated day counts before an inferred one, and the earliest stated;
    an undated one was first known when the first of them was said."""
    if state.status is PatentStatus.INVALIDATED:
        return state
    if state.status not in ENDED:
        state = replace(_settled(state, status, step.source), as_of=step.day)
    known = None if state.end_is_inferred else state.ended_on
    state = replace(state, is_contested=False)
    if known is not None and (stated is None or known <= stated):
        return state
    if stated is None and state.end_is_inferred:
        return state
    is_inferred = stated is None and inferred is not None
    return replace(
        state,
        status=status,
        source=step.source,
        ended_on=stated or inferred,
        end_is_inferred=is_inferred,
    )


def _invalidated(state: State, event: LegalEvent) -> State:
    return _settled(state, PatentStatus.INVALIDATED, event.source)


def _invalidated_or_reduced(state: State, event: LegalEvent) -> State:
    """Only the decision itself tells whether anything is left of it."""
    if state.status in _OVER:
        return state
    return replace(state, status=PatentStatus.UNKNOWN, source=event.source)


def _reduced(state: State, event: LegalEvent) -> State:
    return replace(state, reduced_on=min(state.reduced_on or event.since, event.since))


def _restored(state: State, event: LegalEvent) -> State:
    """Of the right if it was granted, else of the application. An invalidation is not undone by
    it: then the papers must tell."""
    if state.status in (PatentStatus.INVALIDATED, PatentStatus.UNKNOWN):
        return _settled(state, PatentStatus.UNKNOWN, event.source)
    is_right = state.granted_on is not None or state.status not in NEVER_GRANTED | _PENDING
    status = PatentStatus.IN_FORCE if is_right else PatentStatus.PENDING
    return _settled(state, status, event.source)


_PENDING = frozenset({PatentStatus.PENDING})


def _extended(state: State, event: LegalEvent) -> State:
    """By the days that are told; where they are not, the term ends nobody knows when."""
    extension = TermExtension(event.code, event.days)
    if state.kind is not Kind.INVENTION or extension in state.extensions:
        return state
    if event.days <= 0:
        return replace(state, is_extended_further=True)
    return replace(state, extensions=(*state.extensions, extension))


def _refused(state: State, event: LegalEvent) -> State:
    return _never_granted(state, PatentStatus.REFUSED, event.source)


def _withdrawn(state: State, event: LegalEvent) -> State:
    return _never_granted(state, PatentStatus.WITHDRAWN, event.source)


_CHANGES: dict[Effect, Callable[[State, LegalEvent], State]] = {
    Effect.PUBLISHED: _published,
    Effect.EXAMINED: _published,
    Effect.REFUSED: _refused,
    Effect.WITHDRAWN: _withdrawn,
    Effect.GRANTED: _granted,
    Effect.LAPSED: _ended,
    Effect.EXPIRED: _ended,
    Effect.ABANDONED: _ended,
    Effect.ENDED: _ended,
    Effect.INVALIDATED: _invalidated,
    Effect.INVALIDATED_OR_REDUCED: _invalidated_or_reduced,
    Effect.REDUCED: _reduced,
    Effect.RIGHT_RESTORED: _restored,
    Effect.RESTORED: _restored,
    Effect.TERM_EXTENDED: _extended,
}
