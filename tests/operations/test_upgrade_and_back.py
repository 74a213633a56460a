"""The upgrade and the way back of docs/operations/README.md, rehearsed on a registry with data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from databases import empty_database
from factories import ApplicationFactory
from flask import Flask
from flask_migrate import downgrade, upgrade
from prepared import EASY
from sqlalchemy import MetaData, make_url, select

from registry.app import create_app
from registry.codes.service import load_codes
from registry.extensions import db, migrate
from registry.integrity.backup import back_up
from registry.integrity.manifest import read_manifest
from registry.integrity.restore import restore
from registry.integrity.verify import verify
from registry.programme.service import load_programme
from registry.transaction import unit_of_work


@pytest.fixture
def in_use(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A registry of its own, brought up to date, that has certified something."""
    kind = make_url(database).get_backend_name()
    with empty_database(kind, tmp_path, "upgrading") as url:
        app = _application(url, tmp_path)
        with app.app_context():
            upgrade()
            with unit_of_work():
                load_codes()
                load_programme()
            ApplicationFactory(certified=True)
            _let_go()
            yield app
            _let_go()


def _application(url: str, folder: Path) -> Flask:
    given = {
        "DATABASE_URL": url,
        "STORE": str(folder / "store"),
        "MAIL_FOLDER": str(folder / "mail"),
        "DEVELOPMENT_AUTHORITY": str(folder / "authority"),
    }
    return create_app(EASY | given)


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


def revisions() -> tuple[str, str]:
    """The newest revision and the one before it."""
    script = ScriptDirectory.from_config(migrate.get_config())
    newest = script.get_revision("head")
    assert isinstance(newest.down_revision, str)
    return newest.revision, newest.down_revision


Rows = dict[str, list[dict[str, Any]]]


def contents() -> Rows:
    """Every row of every table, as the database has it."""
    _let_go()
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


def shared(one: Rows, other: Rows) -> dict[str, list[str]]:
    """What the one has in tables and columns that the other has as well."""
    found = {}
    for name in one.keys() & other.keys():
        columns = sorted({c for row in other[name][:1] for c in row})
        rows = [[(c, row[c]) for c in columns if c in row] for row in one[name]]
        found[name] = sorted(map(repr, rows))
    return found


def same(one: Rows, other: Rows) -> bool:
    """Whether both have the same rows, as far as both know tables and columns."""
    told = {name: rows for name, rows in one.items() if rows or other.get(name)}
    return shared(told, other) == shared({n: other[n] for n in told if n in other}, one)


def test_upgraded_with_data_the_registry_works_and_goes_back_without_losing_an_act(
    in_use: Flask, tmp_path: Path
) -> None:
    newest, before = revisions()
    downgrade(revision=before)
    old = contents()
    assert old["certificate"] and old["audit_entry"]
    manifest = back_up(tmp_path / "backup")
    assert manifest.revision == before

    upgrade()
    assert same(contents(), old)
    ApplicationFactory(certified=True)
    assert not verify().faults()
    # Whoever holds a connection holds up the migration: the way back begins with stopping.
    acted = contents()
    assert len(acted["certificate"]) == len(old["certificate"]) + 1

    downgrade(revision=before)
    assert same(contents(), acted) and contents().keys() == old.keys()
    upgrade()
    assert not verify().faults()
    assert len(contents()["certificate"]) == len(acted["certificate"])


def test_the_backup_from_before_the_upgrade_fills_an_empty_database(
    in_use: Flask, database: str, tmp_path: Path
) -> None:
    newest, before = revisions()
    backup = tmp_path / "backup"
    old = contents()
    back_up(backup)
    downgrade(revision=before)
    kind = make_url(database).get_backend_name()
    with empty_database(kind, tmp_path, "restored") as url:
        fresh = _application(url, tmp_path / "fresh")
        with fresh.app_context():
            assert not restore(backup).faults()
            assert same(contents(), old) and contents().keys() == old.keys()
            _let_go()
    assert read_manifest(backup).revision == newest


@pytest.mark.parametrize(
    ("other", "are"),
    [
        ({"t": [{"a": 1, "b": 2}]}, True),
        ({"t": [{"a": 1, "b": 2, "new": 3}], "new": [{"a": 1}]}, True),
        ({"t": [{"a": 1, "b": 9}]}, False),
        ({"t": []}, False),
        ({"t": [{"a": 1, "b": 2}, {"a": 1, "b": 2}]}, False),
    ],
    ids=["the same", "more columns and tables", "another value", "no row", "a row twice"],
)
def test_a_row_that_changed_or_went_would_be_noticed(other: Rows, are: bool) -> None:
    one: Rows = {"t": [{"a": 1, "b": 2}]}
    assert same(one, other) is are and same(other, one) is are
