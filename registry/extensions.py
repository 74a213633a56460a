"""The extensions, made once; the database's dialects are told apart here and in migrations only."""

from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pysqlite3.dbapi2 as sqlite_dbapi
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Integer,
    MetaData,
    event,
    func,
    select,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# True while a unit of work is open: its transaction takes SQLite's write lock at once, so that it
# never has to be upgraded from a reading one (which fails when another has written meanwhile).
writing: ContextVar[bool] = ContextVar("writing", default=False)


class Base(DeclarativeBase):
    """The tables of the registry."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC, on databases with and without time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Naive UTC for the database; a naive moment is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError(f"a moment without time zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC for the program."""
        return None if value is None else value.replace(tzinfo=UTC)


# PostgreSQL's lock of this number is held by whoever puts entries at the end of the trail.
TRAIL = 0x7472_6169_6C

# SQLite numbers rows by itself only when the key is exactly INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def enum_column(words: type[StrEnum], name: str) -> Enum:
    """A column of the words of one StrEnum, stored by value, held by a check constraint."""
    return Enum(
        words,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda enum: [word.value for word in enum],
    )


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()


def take_the_trail() -> None:
    """Wait until nobody else is putting entries at the end of the trail, until the commit.

    On SQLite there is one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(TRAIL)))


def engine_options(url: str) -> dict[str, Any]:
    """Arguments of create_engine for this database."""
    if url.startswith("sqlite"):
        return {"module": sqlite_dbapi, "connect_args": {"timeout": 30}}
    return {"pool_pre_ping": True}


def listen(engine: Engine) -> None:
    """On SQLite: foreign keys, WAL with full synchronisation, and our own BEGIN."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")
