"""A registry in which everything has happened once: what the independent check is tried on."""

from dataclasses import replace
from datetime import date, timedelta

from acts import CERTIFICATE_ACTS
from factories import ApplicationFactory, EnterpriseFactory, UserFactory, actor
from factories.applications import GROUNDS, application_input, two_core_patents
from factories.documents import document_of
from factories.contracts import decided, recorded, typed
from papers import papers_of

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications import service as applications
from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application
from registry.applications.objections import AnswerKind, Ground
from registry.certification import proposals
from registry.certification import service as certification
from registry.certification.models import Certificate, Paper
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction
from registry.contracts import service as contracts
from registry.corrections import service as corrections
from registry.documents import service as documents
from registry.enterprises.models import Size
from registry.enterprises.service import record_enterprise
from registry.extensions import db
from registry.objections import service as objections
from registry.objections.reading import ObjectionInput
from registry.patents.event_codes import Effect
from registry.patents.events import LegalEvent
from registry.patents.number_types import Form, Kind, PatentNumber
from registry.patents.service import PatentStatement, record, record_patent
from registry.patents.sources import Fetch, Record
from registry.patents.status import PatentStatus
from registry.programme.setting import TargetInput, set_target
from registry.reviews import assignments
from registry.reviews import service as reviews
from registry.reviews.delegations import delegate, end, own_delegations
from registry.reviews.notes import add_note
from registry.statistics.releases import service as releases
from registry.statistics.releases.content import ReleaseStatus
from registry.statistics.releases.queries import of_id
from registry.transaction import unit_of_work
from registry.watching.acting import act_on
from registry.watching.looking import limits_by_round

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
    _tell_of_a_lapse()
    for acts in ((), ("suspend",), ("suspend", "reinstate"), ("suspend", "revoke"), ("revoke",)):
        _certified(people, acts)
    _printed_again(people)
    _proposed(people)
    _warned(people)
    _contracts()
    _released()
    _set_by_the_operator()
    _at_the_desk()
    _objections()
    _figures_corrected()
    _documented()


def _set_by_the_operator() -> None:
    """A target that was set, and set again."""
    by = actor(UserFactory(operator=True))
    for seen, value in enumerate((1_00, 2_00)):
        with unit_of_work():
            set_target(by, TargetInput("contract_value", "370000", 2031, value, "示例方案"), seen)


def _objections() -> None:
    """One that is open, one upheld, and one dismissed before the certification."""
    one, other = (actor(UserFactory(reviewer=True)) for _ in range(2))
    dismissed = ApplicationFactory(under_notice=True)
    standing = ApplicationFactory(under_notice=True)
    for it, kind in (
        (standing, None),
        (standing, AnswerKind.UPHELD),
        (dismissed, AnswerKind.DISMISSED),
    ):
        text = kind.value if kind else "open"
        given = ObjectionInput("示例异议人", "示例电话", Ground.PRODUCT, text, clock.today())
        with unit_of_work():
            found = db.session.get_one(Application, it.id)
            kept = objections.record(one, found, given)
            if kind is not None:
                objections.answer(other, kept, kind, "示例理由")
    with clock.at(clock.today() + AFTERWARDS), unit_of_work():
        certification.certify(other, db.session.get_one(Application, dismissed.id), GROUNDS)


def _figures_corrected() -> None:
    """Figures that count: a correction that was refused, one accepted, one that waits."""
    applicant = UserFactory()
    it = ApplicationFactory(registered=True, applicant=applicant)
    for fen, decide in ((1_00, corrections.refuse), (2_00, corrections.accept), (3_00, None)):
        amounts = dict.fromkeys(AMOUNTS, fen)
        with unit_of_work():
            found = db.session.get_one(Application, it.id)
            asked = corrections.ask(actor(applicant), found, amounts, "示例理由")
            if decide is not None:
                decide(actor(UserFactory(reviewer=True)), asked, "示例理由")


def _at_the_desk() -> None:
    """An application that was taken, given on and put back, another one taken; a note."""
    one, other = (UserFactory(reviewer=True) for _ in range(2))
    given, taken = (ApplicationFactory(submitted=True) for _ in range(2))
    steps = (
        lambda: assignments.take(actor(one), db.session.get_one(Application, given.id), 0),
        lambda: assignments.give(
            actor(one), db.session.get_one(Application, given.id), other.email, 1
        ),
        lambda: assignments.put_back(actor(other), db.session.get_one(Application, given.id), 2),
        lambda: assignments.take(actor(one), db.session.get_one(Application, taken.id), 0),
        lambda: delegate(actor(one), other.email, clock.today(), clock.today()),
        lambda: end(actor(one), own_delegations(actor(one), clock.today())[0].id),
        lambda: delegate(actor(one), other.email, clock.today(), clock.today()),
        lambda: add_note(actor(one), db.session.get_one(Application, taken.id), "示例备注"),
    )
    for step in steps:
        with unit_of_work():
            step()


def _printed_again(people: dict[str, User]) -> None:
    """A certificate and a notice, each with a second print."""
    it = ApplicationFactory(certified=True, **people)
    for paper in papers_of(it):
        with unit_of_work():
            found = db.session.get_one(Paper, paper.id)
            certification.reprint(actor(people["examiner"]), found, "示例:文件损坏")


def _proposed(people: dict[str, User]) -> None:
    """Proposals that are open, declined, and taken back; those that were confirmed are above."""
    certificate = of_application(ApplicationFactory(certified=True, **people).id)
    assert certificate is not None
    one, other = actor(people["examiner"]), actor(people["certifier"])
    suspend, _, revoke = CertificateAction
    with clock.at(clock.today() + AFTERWARDS):
        for act in (
            lambda each: proposals.decline(other, each, "证据不足"),
            lambda each: proposals.withdraw(one, each),
            None,
        ):
            with unit_of_work():
                found = db.session.get_one(Certificate, certificate.id)
                day = found.valid_from
                each = proposals.propose(one, found, revoke, "other", "示例原因", day)
                if act is not None:
                    act(each)
        with unit_of_work():
            found = db.session.get_one(Certificate, certificate.id)
            proposals.propose(SYSTEM, found, suspend, "patent_standing", "示例原因", day)


def _warned(people: dict[str, User]) -> None:
    """A certificate one of whose patents has lapsed: warned of, and its suspension proposed."""
    it = ApplicationFactory(certified=True, **people)
    for days, status in ((40, PatentStatus.LAPSED), (80, None)):
        with clock.at(clock.today() + timedelta(days=days)):
            with unit_of_work():
                if status is not None:
                    patent = db.session.get_one(Application, it.id).links[0].patent
                    known = ("number", "kind", "title", "patentee", "filed_on", "granted_on")
                    same = {name: getattr(patent, name) for name in known}
                    lapsed = _statement("一种装置", clock.today())
                    record_patent(SYSTEM, replace(lapsed, **same, status=status))
            with unit_of_work():
                act_on(it.id, clock.today(), limits_by_round(clock.today()))


def _contracts() -> None:
    """Contracts that wait, count, were matched, refused, replaced and cancelled."""
    one, other = UserFactory(), UserFactory()
    first = decided(recorded(one, typed(other)), contracts.confirm)
    code = one.enterprise.credit_code
    again = recorded(other, typed(other, side="grantee", others=code))
    decided(again, contracts.match)
    decided(recorded(one, typed(other, amount="1")), contracts.refuse, "示例:金额不符")
    decided(recorded(one, typed(other, amount="2"), replaces=first), contracts.confirm)
    ended = decided(recorded(one, typed(other, amount="3")), contracts.confirm)
    decided(ended, contracts.cancel, "示例:合同解除")
    recorded(one, typed(other, amount="4"))


def _released() -> None:
    """One release that is out, and one that waits."""
    one, other = (actor(UserFactory(statistician=True)) for _ in range(2))
    day = clock.today() + timedelta(days=120)
    for status in ReleaseStatus.PROVISIONAL, ReleaseStatus.FINAL:
        with clock.at(day):
            with unit_of_work():
                as_of = day - timedelta(days=1)
                key = releases.prepare(one, "示例发布", 2024, as_of, status).id
            if status is ReleaseStatus.PROVISIONAL:
                with unit_of_work():
                    releases.publish(other, of_id(key))


def _documented() -> None:
    """An application with a document that was handed in, and one that was removed before."""
    applicant = UserFactory()
    it = ApplicationFactory(applicant=applicant)
    for content in (b"%PDF-1", b"%PDF-2"):
        document_of(it, applicant, content)
    with unit_of_work():
        found = db.session.get_one(Application, it.id)
        documents.remove(actor(applicant), found, found.documents[0], found.version)
        applications.submit(actor(applicant), found)


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
        links = two_core_patents(applicant)
        given = application_input(model="SL-200", output_value=9_000_000_00, links=links)
        applications.save(actor(applicant), found, given, found.version)
        applications.submit(actor(applicant), found)
        certification.register(actor(people["examiner"]), found, GROUNDS)


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


def _tell_of_a_lapse() -> None:
    """A file told that the patent had lapsed a year before."""
    stated = _statement("一种设备", date(2025, 2, 1))
    lapse = LegalEvent(
        effect=Effect.LAPSED,
        announced_on=date(2025, 2, 11),
        effective_on=date(2024, 10, 23),
        known_on=clock.today(),
        source="示例公报",
        code="CF01",
    )
    number = PatentNumber(
        stated.number, stated.office, Form.APPLICATION, Kind.INVENTION, stated.number
    )
    fetch = Fetch("示例公报", clock.now(), "0" * 64, "示例.xml")
    with unit_of_work():
        record(SYSTEM, Record(fetch, "1", number, as_of=date(2025, 8, 1), events=(lapse,)))


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
