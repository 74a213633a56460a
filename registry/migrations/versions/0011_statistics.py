"""The national classification of industries, and the class that an application names of it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLE = "national_industry"
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LEVELS = ("section", "division", "group", "class")


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                *_LEVELS,
                name="industry_level",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("edition", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=4), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from <= valid_to", name=op.f(f"ck_{_TABLE}_days")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
        sa.UniqueConstraint("code", "valid_from", name=op.f(f"uq_{_TABLE}_code_valid_from")),
    )
    with op.batch_alter_table("application") as table:
        table.add_column(sa.Column("industry_code", sa.String(length=4), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("application") as table:
        table.drop_column("industry_code")
    op.drop_table(_TABLE)
