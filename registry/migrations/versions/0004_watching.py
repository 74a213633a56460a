"""Warnings about patents that applications rest on: their history, assessments, and the passes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("watch_run", "warning_assessment", "warning_event")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CAUSES = (
    "lapsed",
    "expired",
    "abandoned",
    "invalidated",
    "never_granted",
    "transferred",
    "stale",
    "expiring",
)
_STATUSES = ("open", "answered", "proposed", "upheld", "dismissed", "cleared", "closed")
_ACTIONS = (
    "warn",
    "answer",
    "propose",
    "uphold",
    "settle",
    "recall",
    "correct",
    "dismiss",
    "clear",
    "close",
)
_UNFINISHED = sa.text("status IN ('answered', 'open', 'proposed', 'upheld')")


def upgrade() -> None:
    _create_watch()
    _create_run()
    _create_assessment()
    _create_warning()
    _create_event()
    for table in APPEND_ONLY:
        _keep_append_only(table)


def downgrade() -> None:
    for table in ("warning_event", "patent_warning", "warning_assessment", "watch_run"):
        op.drop_table(table)
    op.drop_table("patent_watch")
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
        return
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _create_watch() -> None:
    op.create_table(
        "patent_watch",
        sa.Column("application_id", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        _key("patent_watch", "application_id", "application"),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_patent_watch")),
    )
    op.create_index(op.f("ix_patent_watch_next_on"), "patent_watch", ["next_on"])


def _create_run() -> None:
    op.create_table(
        "watch_run",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("last_entry", _ROW_ID, nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_run")),
    )


def _create_assessment() -> None:
    op.create_table(
        "warning_assessment",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("rule_set", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        _key("warning_assessment", "application_id", "application"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_assessment")),
    )
    op.create_index(
        op.f("ix_warning_assessment_application_id"), "warning_assessment", ["application_id"]
    )


def _create_warning() -> None:
    name = "patent_warning"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("patent_id", _ROW_ID, nullable=False),
        sa.Column("cause", _words("warning_cause", _CAUSES), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("threatens", sa.Boolean(), nullable=False),
        sa.Column("status", _words("warning_status", _STATUSES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("assessment_id", _ROW_ID, nullable=False),
        sa.Column("proposal_id", _ROW_ID, nullable=True),
        sa.CheckConstraint("answer_by >= opened_on", name=op.f("ck_patent_warning_time_to_answer")),
        sa.CheckConstraint(
            "status NOT IN ('proposed', 'upheld') OR proposal_id IS NOT NULL",
            name=op.f("ck_patent_warning_proposed"),
        ),
        _key(name, "application_id", "application"),
        _key(name, "patent_id", "patent"),
        _key(name, "assessment_id", "warning_assessment"),
        _key(name, "proposal_id", "proposal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patent_warning")),
    )
    for columns in (["status", "answer_by"], ["application_id", "patent_id"], ["patent_id"]):
        op.create_index(op.f(f"ix_{name}_{'_'.join(columns)}"), name, columns)
    op.create_index(op.f(f"ix_{name}_proposal_id"), name, ["proposal_id"])
    op.create_index(
        "uq_patent_warning_unfinished",
        name,
        ["application_id", "patent_id", "cause"],
        unique=True,
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )


def _create_event() -> None:
    op.create_table(
        "warning_event",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("warning_id", _ROW_ID, nullable=False),
        sa.Column("action", _words("warning_action", _ACTIONS), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", _ROW_ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("other_patent", sa.String(length=100), nullable=False),
        sa.Column("reference", sa.String(length=400), nullable=False),
        _key("warning_event", "warning_id", "patent_warning"),
        _key("warning_event", "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_event")),
    )
    op.create_index(op.f("ix_warning_event_warning_id"), "warning_event", ["warning_id"])
