"""A registry in which everything has happened once: what the independent check is tried on."""

from datetime import date, timedelta

from acts import CERTIFICATE_ACTS
from factories import ApplicationFactory, EnterpriseFactory, UserFactory, actor
from factories.applications import GROUNDS, application_input

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications import service as applications
from registry.applications.models import Application
from registry.certification.models import Certificate
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction
from registry.enterprises.models import Size
from registry.enterprises.service import record_enterprise
from registry.extensions import db
from registry.patents.service import PatentStatement, record_patent
from registry.patents.status import PatentStatus
from registry.reviews import service as reviews
from registry.transaction import unit_of_work

AFTERWARDS = timedelta(days=30)


def play() -> None:
    """Applications at every place of the workflow, and certificates that led every life."""
    examiner, certifier = UserFactory(reviewer=True), UserFactory(reviewer=True)
    people = {"examiner": examiner, "certifier": certifier}
    for reach in ("draft", "submitted", "returned", "rejected", "withdrawn", "registered"):
        ApplicationFactory(reach=reach, **people)
    ApplicationFactory(under_notice=True, **people)
    _registered_and_withdrawn(people)
    _corrected(people)
    _refused(people)
    _record_twice()
    for acts in ((), ("suspend",), ("suspend", "reinstate"), ("suspend", "revoke"), ("revoke",)):
        _certified(people, acts)


def _certified(people: dict[str, User], acts: tuple[str, ...]) -> None:
    hidden = application_input(shows_output_value=False)
    wanted = {"given": hidden} if acts == ("suspend",) else {}
    certificate = of_application(ApplicationFactory(certified=True, **people, **wanted).id)
    assert certificate is not None
    with clock.at(clock.today() + AFTERWARDS):
        for act in acts:
            with unit_of_work():
                found = db.session.get_one(Certificate, certificate.id)
                CERTIFICATE_ACTS[CertificateAction(act)](actor(people["certifier"]), found)


def _registered_and_withdrawn(people: dict[str, User]) -> None:
    applicant = UserFactory()
    it = ApplicationFactory(registered=True, applicant=applicant, **people)
    with unit_of_work():
        applications.withdraw(actor(applicant), db.session.get_one(Application, it.id), "示例原因")


def _corrected(people: dict[str, User]) -> None:
    applicant = UserFactory()
    it = ApplicationFactory(returned=True, applicant=applicant, **people)
    with unit_of_work():
        found = db.session.get_one(Application, it.id)
        given = application_input(model="SL-200", output_value=9_000_000_00)
        applications.save(actor(applicant), found, given, found.version)
        applications.submit(actor(applicant), found)
        reviews.register(actor(people["examiner"]), found, GROUNDS)


def _refused(people: dict[str, User]) -> None:
    it = ApplicationFactory(under_notice=True, **people)
    with unit_of_work():
        found = db.session.get_one(Application, it.id)
        reviews.refuse(actor(people["certifier"]), found, GROUNDS)


def _record_twice() -> None:
    """An enterprise and a patent that a source described and later described otherwise."""
    code = EnterpriseFactory.build().credit_code
    with unit_of_work():
        for name in ("示例甲有限公司", "示例乙有限公司"):
            record_enterprise(
                SYSTEM, credit_code=code, name=name, region_code="370200", size=Size.LARGE
            )
        for title, as_of in (("一种装置", date(2025, 1, 1)), ("一种设备", date(2025, 2, 1))):
            record_patent(SYSTEM, _statement(title, as_of))


def _statement(title: str, as_of: date) -> PatentStatement:
    return PatentStatement(
        office="CN",
        number="201811234567.8",
        kind="invention",
        title=title,
        patentee="示例甲有限公司",
        filed_on=date(2018, 10, 23),
        granted_on=date(2020, 6, 2),
        status=PatentStatus.IN_FORCE,
        ended_on=None,
        as_of=as_of,
        source="示例来源",
    )
