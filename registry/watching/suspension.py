"""What follows for a certificate: suspension and reinstatement are proposed, a person decides.

A pass asks what the certificate and its proposals are now and brings the warnings after them, so
that it can be repeated, and a decision of a person is never undone by it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from sqlalchemy import select

from registry import clock
from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.certification import proposals
from registry.certification.models import Certificate, CertificateEvent, Proposal
from registry.certification.queries import of_application
from registry.certification.reasons import reasons_for
from registry.certification.workflow import CertificateAction, CertificateStatus, Outcome
from registry.extensions import db
from registry.watching.assessing import assess_without, threatens
from registry.watching.causes import Cause
from registry.watching.grounds import grounds_of_reinstatement, grounds_of_suspension
from registry.watching.models import PatentWarning, WarningAssessment
from registry.watching.moves import Words, move
from registry.watching.queries import unfinished_of
from registry.watching.workflow import WarningAction, WarningStatus

_SUSPEND, _REINSTATE = CertificateAction.SUSPEND, CertificateAction.REINSTATE
_BEFORE = {_SUSPEND: CertificateStatus.VALID, _REINSTATE: CertificateStatus.SUSPENDED}
PROPOSED = "propose_{}"
"""How a proposal is counted, by its action."""


def follow(application: Application, day: date, is_watched: bool, done: Counter[str]) -> None:
    """Bring warnings and proposals of one application after one another; nothing new is proposed
    for what is not watched any more."""
    certificate = of_application(application.id)
    if certificate is None:
        return
    for warning in unfinished_of([application.id]):
        _after_decision(warning, certificate, done)
    _recall(application, certificate, is_watched, done)
    if not is_watched:
        return
    if certificate.status is CertificateStatus.VALID:
        _propose_suspension(application, certificate, day, done)
    elif certificate.status is CertificateStatus.SUSPENDED:
        _propose_reinstatement(application, certificate, done)


def _after_decision(warning: PatentWarning, certificate: Certificate, done: Counter[str]) -> None:
    """A warning whose proposal a person has decided: upheld, or settled by the decision."""
    proposal = warning.proposal
    if warning.status is WarningStatus.PROPOSED and proposal is not None:
        if proposal.outcome is Outcome.CONFIRMED:
            text = gettext("A reviewer has confirmed the suspension.")
            _move(warning, WarningAction.UPHOLD, text, done)
        elif proposal.outcome is Outcome.DECLINED:
            text = gettext("A reviewer has declined the suspension: %(note)s", note=proposal.note)
            _move(warning, WarningAction.SETTLE, text, done)
    if warning.status is WarningStatus.UPHELD and certificate.status is CertificateStatus.VALID:
        _move(warning, WarningAction.SETTLE, gettext("The certificate has been reinstated."), done)


def _recall(
    application: Application, certificate: Certificate, is_watched: bool, done: Counter[str]
) -> None:
    """Take back what the system proposed where nothing calls for it any more."""
    standing = unfinished_of([application.id])
    for proposal in proposals.open_proposals(certificate):
        if proposal.proposed_by_id is not None:
            continue
        mine = [each for each in standing if each.proposal_id == proposal.id]
        weighed = mine if proposal.action is _SUSPEND else standing
        is_called_for = any(_weighs(each) for each in weighed) is (proposal.action is _SUSPEND)
        if is_watched and is_called_for and certificate.status is _BEFORE[proposal.action]:
            continue
        proposals.withdraw(SYSTEM, proposal)
        done["withdraw"] += 1
        for warning in mine:
            text = gettext("The proposal to suspend the certificate has been taken back.")
            _move(warning, WarningAction.RECALL, text, done)


def _weighs(warning: PatentWarning) -> bool:
    """Whether a suspension can follow from it: what ends only later suspends nothing today."""
    return warning.threatens and warning.cause is not Cause.EXPIRING


def _propose_suspension(
    application: Application, certificate: Certificate, day: date, done: Counter[str]
) -> None:
    """After the day for the answer; the rules are run once more before."""
    due = [each for each in unfinished_of([application.id]) if _is_due(each, day)]
    if not due:
        return
    open_ones = proposals.open_proposals(certificate, _SUSPEND)
    if open_ones:
        _join(due, open_ones[0], done)
        return
    assessment = _assess_again(application)
    if not threatens(application, assessment):
        _unburden(due, assessment, done)
        return
    reason = grounds_of_suspension(application, due, assessment)
    proposal = proposals.propose(
        SYSTEM, certificate, _SUSPEND, reason_code(_SUSPEND, due), reason, day
    )
    done[PROPOSED.format(_SUSPEND)] += 1
    _join(due, proposal, done)


def _unburden(
    due: Sequence[PatentWarning], assessment: WarningAssessment, done: Counter[str]
) -> None:
    for warning in due:
        text = gettext("Without the patents in doubt the rules are met.")
        new = {"threatens": False, "assessment_id": assessment.id}
        move(SYSTEM, warning, WarningAction.CORRECT, Words(text), **new)
        done[WarningAction.CORRECT] += 1


def _is_due(warning: PatentWarning, day: date) -> bool:
    waiting = warning.status in (WarningStatus.OPEN, WarningStatus.ANSWERED)
    return waiting and _weighs(warning) and warning.answer_by < day


def _join(due: Sequence[PatentWarning], proposal: Proposal, done: Counter[str]) -> None:
    """Hang the warnings on the system's own proposal; a person's goes its own way."""
    if proposal.proposed_by_id is not None:
        return
    for warning in due:
        text = gettext("The suspension of the certificate is proposed to the reviewers.")
        move(SYSTEM, warning, WarningAction.PROPOSE, Words(text), proposal_id=proposal.id)
        done[WarningAction.PROPOSE] += 1


def _assess_again(application: Application) -> WarningAssessment:
    doubtful = {
        each.said["number"]
        for each in unfinished_of([application.id])
        if each.cause is not Cause.EXPIRING
    }
    return assess_without(application, doubtful)


def _propose_reinstatement(
    application: Application, certificate: Certificate, done: Counter[str]
) -> None:
    """Of a suspension that the system had proposed, once nothing threatens any more."""
    suspended = _suspended_by_warning(certificate)
    if suspended is None or any(_weighs(each) for each in unfinished_of([application.id])):
        return
    if _has_been_proposed_since(certificate, suspended):
        return
    code = reason_code(_REINSTATE, [])
    reason = grounds_of_reinstatement(suspended)
    proposals.propose(SYSTEM, certificate, _REINSTATE, code, reason, clock.today())
    done[PROPOSED.format(_REINSTATE)] += 1


def _suspended_by_warning(certificate: Certificate) -> CertificateEvent | None:
    """The suspension that holds, if a warning has led to it."""
    event = db.session.scalars(
        select(CertificateEvent)
        .where(CertificateEvent.certificate_id == certificate.id)
        .order_by(CertificateEvent.id.desc())
        .limit(1)
    ).one()
    if event.proposal_id is None:
        return None
    warned = select(PatentWarning.id).where(PatentWarning.proposal_id == event.proposal_id).limit(1)
    return event if db.session.scalar(warned) is not None else None


def _has_been_proposed_since(certificate: Certificate, suspended: CertificateEvent) -> bool:
    """Whether a reinstatement is open, or was declined: what a person declined is not asked
    again."""
    latest = db.session.scalars(
        select(Proposal)
        .where(Proposal.certificate_id == certificate.id, Proposal.action == _REINSTATE)
        .where(Proposal.proposed_at >= suspended.known_at)
        .order_by(Proposal.id.desc())
        .limit(1)
    ).one_or_none()
    return latest is not None and latest.outcome is not Outcome.WITHDRAWN


def reason_code(action: CertificateAction, due: Sequence[PatentWarning]) -> str:
    """The operator's code that fits; the first that may be given today where none does."""
    causes = {each.cause for each in due}
    wanted = "remedied" if action is _REINSTATE else "patent_standing"
    if causes == {Cause.TRANSFERRED}:
        wanted = "entitlement"
    elif causes == {Cause.STALE}:
        wanted = "other"
    codes = [each.code for each in reasons_for(action, clock.today())]
    return next((code for code in (wanted, "other", *codes) if code in codes), wanted)


def _move(warning: PatentWarning, action: WarningAction, text: str, done: Counter[str]) -> None:
    move(SYSTEM, warning, action, Words(text))
    done[action] += 1
