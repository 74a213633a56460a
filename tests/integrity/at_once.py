"""Two who want the opposite at the same moment, and many who decide on the same applications.

Papers are left to be made later by whoever calls. Each duel makes what is fought over, lets both
act at once, each over a connection of their own, and gives what is wrong afterwards; nothing, when
one was first and the other was told so.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from application_form import filled_in
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import GROUNDS, application_input
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from together import processes, threads

from registry import clock
from registry.accounts.models import User
from registry.applications import service as applications
from registry.applications.models import Application
from registry.applications.objections import Ground, Objection
from registry.applications.workflow import Status
from registry.certification import proposals
from registry.certification import service as certification
from registry.certification.workflow import CertificateAction
from registry.errors import Conflict, NotFound
from registry.extensions import db
from registry.objections import service as objections
from registry.objections.reading import ObjectionInput
from registry.permissions import Actor
from registry.programme.models import Round, Setting
from registry.programme.setting import RoundInput, contents_of, newest_version, set_round
from registry.reviews import assignments
from registry.reviews import service as reviews
from registry.transaction import unit_of_work

LATER = timedelta(days=30)
REVOKE = CertificateAction.REVOKE
LOOKS = 12
SignIn = Callable[[User], FlaskClient]
Act = Callable[[], object]


def both(app: Flask, one: Act, other: Act) -> list[str]:
    """“done” or “told”, for each of the two acts at one moment."""

    def act(worker: int) -> str:
        return done_or_told((one, other)[worker])

    found = threads(app, 2, act)
    db.session.rollback()
    return found


def done_or_told(act: Act) -> str:
    try:
        with unit_of_work():
            act()
    except (Conflict, NotFound):
        return "told"
    return "done"


def one_of(found: list[str]) -> list[str]:
    """The fault where not exactly one of the two acted."""
    return [] if sorted(found) == ["done", "told"] else [f"both were {found}"]


def found_again(it: Application) -> Callable[[], Application]:
    key = it.id
    return lambda: db.session.get_one(Application, key)


def two_browsers_edit_one_draft(app: Flask, sign_in: SignIn) -> list[str]:
    """The second to save is told, and overwrites nothing."""
    applicant = UserFactory()
    it = ApplicationFactory(applicant=applicant)
    browsers = [sign_in(applicant) for _ in range(2)]
    data = filled_in(applicant.enterprise, version=str(it.version))
    address, key, seen = f"/applications/{it.public_id}/edit", it.id, it.version

    def save(worker: int) -> int:
        return browsers[worker].post(address, data=data | {"model": f"{worker}"}).status_code

    found = threads(app, 2, save)
    db.session.rollback()
    kept = db.session.get_one(Application, key)
    if sorted(found) != [303, 409]:
        return [f"they were answered with {found}"]
    whole = kept.model == str(found.index(303)) and kept.version == seen + 1
    return [] if whole else [f"{found}, but what is kept is {kept.model}, {kept.version}"]


def two_take_one_case(app: Flask, sign_in: SignIn) -> list[str]:
    """One has it; the other is told who."""
    again = found_again(ApplicationFactory(submitted=True))
    people = [UserFactory(reviewer=True) for _ in range(2)]
    takers, keys = [actor(each) for each in people], [each.id for each in people]
    found = both(
        app,
        lambda: assignments.take(takers[0], again(), 0),
        lambda: assignments.take(takers[1], again(), 0),
    )
    held = assignments.assignment_of(again())
    holder = held.reviewer_id if held else None
    wrong = one_of(found)
    return wrong or ([] if holder == keys[found.index("done")] else [f"{holder} has it"])


def an_objection_against_the_certification(app: Flask, sign_in: SignIn) -> list[str]:
    """What came on paper in time is recorded, and stands against it; or comes to a decided one."""
    it = ApplicationFactory(under_notice=True)
    again, key = found_again(it), it.id
    one, other = (actor(UserFactory(reviewer=True)) for _ in range(2))
    given = ObjectionInput("示例异议人", "示例电话", Ground.PRODUCT, "示例", clock.today())
    with clock.at(clock.today() + LATER):
        found = both(
            app,
            lambda: objections.record(one, again(), given),
            lambda: certification.certify(other, again(), GROUNDS),
        )
    stands = db.session.scalars(select(Objection.id).where(Objection.application_id == key)).all()
    certified = again().status is Status.CERTIFIED
    wrong = ["certified against an objection"] if stands and certified else []
    return wrong or one_of(found)


def a_withdrawal_against_the_registration(app: Flask, sign_in: SignIn) -> list[str]:
    """Registered and then withdrawn, or withdrawn: what it counts is nothing in both cases."""
    applicant = UserFactory()
    again = found_again(ApplicationFactory(submitted=True, applicant=applicant))
    one, other = actor(applicant), actor(UserFactory(reviewer=True))
    found = both(
        app,
        lambda: applications.withdraw(one, again(), "示例原因"),
        lambda: certification.register(other, again(), GROUNDS),
    )
    counted = "SELECT coalesce(sum(output_value), 0) FROM ledger_entry WHERE application_id = :id"
    total = db.session.scalar(text(counted), {"id": again().id})
    status = again().status
    right = status is Status.REGISTERED if total else status is Status.WITHDRAWN
    return [] if "done" in found and right else [f"{found}: {status}, {total} fen"]


def a_revocation_against_its_verification(app: Flask, sign_in: SignIn) -> list[str]:
    """Whoever asks meanwhile is told valid, then revoked, and never valid again."""
    it = ApplicationFactory(under_notice=True)
    one, other = (actor(UserFactory(reviewer=True)) for _ in range(2))
    public = app.test_client()
    with clock.at(clock.today() + LATER):
        with unit_of_work():
            certificate = certification.certify(other, found_again(it)(), GROUNDS)
            number, first, action = certificate.number, certificate.valid_from, REVOKE
            key = proposals.propose(one, certificate, action, "other", "示例原因", first).id

        def ask() -> str:
            answer = public.get(f"/api/certificates/{number}").get_json()
            return str(answer["state"])

        def work(worker: int) -> list[str]:
            if worker == 0:
                return [done_or_told(lambda: proposals.confirm(other, proposals.of_id(key)))]
            return [ask() for _ in range(LOOKS)]

        (confirmed, *_), said = threads(app, 2, work)
        db.session.rollback()
        last = ask()
    in_order = sorted(said, key=["valid", "revoked"].index) == said
    right = confirmed == "done" and last == "revoked" and in_order
    return [] if right else [f"{confirmed}: {said}, at last {last}"]


def the_deadline_against_a_submission(app: Flask, sign_in: SignIn) -> list[str]:
    """The operator ends the round while somebody submits: submitted before it ended, or too late."""
    applicant = UserFactory()
    it = ApplicationFactory(applicant=applicant)
    again, key, year = found_again(it), it.id, it.round_year
    who, operator = actor(applicant), actor(UserFactory(operator=True))
    seen = newest_version(Setting.ROUND, str(year))
    usual = _dates_of(year)
    ended = RoundInput(**(usual | {"filing_by": clock.today() - timedelta(days=1)}))
    found = both(
        app,
        lambda: applications.submit(who, again()),
        lambda: set_round(operator, ended, seen),
    )
    order = _entries_since(key, year)
    submitted = again().status is Status.SUBMITTED
    with unit_of_work():
        set_round(operator, RoundInput(**usual), newest_version(Setting.ROUND, str(year)))
    if found[1] != "done" or submitted != (found[0] == "done"):
        return [f"{found}, submitted {submitted}"]
    return [] if not submitted or order == ["application", "round"] else [f"in the trail: {order}"]


def _dates_of(year: int) -> dict[str, object]:
    said = contents_of(db.session.get_one(Round, year), RoundInput)
    days = ("opens_on", "filing_by", "correction_by")
    return said | {name: said[name] and date.fromisoformat(said[name]) for name in days}


def _entries_since(key: int, year: int) -> list[str]:
    """Which came first in the trail, of the last submission and the last change of the round."""
    asked = text(
        """SELECT e.subject_type FROM audit_entry e JOIN audit_link l ON l.entry_id = e.id
        WHERE e.verb = 'submit' AND e.subject_type = 'application' AND e.subject_id = :id
           OR e.subject_type = 'round' AND l.sequence =
              (SELECT max(k.sequence) FROM audit_link k JOIN audit_entry f ON f.id = k.entry_id
               WHERE f.subject_type = 'round')
        ORDER BY l.sequence"""
    )
    return list(db.session.scalars(asked, {"id": key}).all())


DUELS: tuple[Callable[[Flask, SignIn], list[str]], ...] = (
    two_browsers_edit_one_draft,
    two_take_one_case,
    an_objection_against_the_certification,
    a_withdrawal_against_the_registration,
    a_revocation_against_its_verification,
    the_deadline_against_a_submission,
)

DECISIONS: tuple[Callable[[Actor, Application], object], ...] = (
    lambda who, it: certification.register(who, it, GROUNDS),
    lambda who, it: reviews.reject(who, it, GROUNDS),
    lambda who, it: reviews.return_(who, it, GROUNDS),
)


def reviewers_decide(app: Flask, reviewers: int, submitted: int, seed: int) -> Counter[str]:
    """So many processes, each with a reviewer who goes through all in an order of their own and
    decides as they like; how often a decision was “done”, and how often somebody was “told”."""
    applicant = UserFactory()
    names = [f"示例产品{place}" for place in range(submitted)]
    keys = [
        ApplicationFactory(
            submitted=True,
            applicant=applicant,
            given=application_input(product_name=name, model=name),
        ).id
        for name in names
    ]
    people = [actor(UserFactory(reviewer=True)) for _ in range(reviewers)]

    def work(worker: int) -> Counter[str]:
        chance, order = Random(seed + worker), list(keys)
        chance.shuffle(order)
        return Counter(_decided(people[worker], key, chance) for key in order)

    return sum(processes(app, reviewers, work), Counter[str]())


def _decided(who: Actor, key: int, chance: Random) -> str:
    decide = chance.choice(DECISIONS)
    return done_or_told(lambda: decide(who, db.session.get_one(Application, key)))
