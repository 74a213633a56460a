"""What stands in the database, so that a test can say that nothing of it has changed."""

from typing import Any

from sqlalchemy import func, select

from registry.extensions import Base, db

Snapshot = dict[str, Any]


def row_counts() -> dict[str, int]:
    """Table → number of rows, as committed."""
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def contents(*tables: str) -> Snapshot:
    """Table → its rows, as committed; of all tables unless some are named."""
    db.session.rollback()
    wanted = tables or tuple(Base.metadata.tables)
    return {
        name: sorted(
            (tuple(row) for row in db.session.execute(select(Base.metadata.tables[name]))),
            key=repr,
        )
        for name in wanted
    }
