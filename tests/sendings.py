"""One sending for each form: who sends what to where, so that it is carried out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from factories import ApplicationFactory, UserFactory, actor
from factories.contracts import decided, recorded, typed
from sqlalchemy import select

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications.models import Application
from registry.certification import proposals
from registry.certification.models import Certificate
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction
from registry.contracts import service as contracts
from registry.extensions import db
from registry.patents.service import PatentStatement, record_patent
from registry.patents.status import PatentStatus
from registry.statistics.releases import service as releases
from registry.statistics.releases.content import ReleaseStatus
from registry.transaction import unit_of_work
from registry.watching.models import PatentWarning
from registry.watching.service import recheck

LATER = timedelta(days=45)


@dataclass(frozen=True)
class Sending:
    """``other`` is a field that makes another request of it; ``day`` the one on which it is sent."""

    user: User
    address: str
    data: dict[str, str]
    other: str = "reason"
    day: date = field(default_factory=clock.today)


def _reviewer() -> User:
    user: User = UserFactory(reviewer=True)
    return user


def _grounds(application: Application) -> dict[str, str]:
    said = {"reason_code": "other", "reason": "示例原因", "note": "示例说明"}
    return said | {"version": str(application.version)}


def _decision(action: str, reach: str, *, place: str = "/reviews") -> Callable[[], Sending]:
    def send() -> Sending:
        it = ApplicationFactory(reach=reach)
        day = clock.today() + (LATER if action == "certify" else timedelta(0))
        address = f"{place}/{it.public_id}/{action}"
        return Sending(_reviewer(), address, _grounds(it), day=day)

    return send


def _declared() -> dict[str, str]:
    return {
        "round_year": "2025",
        "product_name": "示例精密减速器",
        "class_code": "0301",
        "output_value": "12000000.00",
        "save": "1",
    }


def _new() -> Sending:
    return Sending(UserFactory(), "/applications/new", _declared(), other="product_name")


def _edit() -> Sending:
    user = UserFactory()
    it = ApplicationFactory(applicant=user)
    address, data = f"/applications/{it.public_id}/edit", _declared()
    return Sending(user, address, data | {"version": str(it.version)}, other="product_name")


def _own(action: str) -> Callable[[], Sending]:
    def send() -> Sending:
        user = UserFactory()
        it = ApplicationFactory(applicant=user)
        given = {"version": str(it.version), "reason": "示例原因"}
        return Sending(user, f"/applications/{it.public_id}/{action}", given)

    return send


def _certificate() -> Certificate:
    found = of_application(ApplicationFactory(certified=True).id)
    assert found is not None
    return found


def _change() -> Sending:
    it = _certificate()
    given = {"version": str(it.version), "reason": "示例原因", "reason_code": "other"}
    address = f"/certification/{it.number}/suspend"
    return Sending(_reviewer(), address, given, day=clock.today() + LATER)


def _reprint() -> Sending:
    address = f"/certification/papers/{_certificate().number}/reprint"
    return Sending(_reviewer(), address, {"version": "1", "reason": "示例原因"})


def _proposal() -> Sending:
    it, day = _certificate(), clock.today() + LATER
    with clock.at(day), unit_of_work():
        grounds = ("patent_standing", "示例原因", it.valid_from)
        made = proposals.propose(SYSTEM, it, CertificateAction.SUSPEND, *grounds)
    given = {"version": str(it.version), "note": "示例说明"}
    address = f"/certification/proposals/{made.id}/confirmed"
    return Sending(_reviewer(), address, given, other="note", day=day)


def _contract() -> Sending:
    return Sending(UserFactory(), "/contracts/new", typed(UserFactory()), other="record_number")


def _correct() -> Sending:
    one, other = UserFactory(), UserFactory()
    it = decided(recorded(one, typed(other)), contracts.confirm)
    given = typed(other, amount="7654321")
    return Sending(one, f"/contracts/{it.public_id}/correct", given, other="record_number")


def _withdraw_contract() -> Sending:
    user = UserFactory()
    it = recorded(user, typed(UserFactory()))
    return Sending(user, f"/contracts/{it.public_id}/withdraw", {"reason": ""})


def _decide_contract() -> Sending:
    it = recorded(UserFactory(), typed(UserFactory()))
    given = {"decision": "confirm", "version": str(it.version), "reason": ""}
    return Sending(_reviewer(), f"/contracts/{it.public_id}/decide", given)


def _release(day: date) -> dict[str, str]:
    given = {"name": "示例初步数据", "data_year": "2024", "status": "provisional"}
    return given | {"as_of": (day - timedelta(days=1)).isoformat()}


def _prepare() -> Sending:
    ApplicationFactory(registered=True)
    day, user = clock.today() + LATER, UserFactory(statistician=True)
    return Sending(user, "/statistics/releases/prepare", _release(day), other="name", day=day)


def _publish() -> Sending:
    ApplicationFactory(registered=True)
    day, one = clock.today() + LATER, actor(UserFactory(statistician=True))
    with clock.at(day), unit_of_work():
        as_of, status = day - timedelta(days=1), ReleaseStatus.PROVISIONAL
        made = releases.prepare(one, "示例初步数据", 2024, as_of, status)
        given = {"release": str(made.id)}
    user = UserFactory(statistician=True)
    return Sending(user, "/statistics/releases/publish", given, other="release", day=day)


def _warned(user: User) -> tuple[str, date]:
    """The address of a warning, with a place for the act, and the day of it."""
    it, day = ApplicationFactory(certified=True, applicant=user), clock.today() + LATER
    patent = db.session.get_one(Application, it.id).links[0].patent
    assert patent is not None
    known = ("office", "number", "kind", "title", "patentee", "filed_on", "granted_on")
    same = {name: getattr(patent, name) for name in known}
    with clock.at(day):
        with unit_of_work():
            lapsed = PatentStatus.LAPSED
            record_patent(
                SYSTEM,
                PatentStatement(
                    **same, status=lapsed, ended_on=date(2025, 3, 1), as_of=day, source="test"
                ),
            )
        recheck()
    db.session.rollback()
    (warning,) = db.session.scalars(select(PatentWarning.id))
    return f"{it.public_id}/{{}}?warning={warning}", day


def _answer() -> Sending:
    user = UserFactory()
    place, day = _warned(user)
    given = {"version": "1", "text": "示例说明", "other_patent": "", "reference": ""}
    return Sending(user, "/warnings/of/" + place.format("answer"), given, other="text", day=day)


def _dismiss() -> Sending:
    place, day = _warned(UserFactory())
    given = {"version": "1", "reason": "示例原因"}
    return Sending(_reviewer(), "/warnings/of/" + place.format("dismiss"), given, day=day)


# Endpoint → its sending.
SENDINGS: dict[str, Callable[[], Sending]] = {
    "certification.certify": _decision(
        "certify", "public_notice", place="/certification/applications"
    ),
    "certification.change": _change,
    "certification.register": _decision("register", "submitted"),
    "contracts.correct": _correct,
    "contracts.decide": _decide_contract,
    "contracts.new": _contract,
    "contracts.withdraw": _withdraw_contract,
    "desk.edit": _edit,
    "desk.new": _new,
    "desk.submit": _own("submit"),
    "desk.withdraw": _own("withdraw"),
    "papers.reprint": _reprint,
    "proposals.decide": _proposal,
    "releases.prepare": _prepare,
    "releases.publish": _publish,
    "reviews.announce": _decision("announce", "registered"),
    "reviews.refuse": _decision("refuse", "public_notice"),
    "reviews.reject": _decision("reject", "submitted"),
    "reviews.return": _decision("return", "submitted"),
    "watching.answer": _answer,
    "watching.dismiss": _dismiss,
}
