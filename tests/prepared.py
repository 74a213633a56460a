"""A migrated database with codes and programme, put back into that state before each test."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from responses import check_headers, was_signed_in
from sqlalchemy import make_url, text
from werkzeug.test import TestResponse

from registry.app import create_app
from registry.codes.service import load_codes
from registry.extensions import Base, db
from registry.programme.service import load_programme
from registry.transaction import unit_of_work

TODAY = date(2025, 9, 1)

# Hashing costs little, and whoever is signed in stays so on whatever day a test sets. The tests
# of accounts/ set these as they are on a server.
EASY = {
    "ARGON2_MEMORY_KIB": "64",
    "ARGON2_PASSES": "1",
    "SESSION_IDLE_MINUTES": "10000000",
    "SESSION_HOURS": "1000000",
    "CONFIRM_MINUTES": "10000000",
    "SEARCHES_PER_MINUTE": "1000000",
    "UPLOADS_PER_MINUTE": "1000000",
}

# What the operator sets for a year: tests may change it. Code lists they leave alone.
_PROGRAMME = ("round", "benchmark", "target")
_CODES = ("region", "industry_class")


@dataclass(frozen=True)
class Prepared:
    """The application and how its database is put back."""

    app: Flask
    restore: Callable[[], None]


class Browser(FlaskClient):
    """A client whose requests each have an application context of their own, as on a server.

    Without it they would share the test's: who signed in, the language and the session of the
    database would leak from one request into the next. What the test has read is forgotten, so
    that it sees what the request did. Every answer is looked at for what it must carry.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
            shared = "/static/" in answer.request.path
            check_headers(answer, signed_in=was_signed_in(), shared=shared)
            return answer


def prepare(url: str, folder: Path) -> Prepared:
    """Migrate an empty database, fill in codes and programme, and remember that state."""
    app = create_app(
        {
            "DATABASE_URL": url,
            "STORE": str(folder / "store"),
            "MAIL_FOLDER": str(folder / "mail"),
            "DEVELOPMENT_AUTHORITY": str(folder / "authority"),
            "LOCALE": "en",
            **EASY,
        }
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        with unit_of_work():
            load_codes()
            load_programme()
        db.session.remove()
        return Prepared(app, _restorer(app, url, folder))


def _restorer(app: Flask, url: str, folder: Path) -> Callable[[], None]:
    restore = _sqlite_restorer(app, url) if url.startswith("sqlite") else _postgres_restorer(app)

    def begin_anew() -> None:
        app.extensions["prepared"].forget()
        restore()
        # Checkpoints of a trail that is no more would find that out.
        (folder / "store.checkpoints").unlink(missing_ok=True)

    return begin_anew


def _sqlite_restorer(app: Flask, url: str) -> Callable[[], None]:
    path = Path(make_url(url).database or "")
    db.engine.dispose()
    template = path.with_suffix(".template")
    shutil.copy(path, template)

    def restore() -> None:
        with app.app_context():
            db.engine.dispose()
        for leftover in ("-wal", "-shm"):
            path.with_name(path.name + leftover).unlink(missing_ok=True)
        # A new file, not the old one written over: a connection that a test has left open keeps
        # the old one, and does not take the new one's log away when it is closed at last.
        fresh = path.with_suffix(".fresh")
        shutil.copy(template, fresh)
        fresh.replace(path)

    return restore


def _postgres_restorer(app: Flask) -> Callable[[], None]:
    volatile = [t.name for t in Base.metadata.sorted_tables if t.name not in (*_CODES, *_PROGRAMME)]
    grown = "SELECT max(pg_relation_size(oid)) > 1000000 FROM pg_class WHERE relname = ANY(:names)"
    emptied = [*volatile, *_PROGRAMME]
    names = ", ".join(f'"{name}"' for name in emptied)
    with db.engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA kept"))
        for table in _PROGRAMME:
            connection.execute(text(f"CREATE TABLE kept.{table} AS TABLE {table}"))
        for statement in (_PUT_BACK, _WRITTEN.format(checks=_checks(volatile))):
            connection.execute(text(statement))

    def restore() -> None:
        with app.app_context(), db.engine.begin() as connection:
            # Tables of record refuse to be emptied: as the owner of the server, past the triggers.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            # What is deleted leaves room behind that every look at the table has to pass.
            if connection.scalar(text(grown), {"names": emptied}):
                connection.execute(text(f"TRUNCATE {names}"))
            connection.execute(text("SELECT kept.put_back()"))

    return restore


# TRUNCATE makes new files for a table and for each of its indexes: so the rows are deleted, and
# only where a test has written some; keys begin again. All in one call of the server.
_WRITTEN = """
CREATE FUNCTION kept.written() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN {checks} END $$
"""
_PUT_BACK = """
CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE one record; same boolean;
BEGIN
    FOR one IN SELECT name FROM kept.written() AS found(name)
    LOOP
        EXECUTE format('DELETE FROM public.%I', one.name);
    END LOOP;
    FOR one IN SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'kept'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('SELECT (SELECT array_agg(t::text ORDER BY t::text) FROM public.%1$I t)'
            ' IS NOT DISTINCT FROM'
            ' (SELECT array_agg(t::text ORDER BY t::text) FROM kept.%1$I t)', one.name) INTO same;
        IF NOT same THEN
            EXECUTE format('DELETE FROM public.%I', one.name);
            EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', one.name);
        END IF;
    END LOOP;
    -- The programme's keys go on after the rows that were put back; all others begin again.
    PERFORM setval(s.oid::regclass, 1, false)
        FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
            AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        JOIN pg_class t ON t.oid = d.refobjid
        WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace
            AND t.relname NOT IN ('region', 'industry_class', 'benchmark', 'target');
    PERFORM setval(pg_get_serial_sequence('benchmark', 'id'), (SELECT max(id) FROM benchmark));
    PERFORM setval(pg_get_serial_sequence('target', 'id'), (SELECT max(id) FROM target));
END $$
"""


def _checks(tables: list[str]) -> str:
    return " ".join(
        f"IF EXISTS (SELECT FROM public.\"{name}\") THEN RETURN NEXT '{name}'; END IF;"
        for name in tables
    )
