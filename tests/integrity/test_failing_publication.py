"""A release goes out whole or not at all, whichever call of the database fails on the way."""

from contextlib import suppress
from datetime import date

import pytest
from breaking import BREAKINGS, broken_at, places_of
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from snapshots import contents
from sqlalchemy.exc import DBAPIError

from registry import clock
from registry.extensions import db
from registry.integrity.verify import verify
from registry.statistics.releases import queries, service
from registry.statistics.releases.content import ReleaseStatus
from registry.transaction import unit_of_work

DAY = date(2025, 11, 1)
MANY = 200


@pytest.mark.parametrize("breaking", BREAKINGS)
def test_whichever_call_of_the_database_fails_a_release_is_published_whole_or_not_at_all(
    app: Flask, breaking: str
) -> None:
    ApplicationFactory(registered=True)
    one, other = (actor(UserFactory(statistician=True)) for _ in range(2))
    with clock.at(DAY):
        with unit_of_work():
            as_of, status = date(2025, 10, 31), ReleaseStatus.PROVISIONAL
            key = service.prepare(one, "示例初步数据", 2024, as_of, status).id
        before = contents()
        for place in places_of(breaking):
            with broken_at(place, BREAKINGS[breaking]) as calls, suppress(DBAPIError):
                with unit_of_work():
                    service.publish(other, queries.named(str(key)))
            db.session.rollback()
            if not calls.broken:
                break
            assert contents() == before
    assert 3 < place < MANY
    assert verify().faults() == []
    assert contents() != before
