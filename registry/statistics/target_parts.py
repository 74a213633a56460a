"""What of the output value stands beside the ledger's sums: at risk, lapsing, in review."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, select

from registry.applications.ledger import LedgerEntry, Stage
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.certification.models import Certificate
from registry.certification.workflow import CertificateStatus
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.programme.models import Round
from registry.statistics.settings import LAPSING_MONTHS, whole
from registry.watching.models import PatentWarning
from registry.watching.workflow import UNFINISHED

_SPLIT = 10**8


def entries(
    data_year: int, as_of: date, wanted: tuple[ColumnElement[bool], ...]
) -> Iterable[tuple[str, Stage, int]]:
    """Place, stage and output value in fen of the entries that are wanted, as known on a day."""
    value = LedgerEntry.output_value
    rows = db.session.execute(
        select(
            LedgerEntry.region_code,
            LedgerEntry.stage,
            func.sum(value // _SPLIT),
            func.sum(value % _SPLIT),
        )
        .where(LedgerEntry.data_year == data_year, LedgerEntry.on_day <= as_of, *wanted)
        .group_by(LedgerEntry.region_code, LedgerEntry.stage)
    )
    return [
        (region, stage, int(high or 0) * _SPLIT + int(low or 0))
        for region, stage, high, low in rows
    ]


def at_risk() -> CompoundSelect[int]:
    """Applications with a warning that threatens them, or whose certificate is suspended."""
    warned = select(PatentWarning.application_id).where(
        PatentWarning.status.in_(UNFINISHED), PatentWarning.threatens
    )
    suspended = select(Certificate.application_id).where(
        Certificate.status == CertificateStatus.SUSPENDED
    )
    return warned.union(suspended)


def lapsing(today: date) -> Select[int]:
    """Applications whose certificate ends soon: within the months that the operator sets."""
    return select(Certificate.application_id).where(
        Certificate.status == CertificateStatus.VALID,
        Certificate.valid_until >= today,
        Certificate.valid_until <= months_later(today, whole(LAPSING_MONTHS, today)),
    )


def submitted(data_year: int) -> Iterable[tuple[str, int]]:
    """Place and declared output value in fen of what waits for the examination."""
    value = Application.output_value
    rows = db.session.execute(
        select(Enterprise.region_code, func.sum(value // _SPLIT), func.sum(value % _SPLIT))
        .join(Application.enterprise)
        .join(Round, Round.year == Application.round_year)
        .where(Application.status == Status.SUBMITTED, value.is_not(None))
        .where(Round.year == data_year + 1)
        .group_by(Enterprise.region_code)
    )
    return [
        (region, int(high or 0) * _SPLIT + int(low or 0))
        for region, high, low in rows
        if high is not None
    ]


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(f"no day follows {day} after {months} months")
