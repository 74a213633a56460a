"""Whatever breaks at whatever moment: nothing half done, and nothing lost that was promised."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from acts import ACTS
from breaking import BREAKINGS, broken_at, error, skip_what_cannot_be
from factories import ApplicationFactory, EnterpriseFactory, PatentFactory, UserFactory, actor
from flask import Flask
from forked import working
from prepared import TODAY
from snapshots import contents
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.applications.workflow import Action
from registry.certification import proposals
from registry.certification.models import Paper
from registry.certification.paper import make_missing_papers
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction
from registry.extensions import db
from registry.integrity.verify import verify
from registry.permissions import Actor
from registry.transaction import unit_of_work

CYCLES = 20
REVOKE = CertificateAction.REVOKE
# What is followed by a paper or a mail once it is committed.
FOLLOWED = ("submit", "register", "certify", "revoke")
BEGINNINGS = count(40_000, 500)
LATER = timedelta(days=30)
BEGIN = TODAY
# More calls than any act makes.
MANY = 200


@pytest.fixture(autouse=True)
def own_store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test alone."""
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path / "store"))
    return tmp_path / "store"


@dataclass(frozen=True)
class People:
    """Who acts; plain data, so that a forked process can use it as it is."""

    applicant: Actor
    examiner: Actor
    certifier: Actor

    def of(self, action: Action) -> Actor:
        if action is Action.SUBMIT:
            return self.applicant
        return self.certifier if action is Action.CERTIFY else self.examiner


def people(applicant: User) -> People:
    examiner, certifier = UserFactory(reviewer=True), UserFactory(reviewer=True)
    return People(actor(applicant), actor(examiner), actor(certifier))


def whole_way(turn: int) -> Iterator[str]:
    """An application from draft to certificate, each act committed before it is told."""
    applicant = UserFactory()
    who = people(applicant)
    public_id = ApplicationFactory(applicant=applicant).public_id
    yield f"draft {public_id}"
    for action in (Action.SUBMIT, Action.REGISTER, Action.ANNOUNCE):
        perform(who, action, public_id)
        yield f"{action.value} {public_id}"
    with clock.at(clock.today() + LATER):
        perform(who, Action.CERTIFY, public_id)
    yield f"certify {public_id}"


def perform(who: People, action: Action, public_id: str) -> None:
    with unit_of_work():
        ACTS[action](who.of(action), by_public_id(public_id))


def by_public_id(public_id: str) -> Application:
    return db.session.scalars(select(Application).where(Application.public_id == public_id)).one()


def go_on_elsewhere() -> None:
    """What the next process makes has names and codes that none before it has used: it is forked
    with the factories of this one, which have not counted what the others made."""
    beginning = next(BEGINNINGS)
    for each in (EnterpriseFactory, UserFactory, PatentFactory):
        each.reset_sequence(beginning, force=True)


def is_there(said: str) -> bool:
    """Whether what was acknowledged stands in the register."""
    verb, public_id = said.split()
    application = by_public_id(public_id)
    if verb == "certify" and of_application(application.id) is None:
        return False
    marks = {
        "draft": application.version,
        "submit": application.submitted_at,
        "register": application.registration_number,
        "announce": application.notice_until,
        "certify": application.certified_on,
    }
    return marks[verb] is not None


def test_after_kill_9_at_any_moment_all_that_was_acknowledged_is_there_and_everything_fits(
    app: Flask,
) -> None:
    go_on_elsewhere()  # what other tests made since may have come to where this one begins
    ApplicationFactory(certified=True)  # the roles are there, the design is read
    moments = random.Random(2025)
    promised: list[str] = []
    for _ in range(CYCLES):
        go_on_elsewhere()
        with working(app, whole_way) as worker:
            worker.wait_for(moments.randrange(8))
            time.sleep(moments.uniform(0, 0.15))
        promised += worker.acknowledged()
        assert verify().faults() == []
        assert [said for said in promised if not is_there(said)] == []
    assert len({said.split()[0] for said in promised}) == 5
    make_missing_papers()
    left = [each for each in verify().findings if each.notice_count]
    # A paper whose hash was never committed stays behind and is listed; it is nobody's.
    assert {notice.table for each in left for notice in each.notices} <= {""}
    db.session.rollback()
    assert None not in db.session.scalars(select(Paper.pdf_sha256)).all()


@dataclass
class Subject:
    """What is acted on, and by whom."""

    who: People
    public_id: str


def subject(reach: str) -> Subject:
    applicant = UserFactory()
    examiner, certifier = UserFactory(reviewer=True), UserFactory(reviewer=True)
    it = ApplicationFactory(
        reach=reach, applicant=applicant, examiner=examiner, certifier=certifier
    )
    who = People(actor(applicant), actor(examiner), actor(certifier))
    return Subject(who, it.public_id)


def propose(it: Subject) -> None:
    """By the examiner, who may then not confirm it."""
    with unit_of_work():
        certificate = of_application(by_public_id(it.public_id).id)
        assert certificate is not None
        day = certificate.valid_from
        proposals.propose(it.who.examiner, certificate, REVOKE, "other", "示例原因", day)


def revoke(it: Subject) -> None:
    """What is proposed already."""
    with unit_of_work():
        (proposal,) = proposals.open_proposals(action=REVOKE)
        proposals.confirm(it.who.certifier, proposal)


def act(action: Action) -> Callable[[Subject], None]:
    return lambda it: perform(it.who, action, it.public_id)


# Each with the status that it begins from.
DEEDS: dict[str, tuple[str, Callable[[Subject], None]]] = {
    "submit": ("draft", act(Action.SUBMIT)),
    "register": ("submitted", act(Action.REGISTER)),
    "certify": ("public_notice", act(Action.CERTIFY)),
    "propose": ("certified", propose),
    "revoke": ("certified", revoke),
}


@pytest.mark.parametrize("breaking", BREAKINGS)
@pytest.mark.parametrize("deed", DEEDS)
def test_whichever_call_of_the_database_fails_the_act_is_done_whole_or_not_at_all(
    app: Flask, deed: str, breaking: str
) -> None:
    skip_what_cannot_be(breaking)
    reach, do = DEEDS[deed]
    it = subject(reach)
    with clock.at(BEGIN + LATER if deed in ("certify", "propose", "revoke") else BEGIN):
        if deed == "revoke":
            propose(it)
        for place in count(1):
            before = contents()
            with broken_at(place, BREAKINGS[breaking]) as calls, suppress(DBAPIError):
                do(it)
            db.session.rollback()
            if not calls.broken:
                break
            if contents() != before:
                # It broke in what follows the commit, paper or mail: the act stands, whole.
                assert deed in FOLLOWED
                assert verify().faults() == []
                with clock.at(BEGIN):
                    it = subject(reach)
                if deed == "revoke":
                    propose(it)
    assert 5 < place < MANY
    assert verify().faults() == []
    make_missing_papers()
    papers = next(each for each in verify().findings if each.invariant == "papers")
    assert [notice.table for notice in papers.notices if notice.table] == []


def test_trap_without_a_transaction_a_failing_call_leaves_half_an_act_and_the_check_finds_it(
    app: Flask,
) -> None:
    """The obvious code: every statement for itself. Here the database is told to work so."""
    if db.engine.dialect.name == "sqlite":
        pytest.skip("only PostgreSQL can be told so behind the program's back")
    subject("registered")
    it = subject("submitted")
    before = contents()
    for place in count(1):
        with broken_at(place, error), suppress(DBAPIError), unit_of_work():
            db.session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            ACTS[Action.REGISTER](it.who.examiner, by_public_id(it.public_id))
        if contents() != before:
            break
    assert place < MANY
    assert verify().faults()


def test_a_paper_that_a_crash_left_unmade_is_noticed_and_made_later(
    app: Flask, own_store: Path
) -> None:
    own_store.write_text("a file where the folder should be")
    ApplicationFactory(certified=True)
    assert sum(each.notice_count for each in verify().findings) == 2
    own_store.unlink()
    assert make_missing_papers() == 2
    assert [notice for each in verify().findings for notice in each.notices] == []
    assert verify().faults() == []
