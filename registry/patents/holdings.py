"""Who held a right from when on, and what others had in it: licences, pledges, preservations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.events import InterestKind, LegalEvent


@dataclass(frozen=True, slots=True)
class Holding:
    """Who held the right from a day on; "" where it is not stated.

    ``since`` None: from the beginning, as far as no transfer is known. A source that names only
    today's patentee proves nothing about earlier days.
    """

    since: date | None
    patentee: str


@dataclass(frozen=True, slots=True)
class Interest:
    """What somebody else had in the right, by the record of a contract or of a court's order.

    ``ended_on`` is the first day on which it is gone. ``is_sure`` is False where the office's code
    stands for begin and end alike, or it is not told which of several contracts was cancelled.
    """

    kind: InterestKind
    reference: str
    begun_on: date
    ended_on: date | None = None
    is_sure: bool = True


def fold_holdings(first: str, events: Iterable[LegalEvent]) -> tuple[Holding, ...]:
    """The holders, as announced one after the other; ``events`` in their order.

    Of several statements of one announcement, one that names the new holder counts.
    """
    holdings = [Holding(None, first)]
    changes = (event for event in events if _changes_holder(event))
    for _, announced in groupby(changes, key=lambda event: event.day):
        told = list(announced)
        event = next((each for each in told if each.holder), told[0])
        if event.holder != holdings[-1].patentee or not event.holder:
            holdings.append(Holding(event.since, event.holder))
    return tuple(holdings)


def _changes_holder(event: LegalEvent) -> bool:
    """A transfer; a change of name too, but most changes of party data concern others."""
    is_change_of_name = event.effect is Effect.PARTY_CHANGED and bool(event.holder)
    return event.effect is Effect.TRANSFERRED or is_change_of_name


def fold_interests(events: Iterable[LegalEvent]) -> tuple[Interest, ...]:
    """The licences, pledges and preservations that the events begin and end; in their order."""
    interests: list[Interest] = []
    for event in events:
        kind = event.interest
        if kind is None:
            continue
        if event.action is Action.ENDED:
            interests = _ended(interests, kind, event)
        elif not _is_recorded(interests, kind, event):
            is_sure = event.action is Action.BEGUN
            interests.append(Interest(kind, event.reference, event.since, is_sure=is_sure))
    return tuple(interests)


def _is_recorded(interests: list[Interest], kind: InterestKind, event: LegalEvent) -> bool:
    """Whether the event tells nothing new: a change of what is on record, or told before."""
    same = [i for i in interests if i.kind is kind and i.ended_on is None]
    if event.reference:
        same = [i for i in same if i.reference == event.reference]
    if event.action is Action.CHANGED:
        return bool(same)
    return any(i.begun_on == event.since for i in same)


def _ended(interests: list[Interest], kind: InterestKind, event: LegalEvent) -> list[Interest]:
    """The one contract that was cancelled; all of them become unsure if it is not told which."""
    running = [i for i in interests if i.kind is kind and i.ended_on is None]
    if event.reference and any(i.reference for i in running):
        running = [i for i in running if i.reference in ("", event.reference)]
    if len(running) == 1:
        changed = {running[0]: replace(running[0], ended_on=event.since)}
    else:
        changed = {i: replace(i, is_sure=False) for i in running}
    return [changed.get(i, i) for i in interests]
