"""What is searched: texts, packed grams, and what is newer.

The index starts empty; ``registry search rebuild`` fills it from the rows that are there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("row_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "row_id", name=op.f("pk_search_entry")),
    )
    op.create_table(
        "search_block",
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("bin", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "bin", name=op.f("pk_search_block")),
    )
    op.create_table(
        "search_recent",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("row_id", ROW_ID, nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_recent")),
    )
    op.create_index(
        op.f("ix_search_recent_kind_row_id"), "search_recent", ["kind", "row_id"], unique=False
    )


def downgrade() -> None:
    for table in ("search_recent", "search_block", "search_entry"):
        op.drop_table(table)


def _kind() -> sa.Enum:
    return sa.Enum(
        "enterprise",
        "product",
        "patent",
        name="search_kind",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
