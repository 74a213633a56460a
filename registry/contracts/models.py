"""Contracts as a party recorded them, and the ledger of those that count.

What a record says of the contract never changes; only its status does. Parties, patents and the
ledger's entries are added and never changed.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.models import new_public_id
from registry.audit import keep_append_only
from registry.contracts.workflow import ContractKind, ContractStatus, Side
from registry.enterprises.models import Enterprise
from registry.extensions import Base, RowId, UtcDateTime, enum_column

_COUNTED = text("status = 'confirmed'")
_WAITING = text("status = 'waiting'")


class TechnologyContract(Base):
    """One record of a contract; the amount is fen.

    ``identity`` is the SHA-256 of patents, day, amount and parties: records of both parties have
    the same one, and of one identity at most one counts. ``same_as`` is the one that counts in
    place of a matched record, ``replaces`` what a correction corrects. ``decided_at``,
    ``decided_by`` and ``reason`` are those of the last decision; the trail has all of them.
    """

    __tablename__ = "technology_contract"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("(status = 'matched') = (same_as_id IS NOT NULL)", name="matched"),
        CheckConstraint(
            "(status IN ('waiting', 'withdrawn')) = (decided_at IS NULL)", name="decided"
        ),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_whole"),
        CheckConstraint("recorded_by_id <> decided_by_id", name="four_eyes"),
        Index(
            "uq_technology_contract_counted",
            "identity",
            unique=True,
            sqlite_where=_COUNTED,
            postgresql_where=_COUNTED,
        ),
        Index(
            "uq_technology_contract_correction",
            "replaces_id",
            unique=True,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(None, "status", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=new_public_id)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    kind: Mapped[ContractKind] = mapped_column(enum_column(ContractKind, "contract_kind"))
    amount: Mapped[int] = mapped_column(BigInteger)
    signed_on: Mapped[date]
    record_number: Mapped[str] = mapped_column(String(100))
    identity: Mapped[str] = mapped_column(String(64), index=True)
    status: Mapped[ContractStatus] = mapped_column(enum_column(ContractStatus, "contract_status"))
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("technology_contract.id"))
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("technology_contract.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    enterprise: Mapped[Enterprise] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=recorded_by_id)
    parties: Mapped[list["ContractParty"]] = relationship(order_by="ContractParty.position")
    patents: Mapped[list["ContractPatent"]] = relationship(order_by="ContractPatent.position")
    replaces: Mapped["TechnologyContract | None"] = relationship(
        foreign_keys=replaces_id, remote_side=id
    )
    same_as: Mapped["TechnologyContract | None"] = relationship(
        foreign_keys=same_as_id, remote_side=id
    )


class ContractParty(Base):
    """One party; ``credit_code`` is "" for one without, ``enterprise`` None for an outside one."""

    __tablename__ = "contract_party"
    __table_args__ = (UniqueConstraint("contract_id", "position"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("technology_contract.id"))
    position: Mapped[int]
    side: Mapped[Side] = mapped_column(enum_column(Side, "contract_side"))
    name: Mapped[str] = mapped_column(String(200))
    credit_code: Mapped[str] = mapped_column(String(18))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)

    enterprise: Mapped[Enterprise | None] = relationship()


class ContractPatent(Base):
    """A patent that a contract is about, by its key: office and canonical number."""

    __tablename__ = "contract_patent"
    __table_args__ = (
        UniqueConstraint("contract_id", "position"),
        UniqueConstraint("contract_id", "office", "number"),
        Index(None, "office", "number"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("technology_contract.id"))
    position: Mapped[int]
    office: Mapped[str] = mapped_column(String(2))
    number: Mapped[str] = mapped_column(String(20))


class ContractEntry(Base):
    """One signed amount, fen; ``year`` is that in which the contract was signed."""

    __tablename__ = "contract_ledger"
    __table_args__ = (
        CheckConstraint("sign IN (-1, 1)", name="sign"),
        Index(None, "year", "on_day"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("technology_contract.id"), index=True)
    year: Mapped[int]
    effective_on: Mapped[date]
    known_on: Mapped[date]
    # The later of the two: the day from which the registry both knows it and counts it.
    on_day: Mapped[date]
    kind: Mapped[ContractKind] = mapped_column(enum_column(ContractKind, "entry_kind"))
    sign: Mapped[int]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    amount: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(40))


for _model in (ContractParty, ContractPatent, ContractEntry):
    keep_append_only(_model)
