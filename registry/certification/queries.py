"""Certificates, looked up, and what they are on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from certificates.payload import Payload, from_json
from registry.applications.models import Application
from registry.certification.models import Certificate, CertificateEvent
from registry.certification.workflow import CertificateStatus
from registry.enterprises.models import Enterprise
from registry.errors import NotFound
from registry.extensions import db
from registry.products.models import Product


class State(StrEnum):
    """What a certificate is on a day: decided states, and those that follow from dates."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


def by_number(number: str) -> Certificate | None:
    """The certificate of a number, with its application, product, enterprise and events."""
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.number == number)
        .options(
            joinedload(Certificate.application).joinedload(Application.product),
            joinedload(Certificate.application).joinedload(Application.enterprise),
            joinedload(Certificate.application).joinedload(Application.round),
            selectinload(Certificate.events).joinedload(CertificateEvent.decided_by),
        )
    ).one_or_none()


def of_number(number: str) -> Certificate:
    """The same; NotFound when no such number was given out."""
    found = by_number(number)
    if found is None:
        raise NotFound("There is no certificate {number}.", number=number)
    return found


@dataclass(frozen=True, slots=True)
class CertificateList:
    """One page of certificates, and how many there are in all that were asked for."""

    rows: Sequence[Certificate]
    total: int


def listed(
    words: str, status: CertificateStatus | None, page: int, per_page: int
) -> CertificateList:
    """Certificates whose number, product or enterprise contains the words, the newest first;
    ``page`` counts from 1."""
    asked = (
        select(Certificate)
        .join(Certificate.application)
        .join(Application.product)
        .join(Application.enterprise)
    )
    if words:
        names = (Certificate.number, Product.name, Enterprise.name)
        asked = asked.where(or_(*(name.contains(words, autoescape=True) for name in names)))
    if status is not None:
        asked = asked.where(Certificate.status == status)
    total = db.session.scalars(select(func.count()).select_from(asked.subquery())).one()
    parts = contains_eager(Certificate.application)
    rows = db.session.scalars(
        asked.options(
            parts.contains_eager(Application.product), parts.contains_eager(Application.enterprise)
        )
        .order_by(Certificate.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    return CertificateList(rows, total)


def of_application(application_id: int) -> Certificate | None:
    """The certificate of an application."""
    return db.session.scalars(
        select(Certificate).where(Certificate.application_id == application_id)
    ).one_or_none()


def contents_of(certificate: Certificate) -> Payload:
    """What the paper of the certificate says."""
    return from_json(certificate.payload)


def state_on(certificate: Certificate, day: date) -> State:
    """What the certificate is on a day, as known now."""
    return states_on([certificate], day)[certificate.id]


def states_on(certificates: Sequence[Certificate], day: date) -> dict[int, State]:
    """Certificate id → what it is on a day, as known now. One query for all of them."""
    latest = _latest_valid_years(certificates, day)
    return {each.id: _state(each, day, latest) for each in certificates}


def _state(certificate: Certificate, day: date, latest: dict[int, int]) -> State:
    if certificate.status is CertificateStatus.REVOKED:
        return State.REVOKED
    if certificate.status is CertificateStatus.SUSPENDED:
        return State.SUSPENDED
    if day > certificate.valid_until:
        return State.EXPIRED
    last_year = latest.get(certificate.application.product_id, certificate.year)
    return State.SUPERSEDED if last_year > certificate.year else State.VALID


def _latest_valid_years(certificates: Sequence[Certificate], day: date) -> dict[int, int]:
    """Product id → year of its newest certificate that stands and has begun by the day."""
    products = {each.application.product_id for each in certificates}
    rows = db.session.execute(
        select(Application.product_id, func.max(Certificate.year))
        .join(Application, Application.id == Certificate.application_id)
        .where(Application.product_id.in_(products))
        .where(Certificate.valid_from <= day, Certificate.status == CertificateStatus.VALID)
        .group_by(Application.product_id)
    )
    return {product_id: year for product_id, year in rows}
