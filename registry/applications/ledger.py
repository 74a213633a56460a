"""The ledger: signed amounts, written in the transaction of the decision they follow from.

A total of a data year as known on a day is a plain sum over the entries with ``on_day`` up to that
day. Two stages exclude each other at any moment: *registered* (and no more) and *certified*; their
sum is what the plan counts as registered and certified output.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from registry import clock
from registry.applications.models import Application
from registry.audit import keep_append_only
from registry.enterprises.models import Size
from registry.extensions import Base, RowId, db, enum_column


AMOUNTS = ("output_value", "sales_revenue", "export_value", "profit")


class Stage(StrEnum):
    """How far a product's year has come: registered only, or certified."""

    REGISTERED = "registered"
    CERTIFIED = "certified"


class LedgerEntry(Base):
    """One signed amount, fen; the breakdowns are those of the day of the decision."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("sign IN (-1, 1)", name="sign"),
        Index(None, "data_year", "on_day"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    data_year: Mapped[int]
    effective_on: Mapped[date]
    known_on: Mapped[date]
    # The later of the two: the day from which the registry both knows it and counts it.
    on_day: Mapped[date]
    stage: Mapped[Stage] = mapped_column(enum_column(Stage, "ledger_stage"))
    sign: Mapped[int]
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    class_code: Mapped[str] = mapped_column(ForeignKey("industry_class.code"))
    size: Mapped[Size] = mapped_column(enum_column(Size, "ledger_size"))
    output_value: Mapped[int] = mapped_column(BigInteger)
    sales_revenue: Mapped[int] = mapped_column(BigInteger)
    export_value: Mapped[int] = mapped_column(BigInteger)
    profit: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(40))


keep_append_only(LedgerEntry)


def add(application: Application, stage: Stage, reason: str, effective_on: date) -> None:
    """Count the application's declared amounts in a stage from a day on."""
    db.session.add(_entry(application, stage, 1, reason, effective_on))


def take_back(application: Application, stage: Stage, reason: str, effective_on: date) -> None:
    """Count them no longer: the opposite of what stands in the ledger, in its breakdowns.

    Raises LookupError when nothing of the application stands there.
    """
    standing = db.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.application_id == application.id)
        .where(LedgerEntry.stage == stage, LedgerEntry.sign == 1)
        .order_by(LedgerEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if standing is None:
        raise LookupError(f"application {application.id} has nothing {stage} in the ledger")
    entry = _entry(application, stage, -1, reason, effective_on)
    entry.region_code, entry.size = standing.region_code, standing.size
    for amount in AMOUNTS:
        setattr(entry, amount, -getattr(standing, amount))
    db.session.add(entry)


def _entry(
    application: Application, stage: Stage, sign: int, reason: str, effective_on: date
) -> LedgerEntry:
    known_on = clock.today()
    return LedgerEntry(
        application_id=application.id,
        enterprise_id=application.enterprise_id,
        data_year=application.round.data_year,
        effective_on=effective_on,
        known_on=known_on,
        on_day=max(effective_on, known_on),
        stage=stage,
        sign=sign,
        region_code=application.enterprise.region_code,
        class_code=application.class_code,
        size=application.enterprise.size,
        reason=reason,
        **{amount: getattr(application, amount) or 0 for amount in AMOUNTS},
    )
