"""Indexes by which the work list is counted and the register paged."""

from alembic import op

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None

_WORK = (
    *("status", "submitted_at", "registered_on", "notice_until"),
    *("seeks_certification", "refused_on"),
)


def upgrade() -> None:
    op.create_index("ix_application_work", "application", [*_WORK])
    op.create_index("ix_application_register", "application", ["registered_on", "id"])


def downgrade() -> None:
    op.drop_index("ix_application_register", "application")
    op.drop_index("ix_application_work", "application")
