"""What an applicant does, and the one function that moves an application's status."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import update

from registry import audit, clock
from registry.applications import ledger
from registry.applications.conditions import CONDITIONS, Attempt
from registry.applications.facts import gather
from registry.applications.models import Application, Basis, EvaluationRecord, PatentLink
from registry.applications.queries import of_product_and_round
from registry.applications.telling import tell_enterprise
from registry.applications.workflow import EDITABLE, REGISTERED, TRANSITIONS, Action
from registry.codes.industries import check_industry
from registry.eligibility.evaluate import Evaluation, evaluate
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.patents.numbers import PatentNumber, parse
from registry.patents.queries import by_number
from registry.permissions import Actor, Permission, check
from registry.products.models import Product
from registry.products.service import find_or_begin

Change = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class LinkInput:
    """A patent as the enterprise names it; ``contribution`` in hundredths of a percent."""

    typed: str
    core: bool
    basis: Basis | None
    contribution: int | None


@dataclass(frozen=True, slots=True)
class ApplicationInput:
    """What the enterprise declares of one product for one round; money in fen."""

    product_name: str
    model: str
    class_code: str
    seeks_certification: bool
    shows_output_value: bool
    output_value: int | None
    sales_revenue: int | None
    export_value: int | None
    profit: int | None
    links: tuple[LinkInput, ...] = field(default=())
    industry_code: str | None = None


def begin(actor: Actor, round_year: int, given: ApplicationInput) -> Application:
    """A new draft; Conflict when the product has an application in the round already."""
    check(actor, Permission.APPLY)
    if actor.enterprise_id is None:
        raise Refused("This account applies for no enterprise.")
    product = _product_to_file(actor.enterprise_id, given.product_name, round_year)
    application = Application(
        product_id=product.id,
        product=product,
        enterprise_id=actor.enterprise_id,
        round_year=round_year,
    )
    _fill_in(application, given, round_year - 1)
    db.session.add(application)
    db.session.flush()
    audit.record(actor, "begin", "application", application.id, round=round_year)
    return application


def save(actor: Actor, application: Application, given: ApplicationInput, version: int) -> None:
    """Change a draft or a returned application, as the person saw it: see ``claim``."""
    claim(actor, application, version)
    # Old links go first: their positions and patents may be those of the new ones.
    application.links.clear()
    db.session.flush()
    if given.product_name != application.product.name:
        application.product = _product_to_file(
            application.enterprise_id, given.product_name, application.round_year
        )
    _fill_in(application, given, application.round_year - 1)
    db.session.flush()
    audit.record(actor, "save", "application", application.id, version=application.version)


def add_links(
    actor: Actor, application: Application, links: Sequence[LinkInput], version: int
) -> None:
    """Add patents to a draft or a returned application, behind those that it names already."""
    claim(actor, application, version)
    first = len(application.links) + 1
    made = [_link(place, link) for place, link in enumerate(links, start=first)]
    problems = _repeated([*application.links, *made])
    if problems:
        raise BadInput(problems)
    application.links.extend(made)
    db.session.flush()
    audit.record(actor, "save", "application", application.id, version=application.version)


def claim(actor: Actor, application: Application, version: int) -> None:
    """Begin to change a draft or a returned application: it has its next version from now on.

    ``version`` is the one that the person saw: Conflict when somebody else was faster. Refused for
    whoever is not of its enterprise.
    """
    check(actor, Permission.APPLY)
    if not actor.owns(application.enterprise_id):
        raise Refused("Only the applicant's own enterprise may do this.")
    if application.status not in EDITABLE:
        raise Conflict(
            "An application that is {status} cannot be changed.", status=application.status
        )
    _take_version(application, version, {})


def _product_to_file(enterprise_id: int, name: str, round_year: int) -> Product:
    product = find_or_begin(enterprise_id, name)
    if of_product_and_round(product.id, round_year) is not None:
        raise Conflict(
            "“{product}” has an application in round {year} already.",
            product=name,
            year=round_year,
        )
    return product


def _fill_in(application: Application, given: ApplicationInput, data_year: int) -> None:
    """BadInput for an industry that is not in GB/T 4754, and for a patent that is listed twice."""
    application.model = given.model
    application.class_code = given.class_code
    application.industry_code = given.industry_code
    application.seeks_certification = given.seeks_certification
    application.shows_output_value = given.shows_output_value
    application.output_value = given.output_value
    application.sales_revenue = given.sales_revenue
    application.export_value = given.export_value
    application.profit = given.profit
    application.links = [_link(place, link) for place, link in enumerate(given.links, start=1)]
    problems = check_industry(given.industry_code, data_year) + _repeated(application.links)
    if problems:
        raise BadInput(problems)


def _repeated(links: list[PatentLink]) -> list[FieldProblem]:
    first: dict[int, int] = {}
    return [
        FieldProblem(
            f"links-{link.position - 1}-typed",
            link.typed,
            "This patent is listed twice: as number {first} and as number {second}.",
            "List each patent once.",
            {"first": str(first[link.patent_id]), "second": str(link.position)},
        )
        for link in links
        if link.patent_id and first.setdefault(link.patent_id, link.position) != link.position
    ]


def _link(position: int, given: LinkInput) -> PatentLink:
    number = parse(given.typed)
    known = by_number(number.office, number.canonical) if isinstance(number, PatentNumber) else None
    return PatentLink(
        position=position,
        typed=given.typed,
        patent_id=known.id if known else None,
        core=given.core,
        basis=given.basis,
        contribution=given.contribution,
    )


def precheck(application: Application) -> Evaluation:
    """The findings as they would be now; nothing is stored."""
    return evaluate(gather(application))


def assess(application: Application) -> EvaluationRecord:
    """Run the rules over the facts of now and keep both for ever."""
    facts = gather(application)
    record = EvaluationRecord(
        application_id=application.id,
        at=clock.now(),
        rule_set="",
        facts=facts.to_json(),
        facts_sha256=facts.sha256(),
        result={},
    )
    evaluation = evaluate(facts)
    record.rule_set, record.result = evaluation.rule_set, evaluation.to_json()
    db.session.add(record)
    db.session.flush()
    return record


def submit(
    actor: Actor, application: Application, confirmed: Sequence[str] = ()
) -> EvaluationRecord:
    """Hand the application in; the rules run over what it says on this day.

    ``confirmed`` names the amounts that were confirmed as unchanged: the trail keeps them.
    """
    attempt = Attempt(application, actor, confirmed=tuple(confirmed))
    move(attempt, Action.SUBMIT, submitted_at=clock.now())
    tell_enterprise(application, "application.submit")
    return assess(application)


def withdraw(actor: Actor, application: Application, reason: str = "") -> None:
    """Take the application back; what it counted it counts no longer."""
    counted = application.status in REGISTERED
    move(Attempt(application, actor, reason=reason), Action.WITHDRAW)
    if counted:
        ledger.take_back(application, ledger.Stage.REGISTERED, "withdraw", clock.today())
    tell_enterprise(application, "application.withdraw", reason, actor=actor.name)


def move(attempt: Attempt, action: Action, **changes: Change) -> None:
    """Make one move of the workflow table; the only place where a status changes.

    Permission, status and conditions are checked, the row is changed only if nobody changed it
    meanwhile, and the trail is written in the same transaction. Raises Refused, Conflict, BadInput.
    """
    transition, application = TRANSITIONS[action], attempt.application
    check(attempt.actor, transition.permission)
    if application.status not in transition.sources:
        raise Conflict(
            "An application that is {status} cannot be changed by “{action}”.",
            status=application.status.value,
            action=action.value,
        )
    for condition in transition.conditions:
        CONDITIONS[condition](attempt)
    before = application.status
    _take_version(application, application.version, changes | {"status": transition.target})
    audit.record(
        attempt.actor,
        action.value,
        "application",
        application.id,
        before=before.value,
        after=transition.target.value,
        reason=attempt.reason,
        **({"confirmed": list(attempt.confirmed)} if attempt.confirmed else {}),
    )


def _take_version(application: Application, version: int, changes: dict[str, Change]) -> None:
    taken = db.session.execute(
        update(Application)
        .where(Application.id == application.id)
        .where(Application.status == application.status, Application.version == version)
        .values(version=version + 1, **changes)
        .returning(Application.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if taken is None:
        raise Conflict("Somebody else has changed this application meanwhile; look at it again.")
    db.session.refresh(application)
