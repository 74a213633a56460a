"""What sources told of patents: looks, legal events, published documents, how far files were read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("patent_fetch", "status_statement", "legal_event", "patent_publication")
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EFFECTS = (
    "published",
    "examined",
    "refused",
    "withdrawn",
    "granted",
    "lapsed",
    "expired",
    "abandoned",
    "invalidated",
    "ended",
    "reduced",
    "invalidated_or_reduced",
    "right_restored",
    "restored",
    "term_extended",
    "transferred",
    "party_changed",
    "licensed",
    "pledged",
    "preserved",
    "corrected",
    "other",
)
ACTIONS = ("begun", "changed", "ended", "unclear")


def upgrade() -> None:
    _create_fetch()
    _widen_statement()
    _create_event()
    _create_publication()
    _create_reading()
    for table in APPEND_ONLY:
        _keep_append_only(table)


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute("DROP TRIGGER status_statement_append_only ON status_statement")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER status_statement_no_{verb}")
    op.drop_table("patent_reading")
    op.drop_table("patent_publication")
    op.drop_table("legal_event")
    _narrow_statement()
    op.drop_table("patent_fetch")
    if on_postgresql:
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {table}_refuse()")


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
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _create_fetch() -> None:
    op.create_table(
        "patent_fetch",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("fetched_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_fetch")),
        sa.UniqueConstraint(
            "source",
            "document",
            "sha256",
            "fetched_at",
            name=op.f("uq_patent_fetch_source_document_sha256_fetched_at"),
        ),
    )


def _widen_statement() -> None:
    with op.batch_alter_table("status_statement", schema=None) as batch_op:
        batch_op.alter_column("status", existing_type=sa.String(length=32), nullable=True)
        batch_op.add_column(sa.Column("fetch_id", ROW_ID, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_status_statement_fetch_id"), "patent_fetch", ["fetch_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_status_statement_recorded_at"), ["recorded_at"])


def _narrow_statement() -> None:
    op.execute("DELETE FROM status_statement WHERE status IS NULL")
    with op.batch_alter_table("status_statement", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_status_statement_recorded_at"))
        batch_op.drop_constraint(op.f("fk_status_statement_fetch_id"), type_="foreignkey")
        batch_op.drop_column("fetch_id")
        batch_op.alter_column("status", existing_type=sa.String(length=32), nullable=False)


def _create_event() -> None:
    op.create_table(
        "legal_event",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("patent_id", ROW_ID, nullable=False),
        sa.Column("fetch_id", ROW_ID, nullable=False),
        sa.Column("effect", _words("effect", EFFECTS), nullable=False),
        sa.Column("code", sa.String(length=100), nullable=False),
        sa.Column("action", _words("action", ACTIONS), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("holder", sa.String(length=500), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patent.id"], name=op.f("fk_legal_event_patent_id")
        ),
        sa.ForeignKeyConstraint(
            ["fetch_id"], ["patent_fetch.id"], name=op.f("fk_legal_event_fetch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_event")),
        sa.UniqueConstraint("patent_id", "content", name=op.f("uq_legal_event_patent_id_content")),
    )
    with op.batch_alter_table("legal_event", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_legal_event_patent_id_known_on"), ["patent_id", "known_on"])
        batch_op.create_index(op.f("ix_legal_event_recorded_at"), ["recorded_at"])


def _create_publication() -> None:
    op.create_table(
        "patent_publication",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("patent_id", ROW_ID, nullable=False),
        sa.Column("fetch_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["patent_id"], ["patent.id"], name=op.f("fk_patent_publication_patent_id")
        ),
        sa.ForeignKeyConstraint(
            ["fetch_id"], ["patent_fetch.id"], name=op.f("fk_patent_publication_fetch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_publication")),
        sa.UniqueConstraint(
            "number", "patent_id", name=op.f("uq_patent_publication_number_patent_id")
        ),
    )
    with op.batch_alter_table("patent_publication", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_patent_publication_patent_id"), ["patent_id"])


def _create_reading() -> None:
    op.create_table(
        "patent_reading",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("records_read", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_reading")),
        sa.UniqueConstraint("source", "sha256", name=op.f("uq_patent_reading_source_sha256")),
    )
