"""Of two who want the opposite at one moment one is first; the long form is a campaign."""

from collections.abc import Iterator

import pytest
from at_once import DUELS, SignIn, reviewers_decide
from flask import Flask
from sqlalchemy import func, select

from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.certification.paper import made_later
from registry.extensions import db
from registry.integrity.verify import verify
from registry.reviews.models import Decision

SEED = 2025


@pytest.fixture(autouse=True)
def no_papers() -> Iterator[None]:
    """They take long, and have their own tests."""
    with made_later():
        yield


def test_of_two_who_want_the_opposite_one_is_first_and_the_other_is_told(
    app: Flask, sign_in: SignIn
) -> None:
    assert {each.__name__: each(app, sign_in) for each in DUELS} == {
        each.__name__: [] for each in DUELS
    }
    assert verify().faults() == []


def test_reviewers_who_go_through_the_same_applications_decide_on_each_once(app: Flask) -> None:
    reviewers, submitted = 3, 8
    found = reviewers_decide(app, reviewers, submitted, SEED)
    assert found == {"done": submitted, "told": submitted * (reviewers - 1)}
    db.session.rollback()
    waiting = Application.status == Status.SUBMITTED
    assert db.session.scalar(select(func.count()).where(waiting)) == 0
    assert db.session.scalar(select(func.count()).select_from(Decision)) == submitted
    assert verify().faults() == []
