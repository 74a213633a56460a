"""Certificates: given with the decision to certify, later suspended, reinstated or revoked."""

import calendar
from datetime import date
from functools import partial

from sqlalchemy import update

from certificates import payload_sha256, to_json
from registry import audit, clock, numbering
from registry.applications import ledger
from registry.applications.models import Application
from registry.applications.queries import evaluation_of
from registry.certification.models import Certificate, CertificateEvent
from registry.certification.paper import DESIGN, DESIGN_VERSION, make_paper, payload_of
from registry.certification.workflow import (
    CERTIFICATE_TRANSITIONS,
    CertificateAction,
    CertificateStatus,
)
from registry.config import setting
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, check
from registry.reviews import service as reviews
from registry.reviews.reasons import Grounds
from registry.transaction import after_commit


def certify(actor: Actor, application: Application, grounds: Grounds) -> Certificate:
    """Certify the application and give it its certificate: number and payload now, in the same
    transaction as the decision; the paper follows after the commit and can be made again.
    """
    decision = reviews.certify(actor, application, grounds)
    year = application.round_year
    serial = numbering.next_serial("certificate", year)
    today = clock.today()
    certificate = Certificate(
        number=numbering.format_number(setting("CERTIFICATE_PATTERN"), year, serial),
        year=year,
        serial=serial,
        application_id=application.id,
        application=application,
        status=CertificateStatus.VALID,
        design=DESIGN,
        design_version=DESIGN_VERSION,
        issued_at=clock.now(),
        valid_from=today,
        valid_until=last_day(today, application.round.validity_months),
    )
    example = evaluation_of(decision.evaluation).example
    payload = payload_of(application, certificate, is_example=example)
    certificate.payload = to_json(payload)
    certificate.payload_sha256 = payload_sha256(payload)
    db.session.add(certificate)
    db.session.flush()
    audit.record(actor, "issue", "certificate", certificate.id, number=certificate.number)
    after_commit(partial(make_paper, certificate.id))
    return certificate


def last_day(first: date, months: int) -> date:
    """The last of so many months that begin on ``first``: the day before the same day, or the
    last day of the month where it has no such day."""
    index = first.year * 12 + first.month - 1 + months
    year, month = divmod(index, 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return date.fromordinal(date(year, month + 1, day).toordinal() - 1)


def suspend(actor: Actor, certificate: Certificate, reason: str) -> None:
    """Suspend it 暂停 from today; the output still counts until it is revoked."""
    _change(actor, certificate, CertificateAction.SUSPEND, reason, clock.today())


def reinstate(actor: Actor, certificate: Certificate, reason: str) -> None:
    """End the suspension 恢复 today."""
    _change(actor, certificate, CertificateAction.REINSTATE, reason, clock.today())


def revoke(actor: Actor, certificate: Certificate, reason: str, effective_on: date) -> None:
    """Revoke it 撤销 with effect from a day, perhaps past: certified output becomes registered.

    The day of effect lies between the day of issue and today. What was published as known before
    today stays as it was.
    """
    if not certificate.valid_from <= effective_on <= clock.today():
        raise BadInput([*missing_reason(reason), _wrong_day(certificate, effective_on)])
    _change(actor, certificate, CertificateAction.REVOKE, reason, effective_on)
    certified, registered = ledger.Stage.CERTIFIED, ledger.Stage.REGISTERED
    ledger.shift(certificate.application, certified, registered, "revoke", effective_on)


def missing_reason(reason: str) -> list[FieldProblem]:
    """The problem with a reason that says nothing; none with any other."""
    expected = N_("Write the reason that the enterprise and the public will read.")
    return (
        [] if reason.strip() else [FieldProblem("reason", reason, "There is no reason.", expected)]
    )


def _wrong_day(certificate: Certificate, given: date) -> FieldProblem:
    return FieldProblem(
        "effective_on",
        given.isoformat(),
        "The day of effect is outside the life of the certificate.",
        "Give a day from {first} to {last}.",
        {"first": certificate.valid_from.isoformat(), "last": clock.today().isoformat()},
    )


def _change(
    actor: Actor,
    certificate: Certificate,
    action: CertificateAction,
    reason: str,
    effective_on: date,
) -> None:
    transition = CERTIFICATE_TRANSITIONS[action]
    check(actor, transition.permission)
    if actor.owns(certificate.application.enterprise_id):
        raise Refused("Nobody decides on a certificate of their own enterprise.")
    problems = missing_reason(reason)
    if problems:
        raise BadInput(problems)
    if certificate.status not in transition.sources:
        raise Conflict(
            "A certificate that is {status} cannot be changed by “{action}”.",
            status=certificate.status.value,
            action=action.value,
        )
    _take_version(certificate, transition.target)
    db.session.add(
        CertificateEvent(
            certificate_id=certificate.id,
            action=action,
            effective_on=effective_on,
            known_at=clock.now(),
            reason=reason,
            decided_by_id=actor.user_id,
        )
    )
    audit.record(
        actor,
        action.value,
        "certificate",
        certificate.id,
        reason=reason,
        effective_on=effective_on.isoformat(),
    )


def _take_version(certificate: Certificate, target: CertificateStatus) -> None:
    taken = db.session.execute(
        update(Certificate)
        .where(Certificate.id == certificate.id)
        .where(Certificate.status == certificate.status)
        .where(Certificate.version == certificate.version)
        .values(status=target, version=certificate.version + 1)
        .returning(Certificate.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if taken is None:
        raise Conflict("Somebody else has changed this certificate meanwhile; look at it again.")
    db.session.refresh(certificate)
