"""Supporting documents of applications."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("document", "document_removal")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = ("pdf", "png", "jpeg", "docx", "xlsx")


def upgrade() -> None:
    kind = sa.Enum(
        *_KINDS, name="document_kind", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "document",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("attached_at", sa.DateTime(), nullable=False),
        sa.Column("attached_by_id", _ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_document_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["attached_by_id"], ["user.id"], name=op.f("fk_document_attached_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_public_id")),
    )
    op.create_index(op.f("ix_document_application_id"), "document", ["application_id"])
    _create_removal()
    for table in TABLES:
        _keep_append_only(table)


def _create_removal() -> None:
    name = "document_removal"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("document_id", _ROW_ID, nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_by_id", _ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f(f"fk_{name}_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["user.id"], name=op.f(f"fk_{name}_removed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("document_id", name=op.f(f"uq_{name}_document_id")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
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
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
