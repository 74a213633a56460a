"""A package is stored whole or not at all, whichever call of the database fails on the way."""

from contextlib import suppress
from itertools import count
from pathlib import Path

from breaking import broken_at, error
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


def test_whichever_call_of_the_database_fails_a_package_is_loaded_whole_or_not_at_all(
    app: Flask, tmp_path: Path
) -> None:
    operator, files = actor(UserFactory(operator=True)), Draft().write(tmp_path)
    before = contents()
    for place in count(1):
        with broken_at(place, error) as calls, suppress(DBAPIError):
            with unit_of_work():
                load(operator, files, strict=False)
        db.session.rollback()
        if not calls.broken:
            break
        assert contents() == before
    assert 10 < place < MANY
    assert verify().faults() == []
    assert contents() != before
