"""What is watched, and the warnings, looked up."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from registry.applications.models import Application, Basis, PatentLink
from registry.applications.workflow import REGISTERED, Status
from registry.certification.models import Certificate
from registry.certification.workflow import CertificateStatus
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.watching.causes import Use
from registry.watching.models import PatentWarning, WarningEvent
from registry.watching.workflow import UNFINISHED, WarningStatus

_IN_PROCESS = (Status.SUBMITTED, Status.RETURNED, Status.REGISTERED, Status.PUBLIC_NOTICE)


def watched(day: date) -> Select[int]:
    """The ids of the applications whose patents are watched on a day.

    Those in process or registered, until a later record of the product is registered; those
    certified, until the certificate is revoked, over, or superseded by the next one.
    """
    return (
        select(Application.id)
        .outerjoin(Certificate, Certificate.application_id == Application.id)
        .where(or_(_is_in_process(), _is_certified(day)))
        .where(exists().where(_is_link_of_known_patent()))
        .order_by(Application.id)
    )


def _is_link_of_known_patent() -> ColumnElement[bool]:
    return and_(PatentLink.application_id == Application.id, PatentLink.patent_id.is_not(None))


def _is_in_process() -> ColumnElement[bool]:
    newer = aliased(Application)
    followed = exists().where(
        newer.product_id == Application.product_id,
        newer.round_year > Application.round_year,
        newer.status.in_(REGISTERED),
    )
    return and_(Application.status.in_(_IN_PROCESS), ~followed)


def _is_certified(day: date) -> ColumnElement[bool]:
    newer, next_one = aliased(Application), aliased(Certificate)
    superseded = (
        exists()
        .where(newer.product_id == Application.product_id)
        .where(newer.round_year > Application.round_year, next_one.application_id == newer.id)
        .where(next_one.status == CertificateStatus.VALID, next_one.valid_from <= day)
    )
    return and_(
        Application.status == Status.CERTIFIED,
        Certificate.status != CertificateStatus.REVOKED,
        Certificate.valid_until >= day,
        ~superseded,
    )


@dataclass(frozen=True, slots=True)
class PatentUse:
    """One patent link of one application, with what judging it needs."""

    application_id: int
    round_year: int
    patent_id: int
    use: Use


def uses_of(application_ids: Collection[int]) -> dict[int, list[PatentUse]]:
    """Application id → its links to patents that the registry knows, in their order."""
    rows = db.session.execute(
        select(
            Application.id,
            Application.round_year,
            PatentLink.patent_id,
            PatentLink.typed,
            PatentLink.basis,
            Enterprise.name,
        )
        .join(PatentLink, PatentLink.application_id == Application.id)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .where(Application.id.in_(application_ids))
        .order_by(Application.id, PatentLink.position)
    )
    found: dict[int, list[PatentUse]] = defaultdict(list)
    for application_id, year, patent_id, typed, basis, name in rows:
        if patent_id is not None:
            use = Use(typed, name, basis is Basis.LICENSEE)
            found[application_id].append(PatentUse(application_id, year, patent_id, use))
    return found


def of_application(application_id: int) -> Sequence[PatentWarning]:
    """All warnings about an application's patents, the unfinished first, the newest first."""
    rows = db.session.scalars(
        select(PatentWarning)
        .where(PatentWarning.application_id == application_id)
        .options(
            joinedload(PatentWarning.patent),
            joinedload(PatentWarning.proposal),
            joinedload(PatentWarning.assessment),
            selectinload(PatentWarning.events).joinedload(WarningEvent.by),
        )
        .order_by(PatentWarning.id.desc())
    ).all()
    return sorted(rows, key=lambda row: row.status not in UNFINISHED)


def unfinished_of(application_ids: Iterable[int]) -> Sequence[PatentWarning]:
    """The unfinished warnings of some applications, in their order."""
    return db.session.scalars(
        select(PatentWarning)
        .where(PatentWarning.application_id.in_(list(application_ids)))
        .where(PatentWarning.status.in_(UNFINISHED))
        .order_by(PatentWarning.id)
    ).all()


@dataclass(frozen=True, slots=True)
class WarningList:
    """One page of warnings, how many there are of each sort, and how many of the sort shown."""

    rows: Sequence[PatentWarning]
    counts: dict[str, int]
    total: int


def sorts(day: date) -> dict[str, ColumnElement[bool]]:
    """The sorts of unfinished warnings by which reviewers look at them: waiting for an answer,
    answered, those that threaten and whose day is over without an answer, and those that have led
    to a proposal."""
    is_open = PatentWarning.status == WarningStatus.OPEN
    is_over = and_(PatentWarning.answer_by < day, PatentWarning.threatens)
    return {
        "open": and_(is_open, not_(is_over)),
        "answered": PatentWarning.status == WarningStatus.ANSWERED,
        "overdue": and_(is_open, is_over),
        "proposed": PatentWarning.status.in_((WarningStatus.PROPOSED, WarningStatus.UPHELD)),
    }


def work_list(sort: str | None, day: date, page: int, per_page: int = 40) -> WarningList:
    """What waits for reviewers, those that threaten a certificate or registration first, then by
    the day of the answer; ``page`` counts from 1."""
    return _listed(PatentWarning.status.in_(UNFINISHED), sort, day, page, per_page)


def own_warnings(enterprise_id: int, day: date, page: int = 1, per_page: int = 40) -> WarningList:
    """The unfinished warnings to an enterprise, listed in the same way."""
    mine = PatentWarning.application_id.in_(
        select(Application.id).where(Application.enterprise_id == enterprise_id)
    )
    return _listed(and_(PatentWarning.status.in_(UNFINISHED), mine), None, day, page, per_page)


def counts(day: date, wanted: ColumnElement[bool] | None = None) -> dict[str, int]:
    """Sort → how many unfinished warnings there are of it."""
    asked = select(*(func.count().filter(each) for each in sorts(day).values()))
    asked = asked.select_from(PatentWarning).where(PatentWarning.status.in_(UNFINISHED))
    if wanted is not None:
        asked = asked.where(wanted)
    return dict(zip(sorts(day), db.session.execute(asked).one(), strict=True))


def _listed(
    wanted: ColumnElement[bool], sort: str | None, day: date, page: int, per_page: int
) -> WarningList:
    counted = counts(day, wanted)
    chosen = wanted if sort is None else and_(wanted, sorts(day)[sort])
    parts = joinedload(PatentWarning.application)
    rows = db.session.scalars(
        select(PatentWarning)
        .where(chosen)
        .options(
            parts.joinedload(Application.product),
            parts.joinedload(Application.enterprise),
            joinedload(PatentWarning.patent),
        )
        .order_by(PatentWarning.threatens.desc(), PatentWarning.answer_by, PatentWarning.id)
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    total = counted[sort] if sort is not None else sum(counted.values())
    return WarningList(rows, counted, total)
