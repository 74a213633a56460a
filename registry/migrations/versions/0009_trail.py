"""The trail is chained, TRUNCATE is refused, and answers are kept for requests that come again."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import rfc8785
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEW = ("audit_link", "kept_answer")
# Those of before; their triggers did not stop TRUNCATE.
GUARDED = (
    "audit_entry",
    "certificate_event",
    "contract_ledger",
    "contract_party",
    "contract_patent",
    "decision",
    "evaluation",
    "ledger_entry",
    "legal_event",
    "patent_fetch",
    "patent_publication",
    "release",
    "release_cell",
    "release_publication",
    "status_statement",
    "warning_assessment",
    "warning_event",
    "watch_run",
)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TOGETHER = 1000


def upgrade() -> None:
    _create_link()
    _create_kept_answer()
    _chain_what_is_there()
    for table in NEW:
        _keep_append_only(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in GUARDED:
            _refuse_truncating(table)


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in NEW:
            op.execute(f"DROP FUNCTION {table}_refuse()")
        for table in GUARDED:
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


def _create_link() -> None:
    op.create_table(
        "audit_link",
        sa.Column("sequence", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("entry_id", _ROW_ID, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_link_entry_id")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_link")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_link_entry_id")),
    )


def _create_kept_answer() -> None:
    op.create_table(
        "kept_answer",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("user_id", _ROW_ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_answer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answer")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_kept_answer_user_id_key")),
    )


def _keep_append_only(table: str) -> None:
    said = f"{table} is append-only"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
        )
        _refuse_truncating(table)
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def _refuse_truncating(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def _chain_what_is_there() -> None:
    """In the order of their keys, hashed as the registry hashes those of today."""
    add = sa.text("INSERT INTO audit_link (sequence, entry_id, sha256) VALUES (:s, :e, :h)")
    links: list[dict[str, Any]] = []
    for link in _links():
        links.append(link)
        if len(links) == _TOGETHER:
            op.get_bind().execute(add, links)
            links = []
    if links:
        op.get_bind().execute(add, links)


def _links() -> Iterator[dict[str, Any]]:
    previous, after, sequence = "0" * 64, 0, 0
    while rows := _entries(after):
        for row in rows:
            sequence += 1
            whole = _content(row) | {"sequence": sequence, "previous": previous}
            previous = hashlib.sha256(rfc8785.dumps(_exact(whole))).hexdigest()
            after = row.id
            yield {"s": sequence, "e": row.id, "h": previous}


def _entries(after: int) -> list[Any]:
    # A page at a time: a stream would be in the way of what is written meanwhile.
    page = sa.text("SELECT * FROM audit_entry WHERE id > :after ORDER BY id LIMIT :most")
    return list(op.get_bind().execute(page, {"after": after, "most": _TOGETHER}))


def _content(row: Any) -> dict[str, Any]:
    at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at)
    details = json.loads(row.details) if isinstance(row.details, str) else row.details
    names = ("id", "actor_id", "actor_name", "verb", "subject_type", "subject_id")
    said = {name: getattr(row, name) for name in names}
    return said | {"at": at.isoformat(timespec="microseconds") + "Z", "details": details}


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _exact(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_exact(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        return str(value)
    return value
