"""What the operator sets of the programme, version by version; the trail found by day and person."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "programme_version"
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SETTINGS = ("round", "benchmarks", "target")
_INDEXES = (("at", "id"), ("actor_id", "at", "id"), ("verb", "at", "id"))


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column(
            "setting",
            sa.Enum(
                *_SETTINGS,
                name="programme_setting",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", _ROW_ID, nullable=True),
        sa.Column("reference", sa.String(400), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_programme_version_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_version")),
        sa.UniqueConstraint(
            "setting",
            "key",
            "version",
            name=op.f("uq_programme_version_setting_key_version"),
        ),
    )
    _keep_append_only()
    for columns in _INDEXES:
        op.create_index(op.f("ix_audit_entry_" + "_".join(columns)), "audit_entry", list(columns))


def downgrade() -> None:
    for columns in _INDEXES:
        op.drop_index(op.f("ix_audit_entry_" + "_".join(columns)), table_name="audit_entry")
    op.drop_table(TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {TABLE}_refuse()")


def _keep_append_only() -> None:
    said = f"{TABLE} is append-only"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
