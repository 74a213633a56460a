"""Applications, looked up and listed; every list is made with a fixed number of queries."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from registry.applications.models import Application, EvaluationRecord, PatentLink
from registry.eligibility.evaluate import Evaluation
from registry.errors import NotFound
from registry.extensions import db
from registry.patents.models import Patent
from registry.patents.standing import standings
from registry.patents.telling import Shown, shown_on
from registry.permissions import Actor, Permission


def with_parts() -> Select[Application]:
    """Applications together with what a page or a paper shows of them."""
    return select(Application).options(
        joinedload(Application.product),
        joinedload(Application.enterprise),
        joinedload(Application.round),
        joinedload(Application.industry_class),
        selectinload(Application.links).joinedload(PatentLink.patent),
        selectinload(Application.all_documents),
    )


def of_product_and_round(product_id: int, round_year: int) -> Application | None:
    """The one application of a product in a round."""
    return db.session.scalars(
        select(Application).where(
            Application.product_id == product_id, Application.round_year == round_year
        )
    ).one_or_none()


def for_actor(actor: Actor, public_id: str) -> Application:
    """The application of an address, for its enterprise or for staff; NotFound for anybody else."""
    found = db.session.scalars(with_parts().where(Application.public_id == public_id)).one_or_none()
    if found is None or not may_read(actor, found):
        raise NotFound("There is no application {id}.", id=public_id)
    return found


def may_read(actor: Actor, application: Application) -> bool:
    """Whether the application is the actor's own enterprise's or the actor is staff."""
    return actor.owns(application.enterprise_id) or actor.may(Permission.READ_APPLICATIONS)


def of_enterprise(enterprise_id: int) -> Sequence[Application]:
    """An enterprise's applications, the newest round first."""
    return db.session.scalars(
        with_parts()
        .where(Application.enterprise_id == enterprise_id)
        .order_by(Application.round_year.desc(), Application.id)
    ).all()


def latest_evaluation(application_id: int) -> EvaluationRecord | None:
    """The newest stored evaluation of an application."""
    return db.session.scalars(
        select(EvaluationRecord)
        .where(EvaluationRecord.application_id == application_id)
        .order_by(EvaluationRecord.id.desc())
        .limit(1)
    ).one_or_none()


def evaluation_of(record: EvaluationRecord) -> Evaluation:
    """A stored evaluation, read back."""
    return Evaluation.from_json(record.result)


def may_read_patent(actor: Actor, patent_id: int) -> bool:
    """Whether the actor is staff, or an application of its own enterprise names the patent."""
    if actor.may(Permission.READ_APPLICATIONS) or actor.may(Permission.READ_TOTALS):
        return True
    named = (
        select(PatentLink.id)
        .join(Application, Application.id == PatentLink.application_id)
        .where(PatentLink.patent_id == patent_id)
        .where(Application.enterprise_id == actor.enterprise_id)
    )
    return bool(db.session.scalar(select(named.exists())))


def standings_shown(application: Application, day: date) -> dict[int, Shown]:
    """Patent id → its standing in short, for a day and as known on it; of all that are named."""
    ids = [link.patent_id for link in application.links if link.patent_id]
    known = standings(ids, day)
    return {patent_id: shown_on(each, day) for patent_id, each in known.items()}


def patents_in_use() -> Sequence[Patent]:
    """Every patent that an application names, each once."""
    named = select(PatentLink.patent_id)
    return db.session.scalars(select(Patent).where(Patent.id.in_(named)).order_by(Patent.id)).all()
