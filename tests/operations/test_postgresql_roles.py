"""docs/operations/postgresql/roles.sql on a real server: the registry works, and may no more."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from databases import POSTGRESQL, empty_database, postgres_server
from factories import ApplicationFactory, UserFactory
from flask import Flask
from flask_migrate import upgrade
from prepared import EASY
from psycopg import errors, sql
from serving import OPERATIONS
from sqlalchemy import func, select

from registry.app import create_app
from registry.certification.models import Certificate
from registry.codes.service import load_codes
from registry.extensions import db
from registry.integrity.backup import back_up
from registry.integrity.invariants.database import APPEND_ONLY
from registry.integrity.verify import verify
from registry.programme.service import load_programme
from registry.transaction import unit_of_work

pytestmark = pytest.mark.skipif(postgres_server() is None, reason="there is no PostgreSQL here")

# Roles are the whole server's, which others may be testing on.
MARK = f"t{os.getpid()}"
ROLES = ("registry_owner", "registry_app", "registry_reader")


def connect(url: str) -> psycopg.Connection:
    """A superuser's connection; the address may name another role to be."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def own(statement: str) -> str:
    """The statement with the names of this run's roles."""
    for role in ROLES:
        statement = statement.replace(role, f"{role}_{MARK}")
    return statement


def as_role(url: str, role: str) -> str:
    """The address of the database, in which one is that role and not the superuser."""
    return f"{url}?options=-crole%3D{own(role)}"


def apply_roles(url: str) -> None:
    with connect(url) as connection:
        connection.execute(own((OPERATIONS / "postgresql/roles.sql").read_text("utf-8")))


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> Iterator[str]:
    """A database that was brought up to date by its owner, the roles applied before and after."""
    with empty_database(POSTGRESQL, tmp_path_factory.mktemp("unused"), "roles") as address:
        apply_roles(address)
        app = create_app({"DATABASE_URL": as_role(address, "registry_owner")})
        with app.app_context():
            upgrade()
            with unit_of_work():
                load_codes()
                load_programme()
            db.session.remove()
            db.engine.dispose()
        apply_roles(address)
        apply_roles(address)
        yield address
    _drop_roles()


def _drop_roles() -> None:
    """After the database that they owned things in."""
    server = postgres_server()
    assert server is not None
    with connect(server.render_as_string(hide_password=False)) as connection:
        for role in ROLES:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(own(role))))


@pytest.fixture
def application(url: str, tmp_path: Path) -> Iterator[Flask]:
    """The registry as registry_app."""
    given = {
        "DATABASE_URL": as_role(url, "registry_app"),
        "STORE": str(tmp_path / "store"),
        "MAIL_FOLDER": str(tmp_path / "mail"),
        "DEVELOPMENT_AUTHORITY": str(tmp_path / "authority"),
    }
    app = create_app(EASY | given)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def statement(url: str) -> Iterator[psycopg.Cursor]:
    """Runs statements as registry_app."""
    with connect(as_role(url, "registry_app")) as connection:
        yield connection.cursor()


def test_as_the_roles_have_it_the_registry_certifies_backs_up_and_is_sound(
    application: Flask, tmp_path: Path
) -> None:
    ApplicationFactory(certified=True)
    assert db.session.scalar(select(func.count(Certificate.id))) == 1
    assert not verify().faults()
    db.session.rollback()
    manifest = back_up(tmp_path / "backup")
    assert any(file.path == "database.dump" for file in manifest.files)


def test_as_the_roles_have_it_people_sign_in_and_out(application: Flask) -> None:
    user = UserFactory()
    browser = application.test_client()
    sent = {"email": user.email, "password": "not the password"}
    assert browser.post("/login", data=sent).status_code in (400, 422)
    assert browser.get("/register?q=x").status_code == 200


@pytest.mark.parametrize(
    "said",
    (
        "TRUNCATE {table} CASCADE",
        "DELETE FROM {table}",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TRIGGER {table}_append_only ON {table}",
        "DROP TABLE {table} CASCADE",
    ),
)
def test_no_table_of_record_is_emptied_or_changed(statement, said: str) -> None:
    for table in APPEND_ONLY:
        with pytest.raises(errors.InsufficientPrivilege):
            statement.execute(said.format(table=table))


@pytest.mark.parametrize(
    "said",
    [
        'TRUNCATE "user" CASCADE',
        "CREATE TABLE own (id int)",
        "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "ALTER TABLE application DROP CONSTRAINT ck_application_four_eyes",
        "UPDATE alembic_version SET version_num = '0001'",
        "SET session_replication_role = 'replica'",
        "COPY \"user\" TO '/tmp/users'",
    ],
)
def test_the_shape_of_the_database_is_not_the_applications_to_change(statement, said: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        statement.execute(said)


def test_the_reader_reads_and_writes_nothing(url: str) -> None:
    with connect(as_role(url, "registry_reader")) as connection:
        assert connection.execute("SELECT count(*) FROM audit_entry").fetchone()
        for said in ("DELETE FROM message", "INSERT INTO round DEFAULT VALUES", "TRUNCATE round"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(said)
