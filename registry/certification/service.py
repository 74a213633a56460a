"""Registered and certified with their papers; later suspended, reinstated, revoked, reprinted."""

import calendar
from datetime import date

from sqlalchemy import func, select, update

from registry import audit, clock, numbering
from registry.accounts.service import SYSTEM
from registry.applications import ledger
from registry.applications.models import Application
from registry.applications.queries import evaluation_of
from registry.applications.telling import tell_enterprise
from registry.applications.workflow import Action
from registry.certification.contents import certificate_contents, notice_contents
from registry.certification.models import Certificate, CertificateEvent, Paper, Proposal
from registry.certification.paper import add_paper, request_paper
from registry.certification.queries import notice_of, whole
from registry.certification.reasons import wrong_code
from registry.certification.workflow import (
    CERTIFICATE_TRANSITIONS,
    CertificateAction,
    CertificateStatus,
    PaperKind,
)
from registry.config import setting
from registry.eligibility.rule import Stage
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, check
from registry.reviews import service as reviews
from registry.reviews.models import Decision
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work

DESIGN, DESIGN_VERSION = "patent_intensive_product", 2
NOTICE_DESIGN, NOTICE_DESIGN_VERSION = "registration_notice", 2
OTHER = "other"


def register(actor: Actor, application: Application, grounds: Grounds) -> Decision:
    """Register the application and give it its notice 备案通知书, in one transaction."""
    decision = reviews.register(actor, application, grounds)
    _request_notice(actor, application, decision)
    return decision


def _request_notice(actor: Actor, application: Application, decision: Decision) -> None:
    findings = evaluation_of(decision.evaluation).of(Stage.REGISTRATION)
    example = any(finding.example for finding in findings)
    day = clock.day_of(decision.decided_at)
    contents = notice_contents(whole(application), day, is_example=example)
    design = NOTICE_DESIGN, NOTICE_DESIGN_VERSION
    request_paper(actor, PaperKind.NOTICE, contents, design, application)


def request_missing_notices(round_year: int | None) -> int:
    """Notices for registrations of before there were any; says how many. Their papers follow."""
    asked = (
        select(Decision)
        .join(Decision.application)
        .where(Decision.action == Action.REGISTER, Application.registration_number.is_not(None))
        .where(~select(Paper.id).where(Paper.number == Application.registration_number).exists())
        .order_by(Decision.id)
    )
    if round_year is not None:
        asked = asked.where(Application.round_year == round_year)
    ids = [each.id for each in db.session.scalars(asked)]
    for decision_id in ids:
        with unit_of_work():
            decision = db.session.get_one(Decision, decision_id)
            if notice_of(decision.application_id) is None:
                _request_notice(SYSTEM, decision.application, decision)
    return len(ids)


def certify(actor: Actor, application: Application, grounds: Grounds) -> Certificate:
    """Certify the application and give it its certificate: number and payload now, in the same
    transaction as the decision; the signed file follows after the commit and can be made again.
    """
    decision = reviews.certify(actor, application, grounds)
    certificate = _certificate(application)
    audit.record(actor, "issue", "certificate", certificate.id, number=certificate.number)
    example = evaluation_of(decision.evaluation).example
    contents = certificate_contents(whole(application), certificate, is_example=example)
    design = DESIGN, DESIGN_VERSION
    request_paper(actor, PaperKind.CERTIFICATE, contents, design, application, certificate)
    told = certificate.number
    tell_enterprise(application, "application.certify", grounds.reason, number=told)
    return certificate


def _certificate(application: Application) -> Certificate:
    year, today = application.round_year, clock.today()
    serial = numbering.next_serial("certificate", year)
    certificate = Certificate(
        number=numbering.format_number(setting("CERTIFICATE_PATTERN"), year, serial),
        year=year,
        serial=serial,
        application_id=application.id,
        application=application,
        status=CertificateStatus.VALID,
        issued_at=clock.now(),
        valid_from=today,
        valid_until=last_day(today, application.round.validity_months),
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def last_day(first: date, months: int) -> date:
    """The last of so many months that begin on ``first``: the day before the same day, or the
    last day of the month where it has no such day."""
    index = first.year * 12 + first.month - 1 + months
    year, month = divmod(index, 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return date.fromordinal(date(year, month + 1, day).toordinal() - 1)


def reprint(actor: Actor, paper: Paper, reason: str) -> Paper:
    """A further print of the same contents, signed anew: the key was changed, the file is lost.

    The earlier print stays genuine. Conflict for one that another print has followed already, or
    that is not made yet.
    """
    check(actor, Permission.MAINTAIN_CERTIFICATES)
    refuse_own(actor, paper.application)
    problems = missing_reason(reason)
    if problems:
        raise BadInput(problems)
    newest = db.session.scalar(select(func.max(Paper.print_no)).where(Paper.number == paper.number))
    if newest != paper.print_no:
        raise Conflict("{number} has been printed again meanwhile.", number=paper.number)
    if paper.pdf_sha256 is None:
        raise Conflict("The paper of {number} is not made yet.", number=paper.number)
    copied = ("kind", "number", "application_id", "certificate_id", "design", "design_version")
    again = Paper(
        **{name: getattr(paper, name) for name in (*copied, "payload", "payload_sha256")},
        print_no=paper.print_no + 1,
        requested_at=clock.now(),
        requested_by_id=actor.user_id,
        reason=reason.strip(),
    )
    return add_paper(actor, again)


def suspend(actor: Actor, certificate: Certificate, reason: str, reason_code: str = OTHER) -> None:
    """Suspend it 暂停 from today; the output still counts until it is revoked."""
    _directly(actor, certificate, CertificateAction.SUSPEND, reason_code, reason)


def reinstate(
    actor: Actor, certificate: Certificate, reason: str, reason_code: str = OTHER
) -> None:
    """End the suspension 恢复 today."""
    _directly(actor, certificate, CertificateAction.REINSTATE, reason_code, reason)


def _directly(
    actor: Actor, certificate: Certificate, action: CertificateAction, code: str, reason: str
) -> None:
    check_change(actor, certificate, action)
    problems = [*wrong_code(action, code), *missing_reason(reason)]
    if problems:
        raise BadInput(problems)
    change(actor, certificate, action, code, reason, clock.today())


def check_change(actor: Actor, certificate: Certificate, action: CertificateAction) -> None:
    """Refused or Conflict unless this person may do this to what the certificate is now."""
    transition = CERTIFICATE_TRANSITIONS[action]
    check(actor, transition.permission)
    refuse_own(actor, certificate.application)
    check_status(certificate, action)


def check_status(certificate: Certificate, action: CertificateAction) -> None:
    """Conflict unless the table knows the action for the certificate's status."""
    if certificate.status not in CERTIFICATE_TRANSITIONS[action].sources:
        raise Conflict(
            "A certificate that is {status} cannot be changed by “{action}”.",
            status=certificate.status.value,
            action=action.value,
        )


def refuse_own(actor: Actor, application: Application) -> None:
    """Refused for a person of the certificate's enterprise."""
    if actor.owns(application.enterprise_id):
        raise Refused("Nobody decides on a certificate of their own enterprise.")


def check_grounds(
    certificate: Certificate,
    action: CertificateAction,
    code: str,
    reason: str,
    effective_on: date,
) -> None:
    """BadInput with everything that is wrong with code, words and day."""
    problems = [*wrong_code(action, code), *missing_reason(reason)]
    # What was published as known before today stays as it was; nothing is decided ahead.
    if not certificate.valid_from <= effective_on <= clock.today():
        problems.append(_wrong_day(certificate, effective_on))
    if problems:
        raise BadInput(problems)


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


def change(
    actor: Actor,
    certificate: Certificate,
    action: CertificateAction,
    code: str,
    reason: str,
    effective_on: date,
    proposal: Proposal | None = None,
) -> None:
    """Move the status with its event and its trail; what speaks against it has been asked before.
    A revocation 撤销 makes the certified output registered output, from its day of effect."""
    _take_version(certificate, CERTIFICATE_TRANSITIONS[action].target)
    db.session.add(
        CertificateEvent(
            certificate_id=certificate.id,
            action=action,
            effective_on=effective_on,
            known_at=clock.now(),
            reason_code=code,
            reason=reason,
            decided_by_id=actor.user_id,
            proposal_id=proposal.id if proposal else None,
        )
    )
    audit.record(
        actor,
        action.value,
        "certificate",
        certificate.id,
        reason_code=code,
        reason=reason,
        effective_on=effective_on.isoformat(),
        proposal=proposal.id if proposal else None,
    )
    kind, number = f"certificate.{action.value}", certificate.number
    tell_enterprise(certificate.application, kind, reason, number=number, since=effective_on)
    if action is CertificateAction.REVOKE:
        _count_as_registered(certificate, effective_on)


def _count_as_registered(certificate: Certificate, effective_on: date) -> None:
    certified, registered = ledger.Stage.CERTIFIED, ledger.Stage.REGISTERED
    ledger.shift(certificate.application, certified, registered, "revoke", effective_on)


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
