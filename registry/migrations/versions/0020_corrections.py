"""Corrections of figures that count already, and the answers to them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

APPEND_ONLY = ("correction", "correction_answer")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ACTIONS = ("ask", "accept", "refuse", "withdraw")
_AMOUNTS = ("output_value", "sales_revenue", "export_value", "profit")


def upgrade() -> None:
    _create_correction()
    _create_answer()
    for table in APPEND_ONLY:
        _keep_append_only(table)


def downgrade() -> None:
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
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


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def _create_correction() -> None:
    name = "correction"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        *(sa.Column(amount, sa.BigInteger(), nullable=False) for amount in _AMOUNTS),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", _ROW_ID, nullable=False),
        _key(name, "application_id", "application.id"),
        _key(name, "asked_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sa.UniqueConstraint(
            "application_id", "serial", name=op.f(f"uq_{name}_application_id_serial")
        ),
    )


def _create_answer() -> None:
    name = "correction_answer"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("correction_id", _ROW_ID, nullable=False),
        sa.Column("action", _words("correction_action", _ACTIONS), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_by_id", _ROW_ID, nullable=False),
        _key(name, "correction_id", "correction.id"),
        _key(name, "answered_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("correction_id", name=op.f(f"uq_{name}_correction_id")),
    )
