"""Certificates, looked up, and what they are on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from certificates.payload import Payload, from_json
from registry.applications.models import Application
from registry.applications.queries import with_parts
from registry.certification.models import Certificate, CertificateEvent, Paper
from registry.certification.workflow import CertificateStatus, PaperKind
from registry.errors import NotFound
from registry.extensions import db
from registry.search import Kind, matching, words_in


class State(StrEnum):
    """What a certificate is on a day: decided states, and those that follow from dates."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


def whole(application: Application) -> Application:
    """The application with its parts read at once: one by one each part would take a query."""
    return db.session.scalars(
        with_parts()
        .where(Application.id == application.id)
        .execution_options(populate_existing=True)
    ).one()


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
            selectinload(Certificate.events).joinedload(CertificateEvent.proposal),
            selectinload(Certificate.papers),
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
        numbered = Certificate.number.contains(words, autoescape=True)
        asked = asked.where(or_(numbered, names_contain(words)))
    if status is not None:
        asked = asked.where(Certificate.status == status)
    total = db.session.scalars(select(func.count()).select_from(asked.subquery())).one()
    parts = contains_eager(Certificate.application)
    rows = db.session.scalars(
        asked.options(
            parts.contains_eager(Application.product),
            parts.contains_eager(Application.enterprise),
            selectinload(Certificate.papers),
        )
        .order_by(Certificate.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    return CertificateList(rows, total)


def names_contain(typed: str) -> ColumnElement[bool]:
    """Of an application: each word that was typed is in the name of its product or enterprise."""
    says = [
        or_(
            Application.product_id.in_(matching(Kind.PRODUCT, word)),
            Application.enterprise_id.in_(matching(Kind.ENTERPRISE, word)),
        )
        for word in words_in(typed)
    ]
    return and_(*says) if says else false()


def of_application(application_id: int) -> Certificate | None:
    """The certificate of an application."""
    return db.session.scalars(
        select(Certificate).where(Certificate.application_id == application_id)
    ).one_or_none()


def contents_of(certificate: Certificate) -> Payload:
    """What the certificate says; every print of it says the same."""
    return from_json(certificate.papers[0].payload)


def notice_of(application_id: int) -> Paper | None:
    """The newest print of the notice of an application's registration."""
    return db.session.scalars(
        select(Paper)
        .where(Paper.application_id == application_id, Paper.kind == PaperKind.NOTICE)
        .order_by(Paper.print_no.desc())
        .limit(1)
    ).one_or_none()


def prints_of(number: str) -> Sequence[Paper]:
    """The prints of a certificate or notice by its number, the first one first."""
    return db.session.scalars(
        select(Paper)
        .where(Paper.number == number)
        .options(joinedload(Paper.application), joinedload(Paper.requested_by))
        .order_by(Paper.print_no)
    ).all()


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


def successor_of(certificate: Certificate, day: date) -> Certificate | None:
    """The newest certificate of the product that has taken its place by a day, as known now."""
    return db.session.scalars(
        select(Certificate)
        .join(Certificate.application)
        .where(Application.product_id == certificate.application.product_id)
        .where(Certificate.year > certificate.year, Certificate.valid_from <= day)
        .where(Certificate.status == CertificateStatus.VALID)
        .order_by(Certificate.year.desc())
        .limit(1)
    ).one_or_none()


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
