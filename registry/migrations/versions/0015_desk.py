"""The reviewers' desk: who works on what, the staff's notes, objections and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

APPEND_ONLY = ("staff_note", "objection", "objection_answer")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_GROUNDS = ("patent_right", "patent_standing", "product", "declaration", "other")
_STATUSES = (
    "draft",
    "submitted",
    "returned",
    "registered",
    "public_notice",
    "certified",
    "rejected",
    "withdrawn",
)


def upgrade() -> None:
    _create_assignment()
    _create_note()
    _create_delegation()
    _create_objection()
    _create_answer()
    for table in APPEND_ONLY:
        _keep_append_only(table)


def downgrade() -> None:
    for table in (*reversed(APPEND_ONLY), "delegation", "assignment"):
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


def _create_assignment() -> None:
    name = "assignment"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("stage", _words("assignment_stage", _STATUSES), nullable=False),
        sa.Column("reviewer_id", _ROW_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        _key(name, "application_id", "application.id"),
        _key(name, "reviewer_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("application_id", name=op.f(f"uq_{name}_application_id")),
    )
    op.create_index(op.f(f"ix_{name}_reviewer_id_stage"), name, ["reviewer_id", "stage"])


def _create_note() -> None:
    name = "staff_note"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("by_id", _ROW_ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _key(name, "application_id", "application.id"),
        _key(name, "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_application_id"), name, ["application_id"])


def _create_delegation() -> None:
    name = "delegation"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("reviewer_id", _ROW_ID, nullable=False),
        sa.Column("to_id", _ROW_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("from_on <= until_on", name=op.f(f"ck_{name}_days")),
        sa.CheckConstraint("reviewer_id <> to_id", name=op.f(f"ck_{name}_another")),
        _key(name, "reviewer_id", "user.id"),
        _key(name, "to_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in ("reviewer_id", "to_id"):
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _create_objection() -> None:
    name = "objection"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("application_id", _ROW_ID, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("ground", _words("objection_ground", _GROUNDS), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", _ROW_ID, nullable=True),
        _key(name, "application_id", "application.id"),
        _key(name, "recorded_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{name}_public_id")),
        sa.UniqueConstraint(
            "application_id",
            "content_sha256",
            name=op.f(f"uq_{name}_application_id_content_sha256"),
        ),
    )


def _create_answer() -> None:
    name = "objection_answer"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("objection_id", _ROW_ID, nullable=False),
        sa.Column("kind", _words("objection_answer_kind", ("upheld", "dismissed")), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_by_id", _ROW_ID, nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        _key(name, "objection_id", "objection.id"),
        _key(name, "answered_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("objection_id", name=op.f(f"uq_{name}_objection_id")),
    )
