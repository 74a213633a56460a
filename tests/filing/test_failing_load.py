"""A package is stored whole or not at all, whichever call of the database fails on the way."""

from contextlib import suppress
from pathlib import Path

import pytest
from breaking import BREAKINGS, broken_at, places_of
from factories import UserFactory, actor
from filing_packages import Draft
from flask import Flask
from snapshots import contents
from sqlalchemy.exc import DBAPIError

from registry.extensions import db
from registry.filing.service import load
from registry.integrity.verify import verify
from registry.transaction import unit_of_work

MANY = 200


@pytest.mark.parametrize("breaking", BREAKINGS)
def test_whichever_call_of_the_database_fails_a_package_is_loaded_whole_or_not_at_all(
    app: Flask, tmp_path: Path, breaking: str
) -> None:
    operator, files = actor(UserFactory(operator=True)), Draft().write(tmp_path)
    before = contents()
    for place in places_of(breaking):
        with broken_at(place, BREAKINGS[breaking]) as calls, suppress(DBAPIError):
            with unit_of_work():
                load(operator, files, strict=False)
        db.session.rollback()
        if not calls.broken:
            break
        assert contents() == before
    assert 10 < place < MANY
    assert verify().faults() == []
    assert contents() != before
