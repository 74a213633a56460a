"""Indexes by which a declaration is placed in its class, and products of one name are found."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_application_class", "application", ["round_year", "class_code"])
    op.create_index("ix_product_name", "product", ["name"])


def downgrade() -> None:
    op.drop_index("ix_product_name", "product")
    op.drop_index("ix_application_class", "application")
