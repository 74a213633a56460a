"""Many at once, on both databases: sixteen reviewers on five hundred applications, eight processes
that take two thousand numbers, and a hundred duels of each kind of two who want the opposite."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Campaign
from flask import Flask
from lengths import length
from sqlalchemy import func, select
from together import processes

from registry.certification.paper import made_later
from registry.extensions import db
from registry.integrity.verify import verify
from registry.numbering import next_serial
from registry.reviews.models import Decision
from registry.transaction import unit_of_work

sys.path.insert(0, str(Path(__file__).parents[1] / "integrity"))
from at_once import DUELS, SignIn, reviewers_decide  # noqa: E402

SEED, PROCESSES = 2025, 8
# The check reads everything: it is asked once in so many duels, and at the end.
EVERY = 25


@pytest.fixture(autouse=True)
def no_papers() -> Iterator[None]:
    """They take long, and have their own campaign."""
    with made_later():
        yield


def audited() -> list[str]:
    """What `registry audit verify` says."""
    db.session.rollback()
    return [f"{name}: {fault.text()}" for name, fault in verify().faults()]


def test_reviewers_on_the_same_applications_decide_on_each_once(
    app: Flask, campaign: Campaign
) -> None:
    reviewers, submitted = length("REVIEWERS"), length("APPLICATIONS")
    found = reviewers_decide(app, reviewers, submitted, SEED)
    faults = audited()
    decisions = db.session.scalar(select(func.count()).select_from(Decision))
    expected = {"done": submitted, "told": submitted * (reviewers - 1)}
    if found != expected or decisions != submitted:
        faults.append(f"{dict(found)}, {decisions} decisions, not {expected}")
    campaign.record(
        what=f"decisions that {reviewers} reviewers tried, each over all of {submitted} applications",
        how_many=found.total(),
        seed=SEED,
        failures=faults,
        outcomes=dict(found),
    )


def test_processes_take_numbers_without_gap_or_duplicate(app: Flask, campaign: Campaign) -> None:
    each, rest = divmod(length("NUMBERS"), PROCESSES)
    assert rest == 0, f"NUMBERS must be a multiple of {PROCESSES}"

    def take(_: int) -> list[int]:
        taken = []
        for _ in range(each):
            with unit_of_work():
                taken.append(next_serial("certificate", 2025))
        return taken

    taken = sorted(sum(processes(app, PROCESSES, take), []))
    wanted = range(1, PROCESSES * each + 1)
    twice = [number for number, times in Counter(taken).items() if times > 1]
    campaign.record(
        what=f"numbers that {PROCESSES} processes took",
        how_many=len(taken),
        failures=[*twice, *(set(wanted) - set(taken))],
    )


@pytest.mark.parametrize("duel", DUELS, ids=lambda each: each.__name__)
def test_of_two_at_once_one_is_first(
    app: Flask,
    sign_in: SignIn,
    duel: Callable[[Flask, SignIn], list[str]],
    campaign: Campaign,
) -> None:
    faults = []
    for turn in range(1, length("DUELS") + 1):
        faults += [f"{turn}: {fault}" for fault in duel(app, sign_in)]
        faults += [f"{turn}: {fault}" for fault in (audited() if turn % EVERY == 0 else [])]
    faults += [f"at the end: {fault}" for fault in audited()]
    campaign.record(
        what=f"duels at one moment: {duel.__name__.replace('_', ' ')}",
        how_many=length("DUELS"),
        failures=faults,
    )
