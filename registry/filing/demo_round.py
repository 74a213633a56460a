"""One round of the demonstration, played on its own days by its own people.

Everything goes through the services that the pages use, each act in its own unit of work.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from flask_babel import gettext
from sqlalchemy import select

from registry.applications import service as applications
from registry.applications.models import Application
from registry.applications.queries import evaluation_of, latest_evaluation
from registry.applications.workflow import Status
from registry.certification import service as certification
from registry.eligibility.catalogue import title_of
from registry.eligibility.evaluate import Evaluation
from registry.eligibility.rule import Answer, Finding, Stage
from registry.extensions import db
from registry.filing.demo_people import People
from registry.programme.models import Round
from registry.reviews import service as reviews
from registry.reviews.reasons import Grounds, ReasonCode
from registry.transaction import unit_of_work

Step = Callable[[], None]
Outcomes = Counter[str]

TWICE = "product_not_filed_twice"
_DAYS_TO_EXAMINE = 7

# In this order: what stands first is most likely the cause of what follows.
_CODES = {
    "number_well_formed": ReasonCode.PATENT_NUMBER,
    "granted_by_filing_deadline": ReasonCode.PATENT_STANDING,
    "in_force_in_data_year": ReasonCode.PATENT_STANDING,
    "status_known_and_fresh": ReasonCode.PATENT_STANDING,
    "applicant_is_entitled": ReasonCode.ENTITLEMENT,
    "at_least_one_core_patent": ReasonCode.CORE_PATENT,
    "contributions_sum_to_at_most_100": ReasonCode.CORE_PATENT,
    "declaration_complete": ReasonCode.DECLARATION,
    "declaration_coherent": ReasonCode.DECLARATION,
    "data_year_of_round": ReasonCode.DECLARATION,
    TWICE: ReasonCode.DUPLICATE,
}


def examination_day(programme_round: Round) -> date:
    """When the examiner of the demonstration sits down to the round."""
    return programme_round.filing_by + timedelta(days=_DAYS_TO_EXAMINE)


def submit_all(people: People, year: int, step: Step) -> Outcomes:
    """Every enterprise hands in what it has drafted."""
    done: Outcomes = Counter()
    for application_id in _in_status(year, Status.DRAFT):
        with unit_of_work():
            application = db.session.get_one(Application, application_id)
            applications.submit(people.applicant(application.enterprise), application)
        done["submitted"] += 1
        step()
    return done


def examine_all(people: People, year: int, step: Step) -> Outcomes:
    """The examiner registers what meets every rule, returns what does not, and rejects what was
    filed twice: of two the later one, so that the earlier can stand."""
    done: Outcomes = Counter()
    for application_id in reversed(_in_status(year, Status.SUBMITTED)):
        with unit_of_work():
            done["rejected"] += _reject_if_twice(people, application_id)
    for application_id in _in_status(year, Status.SUBMITTED):
        with unit_of_work():
            done[_examine(people, application_id)] += 1
        step()
    return done


def _reject_if_twice(people: People, application_id: int) -> bool:
    application = db.session.get_one(Application, application_id)
    if not _finding_against(TWICE, _latest(application)):
        return False
    # The rules are run again, for the other of the two may be rejected by now.
    evaluation = evaluation_of(applications.assess(application))
    against = _finding_against(TWICE, evaluation)
    if not against:
        return False
    reviews.reject(people.examiner, application, _grounds(against))
    return True


def _examine(people: People, application_id: int) -> str:
    application = db.session.get_one(Application, application_id)
    evaluation = _latest(application)
    if evaluation.answer(Stage.REGISTRATION) is Answer.MET:
        certification.register(people.examiner, application, Grounds())
        return "registered"
    reviews.return_(people.examiner, application, _grounds(_open(evaluation, Stage.REGISTRATION)))
    return "returned"


def announce_all(people: People, year: int, step: Step) -> Outcomes:
    """What reaches the benchmarks goes under public notice, what misses one is refused; where the
    operator has set none, it waits."""
    done: Outcomes = Counter()
    for application_id in _in_status(year, Status.REGISTERED):
        application = db.session.get_one(Application, application_id)
        if application.seeks_certification and application.refused_on is None:
            with unit_of_work():
                done[_announce(people, application_id)] += 1
        step()
    return done


def _announce(people: People, application_id: int) -> str:
    application = db.session.get_one(Application, application_id)
    evaluation = applications.precheck(application)
    answer = evaluation.answer(Stage.CERTIFICATION)
    if answer is Answer.MET:
        reviews.announce(people.examiner, application, Grounds())
        return "announced"
    if answer is Answer.UNDETERMINED:
        return "waiting"
    missed = _open(evaluation, Stage.CERTIFICATION) or _open(evaluation, Stage.REGISTRATION)
    reviews.refuse(people.certifier, application, _grounds(missed))
    return "refused"


def notice_ends(year: int) -> date | None:
    """The last day of the round's public notices; None when there is none."""
    days = db.session.scalars(
        select(Application.notice_until)
        .where(Application.round_year == year, Application.status == Status.PUBLIC_NOTICE)
        .order_by(Application.notice_until.desc())
    )
    return days.first()


def certify_all(people: People, year: int, step: Step) -> Outcomes:
    """The second person certifies; the paper of each is made after its commit."""
    done: Outcomes = Counter()
    for application_id in _in_status(year, Status.PUBLIC_NOTICE):
        with unit_of_work():
            application = db.session.get_one(Application, application_id)
            certification.certify(people.certifier, application, Grounds())
        done["certified"] += 1
        step()
    return done


def count_in_status(year: int, status: Status) -> int:
    """How many applications of a round are in a status."""
    return len(_in_status(year, status))


def _in_status(year: int, status: Status) -> Sequence[int]:
    return db.session.scalars(
        select(Application.id)
        .where(Application.round_year == year, Application.status == status)
        .order_by(Application.id)
    ).all()


def _latest(application: Application) -> Evaluation:
    record = latest_evaluation(application.id)
    if record is None:
        raise LookupError(f"application {application.id} was submitted without an evaluation")
    return evaluation_of(record)


def _open(evaluation: Evaluation, stage: Stage) -> list[Finding]:
    return [f for f in evaluation.of(stage) if f.answer is not Answer.MET]


def _finding_against(rule: str, evaluation: Evaluation) -> list[Finding]:
    return [f for f in evaluation.findings if f.rule == rule and f.answer is Answer.NOT_MET]


def _grounds(findings: Iterable[Finding]) -> Grounds:
    """The findings as the reason that the applicant reads."""
    listed = sorted(findings, key=_place)
    first = listed[0]
    otherwise = ReasonCode.BENCHMARK if first.stage is Stage.CERTIFICATION else ReasonCode.OTHER
    code = _CODES.get(first.rule, otherwise)
    lines = [
        gettext("%(rule)s: %(finding)s", rule=gettext(title_of(f.rule)), finding=f.text(gettext))
        for f in listed
    ]
    return Grounds(code, reason="\n".join(dict.fromkeys(lines)))


def _place(finding: Finding) -> int:
    rules = list(_CODES)
    return rules.index(finding.rule) if finding.rule in _CODES else len(rules)
