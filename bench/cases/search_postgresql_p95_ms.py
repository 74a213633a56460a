"""Searching a million Chinese names on PostgreSQL, against LIKE."""

import os

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bench.measure import Result
from bench.search import measure

SERVER = "REGISTRY_TEST_POSTGRES_URL"


def run() -> Result:
    """Milliseconds; less is better. In a database of its own on the server of the tests."""
    server = make_url(os.environ.get(SERVER, "postgresql+psycopg://postgres@127.0.0.1/postgres"))
    own = server.set(database=f"registry_bench_{os.getpid()}")
    name = sql.Identifier(own.database or "")
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        made = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
        connection.execute(sql.SQL(made).format(name))
        try:
            return measure("search_postgresql_p95_ms", own.render_as_string(hide_password=False))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
