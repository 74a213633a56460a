"""The ledger: signed amounts, written in the transaction of the decision they follow from.

A total of a data year as known on a day is a plain sum over the entries with ``on_day`` up to that
day. Two stages exclude each other at any moment: *registered* (and no more) and *certified*; their
sum is what the plan counts as registered and certified output.
"""

from collections.abc import Mapping
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
    """Count the application's declared amounts in a stage from a day on, where it is today."""
    enterprise = application.enterprise
    entry = LedgerEntry(
        application_id=application.id,
        enterprise_id=application.enterprise_id,
        data_year=application.round.data_year,
        stage=stage,
        sign=1,
        region_code=enterprise.region_code,
        class_code=application.class_code,
        size=enterprise.size,
        reason=reason,
        **{amount: getattr(application, amount) or 0 for amount in AMOUNTS},
    )
    _append(entry, effective_on)


def take_back(application: Application, stage: Stage, reason: str, effective_on: date) -> None:
    """Count them no longer: the opposite of what stands in the ledger, in its breakdowns.

    Raises LookupError when nothing of the application stands there.
    """
    _append(_like(_standing(application, stage), stage, -1, reason), effective_on)


def shift(
    application: Application, old: Stage, new: Stage, reason: str, effective_on: date
) -> None:
    """Count them in another stage, amounts and breakdowns as they stand: an enterprise that has
    moved meanwhile does not take last year's output along."""
    standing = _standing(application, old)
    _append(_like(standing, old, -1, reason), effective_on)
    _append(_like(standing, new, 1, reason), effective_on)


def correct(
    application: Application, amounts: Mapping[str, int], reason: str, effective_on: date
) -> Stage:
    """Count other amounts from a day on, in the stage and the breakdowns in which it stands.

    ``amounts`` in fen, by the names of ``AMOUNTS``. Raises LookupError when nothing stands there.
    """
    stage = standing_stage(application)
    if stage is None:
        raise LookupError(f"application {application.id} has nothing in the ledger")
    standing = _standing(application, stage)
    _append(_like(standing, stage, -1, reason), effective_on)
    replaced = _like(standing, stage, 1, reason)
    for name in AMOUNTS:
        setattr(replaced, name, amounts[name])
    _append(replaced, effective_on)
    return stage


def standing_stage(application: Application) -> Stage | None:
    """The stage in which the application stands; None where it does not count."""
    last = db.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.application_id == application.id)
        .order_by(LedgerEntry.id.desc())
        .limit(1)
    ).one_or_none()
    return last.stage if last is not None and last.sign > 0 else None


def _standing(application: Application, stage: Stage) -> LedgerEntry:
    last = db.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.application_id == application.id, LedgerEntry.stage == stage)
        .order_by(LedgerEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.sign < 0:
        raise LookupError(f"application {application.id} has nothing {stage} in the ledger")
    return last


def _like(standing: LedgerEntry, stage: Stage, sign: int, reason: str) -> LedgerEntry:
    return LedgerEntry(
        application_id=standing.application_id,
        enterprise_id=standing.enterprise_id,
        data_year=standing.data_year,
        stage=stage,
        sign=sign,
        region_code=standing.region_code,
        class_code=standing.class_code,
        size=standing.size,
        reason=reason,
        **{amount: sign * getattr(standing, amount) for amount in AMOUNTS},
    )


def _append(entry: LedgerEntry, effective_on: date) -> None:
    entry.effective_on = effective_on
    entry.known_on = clock.today()
    entry.on_day = max(entry.effective_on, entry.known_on)
    db.session.add(entry)
    db.session.flush()
