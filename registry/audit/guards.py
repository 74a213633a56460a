"""Tables of record: the database itself refuses to change, remove or empty what stands in them."""

from sqlalchemy import DDL, ExecutableDDLElement, event

from registry.extensions import Base

# Every table that is kept so.
GUARDED: set[str] = set()


def append_only(table: str) -> dict[str, list[str]]:
    """The statements that make a table refuse UPDATE and DELETE (and, where there is one, TRUNCATE),
    by dialect."""
    said = f"{table} is append-only"
    sqlite = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        for verb in ("update", "delete")
    ]
    postgresql = [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]
    return {"sqlite": sqlite, "postgresql": postgresql}


def keep_append_only(model: type[Base]) -> None:
    """Have the triggers made with the table wherever it is made from the models."""
    GUARDED.add(model.__tablename__)
    for dialect, statements in append_only(model.__tablename__).items():
        for statement in statements:
            # SQLAlchemy has not annotated DDL's own constructor.
            ddl: ExecutableDDLElement = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(model.__table__, "after_create", ddl.execute_if(dialect=dialect))
