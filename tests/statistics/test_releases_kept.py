"""Whoever changes a published release behind the back of the database's guards is found out."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from sqlalchemy import Column, Connection, Enum, Table, func, select, text, update
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.extensions import Base, db
from registry.integrity.invariants.releases import check
from registry.integrity.reading import Snapshot
from registry.integrity.report import Findings
from registry.statistics.releases import queries, service
from registry.statistics.releases.content import ReleaseStatus
from registry.transaction import unit_of_work

TABLES = ("release", "release_cell", "release_publication")
DAY = date(2025, 11, 1)


@pytest.fixture
def published(app: Flask) -> None:
    ApplicationFactory(certified=True)
    one, other = (actor(UserFactory(statistician=True)) for _ in range(2))
    with clock.at(DAY):
        with unit_of_work():
            made = service.prepare(one, "示例", 2024, DAY - timedelta(days=1), ReleaseStatus.FINAL)
            key = made.id
        with unit_of_work():
            service.publish(other, queries.of_id(key))
    db.session.remove()


def unguarded(connection: Connection) -> None:
    """Neither triggers nor foreign keys stop this connection until it is rolled back."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    for table in TABLES:
        connection.execute(text(f"DROP TRIGGER {table}_no_update"))


def another(column: Column[Any], value: Any) -> Any:
    """Some other value of the same kind."""
    if isinstance(column.type, Enum):
        return next(word for word in column.type.enum_class or () if word != value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=1)
    if isinstance(value, dict):
        return {**value, "another": 1}
    if isinstance(value, list):
        return [*value, "another"]
    return value + 1000 if isinstance(value, int) else f"{value}x"[-64:]


def faults(connection: Connection) -> int:
    findings = Findings("releases")
    check(Snapshot(connection), findings)
    return findings.fault_count


def change(connection: Connection, table: Table, column: Column[Any]) -> None:
    last = connection.scalar(select(func.max(table.c.id)))
    value = connection.scalar(select(column).where(table.c.id == last))
    changed = {column: another(column, value)}
    connection.execute(update(table).where(table.c.id == last).values(changed))


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("name", TABLES)
def test_a_change_of_any_single_value_of_a_release_is_found(name: str) -> None:
    table = Base.metadata.tables[name]
    # Only the order of the keys counts, and the last one stays the last.
    unseen, refused = [], []
    for column in table.columns:
        if column.name == "id":
            continue
        with db.engine.connect() as connection:
            assert faults(connection) == 0
            unguarded(connection)
            try:
                change(connection, table, column)
            except IntegrityError:
                refused.append(column.name)
            else:
                if not faults(connection):
                    unseen.append(column.name)
            finally:
                connection.rollback()
    assert unseen == []
    # Each group is there once in each stage.
    assert refused == (["side"] if name == "release_cell" else [])
