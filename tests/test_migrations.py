"""The migrations: they make what the models say, triggers too, and can go back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databases import empty_database
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import Engine, inspect, make_url, text

from registry.app import create_app
from registry.extensions import Base, db
from registry.integrity.invariants.database import APPEND_ONLY

TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    # The functions as well: a trigger that goes with its table leaves its function behind.
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    " UNION SELECT 'function', proname FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
}


@pytest.fixture
def empty(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table."""
    kind = make_url(database).get_backend_name()
    with empty_database(kind, tmp_path, "migrations") as url:
        app = create_app({"DATABASE_URL": url})
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """Every table with its columns, keys, constraints and indexes, and all triggers."""
    found = inspect(engine)
    tables = {
        name: {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(name)
            },
            "key": found.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(
                (key["constrained_columns"], key["referred_table"], key["referred_columns"])
                for key in found.get_foreign_keys(name)
            ),
            "unique": sorted(each["column_names"] for each in found.get_unique_constraints(name)),
            "checks": sorted(
                (str(each["name"]), each["sqltext"]) for each in found.get_check_constraints(name)
            ),
            "indexes": sorted(
                (str(each["name"]), each["column_names"], each["unique"])
                for each in found.get_indexes(name)
            ),
        }
        for name in found.get_table_names()
        if name != "alembic_version"
    }
    with engine.connect() as connection:
        triggers = sorted(tuple(row) for row in connection.execute(text(TRIGGERS[engine.name])))
    return {"tables": tables, "triggers": triggers}


def test_the_migrations_make_what_the_models_say(empty: Flask) -> None:
    upgrade()
    check()


def test_a_database_made_by_the_models_alone_has_every_constraint_and_trigger_as_well(
    empty: Flask, database: str, tmp_path: Path
) -> None:
    upgrade()
    migrated = described(db.engine)
    kind = make_url(database).get_backend_name()
    with empty_database(kind, tmp_path, "models") as url:
        with create_app({"DATABASE_URL": url}).app_context():
            Base.metadata.create_all(db.engine)
            made = described(db.engine)
            db.engine.dispose()
    assert made == migrated
    assert len(made["tables"]) == len(Base.metadata.tables)


def test_the_migrations_go_down_to_nothing_and_up_again(empty: Flask) -> None:
    upgrade()
    first = described(db.engine)
    downgrade(revision="base")
    assert described(db.engine) == {"tables": {}, "triggers": []}
    upgrade()
    assert described(db.engine) == first


def test_after_the_migrations_every_table_of_record_has_its_triggers(empty: Flask) -> None:
    upgrade()
    guarded = {table for table, _ in described(db.engine)["triggers"]}
    assert guarded - {"function"} == APPEND_ONLY


def test_a_second_upgrade_changes_nothing(empty: Flask) -> None:
    upgrade()
    first = described(db.engine)
    upgrade()
    assert described(db.engine) == first
