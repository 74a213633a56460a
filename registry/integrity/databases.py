"""What the two databases do differently when they are checked, backed up and restored."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from registry.extensions import db
from registry.integrity.postgresql import Postgresql
from registry.integrity.sqlite import Sqlite


class Database(Protocol):
    """The configured database."""

    name: str
    dump_name: str

    def snapshot(self) -> AbstractContextManager[Connection]:
        """A connection that reads everything as it was at one moment."""

    def damage(self, connection: Connection) -> list[str]:
        """What the database itself finds wrong with its pages, rows and indexes."""

    def guarded(self, connection: Connection) -> set[str]:
        """The tables whose triggers refuse changing and deleting."""

    def dump(self, to: Path) -> None:
        """Write all of one moment to a new file, durably, while others go on writing."""

    def load(self, dump: Path) -> None:
        """Fill the empty database from the file: all of it or nothing."""


def database() -> Database:
    """The one that the application is configured for."""
    return Sqlite() if db.engine.dialect.name == "sqlite" else Postgresql()
