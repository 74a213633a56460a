"""What becomes known of a patent, told in the ways in which it becomes known; and passes."""

from datetime import date
from hashlib import sha256
from typing import Any

from factories import ApplicationFactory, PatentFactory, UserFactory, actor
from factories.applications import application_input
from sqlalchemy import select

from registry import clock
from registry.accounts.models import User
from registry.accounts.service import SYSTEM
from registry.applications.models import Application, Basis
from registry.applications.service import ApplicationInput, LinkInput
from registry.audit import AuditEntry
from registry.certification import proposals
from registry.certification.models import Certificate, Proposal
from registry.certification.queries import of_application
from registry.extensions import db
from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.models import LegalEventRow, Patent, PatentFetch
from registry.patents.service import PatentStatement, record_patent
from registry.patents.status import PatentStatus
from registry.transaction import unit_of_work
from registry.watching import answers
from registry.watching.answers import Answer
from registry.watching.models import PatentWarning
from registry.watching.service import Recheck, recheck

LATER = date(2025, 10, 15)
"""A month after the certificate; statuses of mid August are still recent."""
AFTER_THE_ANSWER = date(2025, 11, 20)
"""The thirty days for the answer to a warning of LATER are over."""
IN_FORCE, LAPSED = PatentStatus.IN_FORCE, PatentStatus.LAPSED


def certified(**wanted: Any) -> Application:
    """A certified application that rests on two core patents, of which the rules need both: each
    alone does not carry the EXAMPLE benchmark."""
    return ApplicationFactory(certified=True, **wanted)


def patents_of(application: Application) -> list[Patent]:
    """The patents that it rests on, in their order."""
    found = db.session.get_one(Application, application.id)
    return [link.patent for link in found.links if link.patent is not None]


def tell(
    patent: Patent,
    status: PatentStatus,
    *,
    on: date,
    ended_on: date | None = None,
    as_of: date | None = None,
    patentee: str | None = None,
) -> None:
    """A source states a status, and the registry learns of it on a day."""
    with clock.at(on), unit_of_work():
        found = db.session.get_one(Patent, patent.id)
        record_patent(
            SYSTEM,
            PatentStatement(
                office=found.office,
                number=found.number,
                kind=found.kind,
                title=found.title,
                patentee=found.patentee if patentee is None else patentee,
                filed_on=found.filed_on,
                granted_on=found.granted_on,
                status=status,
                ended_on=ended_on,
                as_of=as_of or on,
                source="test",
            ),
        )


def pass_on(day: date, *, whole: bool = False) -> Recheck:
    """The pass of a day."""
    with clock.at(day):
        return recheck(whole=whole)


def warnings(application: Application | None = None) -> list[PatentWarning]:
    """All warnings, or those about one application, in their order."""
    db.session.rollback()
    asked = select(PatentWarning).order_by(PatentWarning.id)
    if application is not None:
        asked = asked.where(PatentWarning.application_id == application.id)
    return list(db.session.scalars(asked))


def the_warning(application: Application) -> PatentWarning:
    """The only warning about an application."""
    (found,) = warnings(application)
    return found


def the_certificate(application: Application) -> Certificate:
    """The certificate of an application, as it is now."""
    db.session.rollback()
    found = of_application(application.id)
    assert found is not None
    return found


def open_proposals(application: Application) -> list[Proposal]:
    """What is proposed for its certificate and waits."""
    return list(proposals.open_proposals(the_certificate(application)))


def decide(application: Application, word: str, *, on: date) -> None:
    """A reviewer confirms or declines the one open proposal."""
    reviewer = actor(UserFactory(reviewer=True))
    with clock.at(on), unit_of_work():
        (proposal,) = open_proposals_now(application)
        if word == "confirm":
            proposals.confirm(reviewer, proposal)
        else:
            proposals.decline(reviewer, proposal, "示例说明")


def open_proposals_now(application: Application) -> list[Proposal]:
    """The same within a unit of work."""
    found = of_application(application.id)
    assert found is not None
    return list(proposals.open_proposals(found))


def answer_it(applicant: User, warning: PatentWarning, *, on: date, **given: Any) -> None:
    """The enterprise answers."""
    with clock.at(on), unit_of_work():
        found = db.session.get_one(PatentWarning, warning.id)
        answers.answer(actor(applicant), found, Answer(**({"text": "已补缴年费"} | given)))


def resting_on(applicant: User, count: int, name: str = "减速器") -> ApplicationInput:
    """What is declared of a product that rests on so many core patents of the applicant; the
    EXAMPLE benchmark asks for two."""
    assert applicant.enterprise is not None
    patents = [PatentFactory(patentee=applicant.enterprise.name) for _ in range(count)]
    part = 9000 // count
    links = tuple(LinkInput(f"ZL{p.number}", True, Basis.PATENTEE, part) for p in patents)
    return application_input(product_name=f"示例{name}", model=name, links=links)


def tell_event(patent: Patent, effect: Effect, *, on: date, **more: Any) -> None:
    """A source tells of a legal event, and the registry learns of it on a day."""
    content = sha256(repr((patent.id, effect, on, sorted(more.items()))).encode()).hexdigest()
    told: dict[str, Any] = {
        "code": "", "action": Action.UNCLEAR, "announced_on": on, "effective_on": None,
        "holder": "", "reference": "", "days": 0,
    }  # fmt: skip
    with clock.at(on), unit_of_work():
        if db.session.scalar(select(LegalEventRow.id).where(LegalEventRow.content == content)):
            return
        fetch = PatentFetch(source="test", document=f"{on}", sha256=content, fetched_at=clock.now())
        db.session.add(fetch)
        db.session.flush()
        row = LegalEventRow(
            patent_id=patent.id,
            fetch_id=fetch.id,
            effect=effect,
            known_on=on,
            recorded_at=clock.now(),
            content=content,
            **(told | more),
        )
        db.session.add(row)


def rest_of_trail() -> list[tuple[str, str]]:
    """Actor and verb of everything that stands in the trail about warnings, in its order."""
    rows = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == "patent_warning")
        .order_by(AuditEntry.id)
    )
    return [(each.actor_name, each.verb) for each in rows]
