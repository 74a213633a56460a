"""What a page did to the database: the statements it sent, and the rows there are."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, func, select

from registry.extensions import Base, db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SELECTs and changes that are sent meanwhile."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def rows() -> dict[str, int]:
    """How many rows each table has."""
    db.session.rollback()
    return {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in Base.metadata.sorted_tables
    }
