"""Technology contracts that involve patents: records, parties, patents, and their ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ("contract_party", "contract_patent", "contract_ledger")
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = ("exclusive_licence", "sole_licence", "plain_licence", "transfer")
_STATUSES = (
    "waiting",
    "confirmed",
    "matched",
    "refused",
    "withdrawn",
    "replaced",
    "cancelled",
)
_CHECKS = {
    "amount": "amount >= 0",
    "matched": "(status = 'matched') = (same_as_id IS NOT NULL)",
    "decided": "(status IN ('waiting', 'withdrawn')) = (decided_at IS NULL)",
    "decided_whole": "(decided_at IS NULL) = (decided_by_id IS NULL)",
    "four_eyes": "recorded_by_id <> decided_by_id",
}
_MAIN = "technology_contract"


def upgrade() -> None:
    _create_contract()
    _create_contract_indexes()
    _create_party()
    _create_patent()
    _create_ledger()
    for table in APPEND_ONLY:
        _keep_append_only(table)


def downgrade() -> None:
    for table in (*reversed(APPEND_ONLY), _MAIN):
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


def _create_contract() -> None:
    op.create_table(
        _MAIN,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("enterprise_id", _ROW_ID, nullable=False),
        sa.Column("kind", _words("contract_kind", _KINDS), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("record_number", sa.String(length=100), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("status", _words("contract_status", _STATUSES), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces_id", _ROW_ID, nullable=True),
        sa.Column("same_as_id", _ROW_ID, nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by_id", _ROW_ID, nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", _ROW_ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *(
            sa.CheckConstraint(sql, name=op.f(f"ck_{_MAIN}_{name}"))
            for name, sql in _CHECKS.items()
        ),
        _key(_MAIN, "enterprise_id", "enterprise.id"),
        _key(_MAIN, "replaces_id", "technology_contract.id"),
        _key(_MAIN, "same_as_id", "technology_contract.id"),
        _key(_MAIN, "recorded_by_id", "user.id"),
        _key(_MAIN, "decided_by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_MAIN}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{_MAIN}_public_id")),
    )


def _create_contract_indexes() -> None:
    for columns in (["enterprise_id"], ["identity"], ["status", "recorded_at"]):
        op.create_index(op.f(f"ix_{_MAIN}_{'_'.join(columns)}"), _MAIN, columns)
    for name, column, status in (
        ("counted", "identity", "confirmed"),
        ("correction", "replaces_id", "waiting"),
    ):
        where = sa.text(f"status = '{status}'")
        op.create_index(
            f"uq_{_MAIN}_{name}",
            _MAIN,
            [column],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def _create_party() -> None:
    name = "contract_party"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("contract_id", _ROW_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("side", _words("contract_side", ("grantor", "grantee")), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("enterprise_id", _ROW_ID, nullable=True),
        _key(name, "contract_id", "technology_contract.id"),
        _key(name, "enterprise_id", "enterprise.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(
            "contract_id", "position", name=op.f(f"uq_{name}_contract_id_position")
        ),
    )
    op.create_index(op.f(f"ix_{name}_enterprise_id"), name, ["enterprise_id"])


def _create_patent() -> None:
    name = "contract_patent"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("contract_id", _ROW_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=2), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        _key(name, "contract_id", "technology_contract.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(
            "contract_id", "position", name=op.f(f"uq_{name}_contract_id_position")
        ),
        sa.UniqueConstraint(
            "contract_id", "office", "number", name=op.f(f"uq_{name}_contract_id_office_number")
        ),
    )
    op.create_index(op.f(f"ix_{name}_office_number"), name, ["office", "number"])


def _create_ledger() -> None:
    name = "contract_ledger"
    op.create_table(
        name,
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("contract_id", _ROW_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", _words("entry_kind", _KINDS), nullable=False),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint("sign IN (-1, 1)", name=op.f(f"ck_{name}_sign")),
        _key(name, "contract_id", "technology_contract.id"),
        _key(name, "region_code", "region.code"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_contract_id"), name, ["contract_id"])
    op.create_index(op.f(f"ix_{name}_year_on_day"), name, ["year", "on_day"])
