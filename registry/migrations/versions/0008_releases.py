"""Releases: figures as published on a day, their cells and their publication; only ever added."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("release", "release_cell", "release_publication")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_release()
    _create_cell()
    _create_publication()
    for table in TABLES:
        _keep_append_only(table)


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
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _create_release() -> None:
    op.create_table(
        "release",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column(
            "status",
            _words("release_status", "provisional", "revised", "final"),
            nullable=False,
        ),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("last_entry_id", _ROW_ID, nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("prepared_at", sa.DateTime(), nullable=False),
        sa.Column("prepared_by_id", _ROW_ID, nullable=False),
        sa.CheckConstraint("as_of >= '1985-01-01'", name=op.f("ck_release_as_of")),
        _key("release", "prepared_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_data_year"), "release", ["data_year"])


def _create_cell() -> None:
    op.create_table(
        "release_cell",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("release_id", _ROW_ID, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("codes", sa.String(length=120), nullable=False),
        sa.Column(
            "side",
            _words("release_side", "registered", "certified", "together"),
            nullable=False,
        ),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("contributors", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            _words("release_reason", "few", "dominated", "change", "with_others"),
            nullable=True,
        ),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        _key("release_cell", "release_id", "release"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_cell")),
    )
    op.create_index(
        op.f("ix_release_cell_release_id_by_codes_side"),
        "release_cell",
        ["release_id", "by", "codes", "side"],
        unique=True,
    )


def _create_publication() -> None:
    op.create_table(
        "release_publication",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("release_id", _ROW_ID, nullable=False),
        sa.Column("data_year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by_id", _ROW_ID, nullable=False),
        _key("release_publication", "release_id", "release"),
        _key("release_publication", "published_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_publication")),
        sa.UniqueConstraint(
            "data_year", "serial", name=op.f("uq_release_publication_data_year_serial")
        ),
        sa.UniqueConstraint("release_id", name=op.f("uq_release_publication_release_id")),
    )
