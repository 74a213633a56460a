"""Every act on an application and on a certificate, by its name in the workflow tables."""

from collections.abc import Callable
from datetime import date, timedelta

from factories import UserFactory, actor
from factories.accounts import role_row
from factories.applications import GROUNDS

from registry import clock
from registry.applications import service as applications
from registry.applications.models import Application
from registry.applications.workflow import Action
from registry.certification import proposals
from registry.certification import service as certification
from registry.certification.models import Certificate
from registry.certification.workflow import CertificateAction
from registry.permissions import ANONYMOUS, Actor, Role
from registry.reviews import service as reviews

ACTS: dict[Action, Callable[[Actor, Application], object]] = {
    Action.SUBMIT: applications.submit,
    Action.WITHDRAW: applications.withdraw,
    Action.RETURN: lambda who, what: reviews.return_(who, what, GROUNDS),
    Action.REGISTER: lambda who, what: certification.register(who, what, GROUNDS),
    Action.REJECT: lambda who, what: reviews.reject(who, what, GROUNDS),
    Action.ANNOUNCE: lambda who, what: reviews.announce(who, what, GROUNDS),
    Action.CERTIFY: lambda who, what: certification.certify(who, what, GROUNDS),
    Action.REFUSE: lambda who, what: reviews.refuse(who, what, GROUNDS),
}
CERTIFICATE_ACTS: dict[CertificateAction, Callable[[Actor, Certificate], object]] = {
    CertificateAction.SUSPEND: lambda who, what: certification.suspend(who, what, "示例原因"),
    CertificateAction.REINSTATE: lambda who, what: certification.reinstate(who, what, "示例原因"),
    CertificateAction.REVOKE: lambda who, what: revoke(who, what, "示例原因", what.valid_from),
}


def revoke(
    who: Actor, certificate: Certificate, reason: str, effective_on: date, code: str = "other"
) -> None:
    """Proposed by a reviewer of their own, confirmed by who acts."""
    proposer = actor(UserFactory(reviewer=True))
    action = CertificateAction.REVOKE
    proposal = proposals.propose(proposer, certificate, action, code, reason, effective_on)
    proposals.confirm(who, proposal)


class People:
    """Everybody who may be asked to act on one application."""

    def __init__(self) -> None:
        self.applicant = UserFactory()
        self.examiner = UserFactory(reviewer=True)
        # One person with both roles: the reviewer whose own enterprise applies.
        self.insider = UserFactory(
            enterprise=self.applicant.enterprise,
            roles=[role_row(Role.APPLICANT), role_row(Role.REVIEWER)],
        )
        self.by_name: dict[str, Actor] = {
            "the applicant": actor(self.applicant),
            "an applicant of another enterprise": actor(UserFactory()),
            "the examiner": actor(self.examiner),
            "another reviewer": actor(UserFactory(reviewer=True)),
            "a reviewer of the applying enterprise": actor(self.insider),
            "a statistician": actor(UserFactory(statistician=True)),
            "an operator": actor(UserFactory(operator=True)),
            "nobody": ANONYMOUS,
        }


def notice_is_over(application: Application) -> timedelta:
    """How long after today an application under notice can be certified."""
    last_day = application.notice_until
    return timedelta(0) if last_day is None else last_day - clock.today() + timedelta(days=1)
