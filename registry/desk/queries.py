"""What the desk lists, each list with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.applications.models import Application, EvaluationRecord
from registry.applications.workflow import Status
from registry.certification.models import Certificate
from registry.extensions import db

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class OwnApplications:
    """One page of an enterprise's applications, the newest round first.

    ``numbers`` gives the certificate's number by application id; ``returned`` counts all that
    wait for a correction.
    """

    rows: Sequence[Application]
    numbers: dict[int, str]
    total: int
    returned: int


def own_applications(enterprise_id: int, page: int) -> OwnApplications:
    """The applications of an enterprise; ``page`` counts from 1. Four queries."""
    own = Application.enterprise_id == enterprise_id
    by_status: dict[Status, int] = {
        status: count
        for status, count in db.session.execute(
            select(Application.status, func.count()).where(own).group_by(Application.status)
        )
    }
    rows = db.session.scalars(
        select(Application)
        .where(own)
        .options(
            joinedload(Application.product),
            joinedload(Application.round),
            joinedload(Application.industry_class),
        )
        .order_by(Application.round_year.desc(), Application.id.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    ).all()
    numbers = _certificate_numbers([row.id for row in rows])
    returned = by_status.get(Status.RETURNED, 0)
    return OwnApplications(rows, numbers, sum(by_status.values()), returned)


def _certificate_numbers(application_ids: list[int]) -> dict[int, str]:
    found = db.session.execute(
        select(Certificate.application_id, Certificate.number).where(
            Certificate.application_id.in_(application_ids)
        )
    )
    return {application_id: number for application_id, number in found}


def handed_in(application: Application) -> EvaluationRecord | None:
    """What the rules were asked when it was handed in last; None for what never was."""
    if application.submitted_at is None:
        return None
    return db.session.scalars(
        select(EvaluationRecord)
        .where(
            EvaluationRecord.application_id == application.id,
            EvaluationRecord.at >= application.submitted_at,
        )
        .order_by(EvaluationRecord.id)
        .limit(1)
    ).one_or_none()
