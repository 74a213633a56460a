"""A million patents into PostgreSQL, validated, against COPY of the ready rows without."""

import os
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from bench.measure import Result
from bench.patent_import import TABLES, Peers, make_tables, measure

SERVER = make_url(
    os.environ.get("BENCH_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
)
NAME = "registry_bench_import"
_CHUNK = 1 << 20


def run() -> Result:
    """The peer: COPY from files that COPY wrote, all tables in one transaction."""
    address = SERVER.set(drivername="postgresql", database=NAME)
    url = SERVER.set(database=NAME).render_as_string(hide_password=False)

    def anew() -> None:
        _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        _administer("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        make_tables(url)

    try:
        return measure(
            "patent_import_postgresql",
            url,
            anew,
            lambda _, folder: _peers(address.render_as_string(hide_password=False), folder),
        )
    finally:
        _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _peers(address: str, folder: Path) -> Peers:
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY {table} TO STDOUT") as rows, (folder / table).open("wb") as out:
                out.writelines(rows)

    def copy() -> None:
        with psycopg.connect(address) as connection, connection.cursor() as cursor:
            for table in TABLES:
                with cursor.copy(f"COPY {table} FROM STDIN") as rows:
                    with (folder / table).open("rb") as ready:
                        while chunk := ready.read(_CHUNK):
                            rows.write(chunk)

    return {"COPY": copy}


def _administer(statement: str) -> None:
    url = SERVER.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        # psycopg takes literal texts only; these are ours, and the name goes in as an identifier.
        connection.execute(sql.SQL(statement).format(sql.Identifier(NAME)))  # type: ignore[arg-type]
