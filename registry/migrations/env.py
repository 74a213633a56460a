"""Alembic's environment: the application's own engine and models."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db


def run_migrations() -> None:
    """Run over a connection; SQLite rebuilds tables, hence batch mode."""
    with database.engine.connect() as connection:
        _let_tables_be_rebuilt(connection)
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        _refuse_lost_references(connection)
        # What was set for this connection does not go back to the others.
        connection.invalidate()


def _let_tables_be_rebuilt(connection: Connection) -> None:
    """SQLite would take a table that is put in the place of another for rows that are removed."""
    if connection.dialect.name == "sqlite":
        # Before the first BEGIN: within a transaction SQLite does not listen.
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def _refuse_lost_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"the migration has left references to nothing: {lost[:5]}")


run_migrations()
