"""Papers of certificates and notices, with their reprints; proposals, and two for a revocation."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_ACTIONS = ("suspend", "reinstate", "revoke")
_MISSING = sa.text("pdf_sha256 IS NULL")
_OPEN = sa.text("outcome IS NULL")
# What a certificate said and its file were columns of its own until now.
_MOVED = ("design", "design_version", "payload", "payload_sha256", "pdf_sha256")


def upgrade() -> None:
    _create_paper()
    _create_proposal()
    op.execute(
        "INSERT INTO paper (kind, number, application_id, certificate_id, print_no, design,"
        " design_version, payload, payload_sha256, requested_at, requested_by_id, reason,"
        " pdf_sha256, made_at)"
        " SELECT 'certificate', c.number, c.application_id, c.id, 1, c.design, c.design_version,"
        " c.payload, c.payload_sha256, c.issued_at, a.certifier_id, '', c.pdf_sha256,"
        # Until now a paper was signed with the time of its issue, whenever it was made.
        " CASE WHEN c.pdf_sha256 IS NULL THEN NULL ELSE c.issued_at END"
        " FROM certificate c JOIN application a ON a.id = c.application_id ORDER BY c.id"
    )
    _say_so_in_the_trail()
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_constraint("uq_certificate_pdf_sha256", type_="unique")
        for column in _MOVED:
            batch_op.drop_column(column)
    _change_events()


def _say_so_in_the_trail() -> None:
    """Each paper that is taken over gets the entries that it would have from now on."""
    entries = sa.table(
        "audit_entry",
        *(sa.column(name) for name in ("actor_id", "actor_name", "verb", "subject_type")),
        sa.column("at", sa.DateTime()),
        sa.column("subject_id", _ROW_ID),
        sa.column("details", sa.JSON()),
    )
    papers = sa.table(
        "paper",
        *(sa.column(name) for name in ("id", "number", "design", "design_version")),
        *(sa.column(name) for name in ("payload_sha256", "pdf_sha256", "requested_by_id")),
        sa.column("made_at", sa.DateTime()),
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    for paper in op.get_bind().execute(sa.select(papers)).all():
        adopted = {
            "number": paper.number,
            "print": 1,
            "design": f"{paper.design} v{paper.design_version}",
            "payload": paper.payload_sha256,
            "reason": "",
        }
        trail = [("adopt", now, paper.requested_by_id, adopted)]
        if paper.pdf_sha256 is not None:
            trail.append(("make", paper.made_at, None, {"sha256": paper.pdf_sha256}))
        for verb, at, actor, details in trail:
            op.execute(
                entries.insert().values(
                    at=at,
                    actor_id=actor,
                    actor_name="migration 0003",
                    verb=verb,
                    subject_type="paper",
                    subject_id=paper.id,
                    details=details,
                )
            )


def downgrade() -> None:
    _restore_events()
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("design", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("design_version", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("payload", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("payload_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("pdf_sha256", sa.String(length=64), nullable=True))
    for column in _MOVED:
        op.execute(
            # Our own list of names.
            f"UPDATE certificate SET {column} = (SELECT p.{column} FROM paper p"  # nosec B608
            " WHERE p.certificate_id = certificate.id ORDER BY p.print_no DESC LIMIT 1)"
        )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        for column in _MOVED[:-1]:
            batch_op.alter_column(column, nullable=False)
        batch_op.create_unique_constraint("uq_certificate_pdf_sha256", ["pdf_sha256"])
    op.drop_table("proposal")
    op.drop_table("paper")


def _create_paper() -> None:
    op.create_table(
        "paper",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("kind", _words("paper_kind", "certificate", "notice"), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("certificate_id", _ROW_ID, nullable=True),
        sa.Column("print_no", sa.Integer(), nullable=False),
        sa.Column("design", sa.String(length=60), nullable=False),
        sa.Column("design_version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("payload_sha256", sa.String(length=64), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("requested_by_id", _ROW_ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'certificate') = (certificate_id IS NOT NULL)", name=op.f("ck_paper_kind")
        ),
        sa.CheckConstraint(
            "print_no >= 1 AND (print_no > 1) = (reason <> '')", name=op.f("ck_paper_reprint")
        ),
        sa.CheckConstraint(
            "(pdf_sha256 IS NULL) = (made_at IS NULL)", name=op.f("ck_paper_made_whole")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_paper_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_paper_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["user.id"], name=op.f("fk_paper_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("number", "print_no", name=op.f("uq_paper_number_print_no")),
        sa.UniqueConstraint("pdf_sha256", name=op.f("uq_paper_pdf_sha256")),
    )
    op.create_index("ix_paper_application_id", "paper", ["application_id"])
    op.create_index("ix_paper_certificate_id", "paper", ["certificate_id"])
    op.create_index(
        "ix_paper_missing", "paper", ["id"], sqlite_where=_MISSING, postgresql_where=_MISSING
    )


def _create_proposal() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("certificate_id", _ROW_ID, nullable=False),
        sa.Column("action", _words("proposal_action", *_ACTIONS), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("proposed_by_id", _ROW_ID, nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column(
            "outcome",
            _words("proposal_outcome", "confirmed", "declined", "withdrawn"),
            nullable=True,
        ),
        sa.Column("decided_by_id", _ROW_ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_proposal_ended_whole")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome = 'withdrawn' OR decided_by_id IS NOT NULL",
            name=op.f("ck_proposal_decided_by_a_person"),
        ),
        sa.CheckConstraint(
            "action <> 'revoke' OR outcome IS NULL OR outcome <> 'confirmed'"
            " OR (proposed_by_id IS NOT NULL AND proposed_by_id <> decided_by_id)",
            name=op.f("ck_proposal_revoked_by_two"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_proposal_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_proposal_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_proposal_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_certificate_id", "proposal", ["certificate_id"])
    op.create_index(
        "uq_proposal_open",
        "proposal",
        ["certificate_id", "action"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _change_events() -> None:
    # A table that is copied, as SQLite does it, loses its triggers.
    with op.batch_alter_table("certificate_event", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reason_code", sa.String(length=40), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("proposal_id", _ROW_ID, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_certificate_event_proposal_id"), "proposal", ["proposal_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_certificate_event_proposal_id"), ["proposal_id"]
        )
    _put_triggers_back()


def _restore_events() -> None:
    with op.batch_alter_table("certificate_event", schema=None) as batch_op:
        batch_op.drop_constraint("uq_certificate_event_proposal_id", type_="unique")
        batch_op.drop_constraint("fk_certificate_event_proposal_id", type_="foreignkey")
        batch_op.drop_column("proposal_id")
        batch_op.drop_column("reason_code")
    _put_triggers_back()


def _put_triggers_back() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for verb in ("update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS certificate_event_no_{verb}")
        op.execute(
            f"CREATE TRIGGER certificate_event_no_{verb} BEFORE {verb} ON certificate_event "
            "BEGIN SELECT RAISE(ABORT, 'certificate_event is append-only'); END"
        )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
