"""Certificates, looked up, and what they are on a day."""

from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.applications.models import Application
from registry.certification.models import Certificate, CertificateEvent
from registry.certification.workflow import CertificateStatus
from registry.errors import NotFound
from registry.extensions import db


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


def of_application(application_id: int) -> Certificate | None:
    """The certificate of an application."""
    return db.session.scalars(
        select(Certificate).where(Certificate.application_id == application_id)
    ).one_or_none()


def state_on(certificate: Certificate, day: date) -> State:
    """What the certificate is on a day, as known now."""
    if certificate.status is CertificateStatus.REVOKED:
        return State.REVOKED
    if certificate.status is CertificateStatus.SUSPENDED:
        return State.SUSPENDED
    if day > certificate.valid_until:
        return State.EXPIRED
    return State.SUPERSEDED if _has_successor(certificate, day) else State.VALID


def _has_successor(certificate: Certificate, day: date) -> bool:
    later = (
        select(Certificate.id)
        .join(Application, Application.id == Certificate.application_id)
        .where(Application.product_id == certificate.application.product_id)
        .where(Certificate.year > certificate.year, Certificate.valid_from <= day)
        .where(Certificate.status == CertificateStatus.VALID)
        .limit(1)
    )
    return db.session.scalars(later).first() is not None
