"""What one proposes another decides: revocations always, what the system proposes as well."""

from collections.abc import Callable
from datetime import date

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from snapshots import contents
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from together import threads

from registry import clock
from registry.accounts.service import SYSTEM
from registry.audit import AuditEntry
from registry.certification import proposals, service
from registry.certification.models import Certificate, CertificateEvent, Proposal
from registry.certification.queries import of_application
from registry.certification.workflow import CertificateAction, CertificateStatus, Outcome
from registry.errors import BadInput, Conflict, NotFound, Refused, RegistryError
from registry.extensions import db
from registry.permissions import ANONYMOUS, Actor
from registry.transaction import unit_of_work

SUSPEND, REINSTATE, REVOKE = CertificateAction
DAY = date(2025, 10, 1)
Propose = Callable[..., Proposal]


@pytest.fixture(autouse=True)
def later(app: Flask, monkeypatch: pytest.MonkeyPatch):
    """A day on which the certificates are in force; of a design that is not there none is drawn."""
    monkeypatch.setattr(service, "DESIGN", "not_there")
    with clock.at(date(2025, 9, 1)):
        yield


@pytest.fixture
def certificate(app: Flask) -> Certificate:
    found = of_application(ApplicationFactory(certified=True).id)
    assert found is not None
    return found


@pytest.fixture
def propose(certificate: Certificate) -> Propose:
    """Proposes on the certificate, with everything as it should be but for what is given."""
    certificate_id = certificate.id

    def act(who: Actor, action: CertificateAction = REVOKE, **given: object) -> Proposal:
        said = {"reason_code": "other", "reason": "示例原因", "effective_on": DAY} | given
        with clock.at(DAY), unit_of_work():
            found = db.session.get_one(Certificate, certificate_id)
            return proposals.propose(who, found, action, **said)  # type: ignore[arg-type]

    return act


def decide(act: Callable[..., None], who: Actor, proposal: Proposal, *note: str) -> None:
    proposal_id = proposal.id
    with clock.at(DAY), unit_of_work():
        act(who, proposals.of_id(proposal_id), *note)


def a_reviewer() -> Actor:
    return actor(UserFactory(reviewer=True))


def test_one_proposes_a_revocation_and_another_confirms_it(
    certificate: Certificate, propose: Propose
) -> None:
    one, other = a_reviewer(), a_reviewer()
    proposal = propose(one)
    assert certificate.status is CertificateStatus.VALID
    decide(proposals.confirm, other, proposal, " 已核实 ")
    db.session.rollback()
    assert certificate.status is CertificateStatus.REVOKED
    assert (proposal.outcome, proposal.note) == (Outcome.CONFIRMED, "已核实")
    assert (proposal.proposed_by_id, proposal.decided_by_id) == (one.user_id, other.user_id)
    (event,) = db.session.scalars(select(CertificateEvent)).all()
    assert (event.proposal, event.decided_by_id) == (proposal, other.user_id)
    assert (event.reason_code, event.reason, event.effective_on) == ("other", "示例原因", DAY)


def test_proposing_and_deciding_stand_in_the_trail(propose: Propose) -> None:
    one, other = a_reviewer(), a_reviewer()
    proposal = propose(one)
    decide(proposals.confirm, other, proposal)
    of_proposals = AuditEntry.subject_type == "proposal"
    entries = db.session.scalars(select(AuditEntry).where(of_proposals).order_by(AuditEntry.id))
    assert [(each.verb, each.actor_id) for each in entries] == [
        ("propose", one.user_id),
        ("confirm", other.user_id),
    ]
    revoked = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "revoke")).one()
    assert revoked.details["proposal"] == proposal.id


def test_who_proposed_it_neither_confirms_nor_declines_it(propose: Propose) -> None:
    one = a_reviewer()
    proposal = propose(one)
    before = contents()
    for act, note in ((proposals.confirm, ""), (proposals.decline, "示例")):
        with pytest.raises(Refused, match="Another person"):
            decide(act, one, proposal, note)
    assert contents() == before


def test_none_of_the_enterprise_proposes_or_decides(
    certificate: Certificate, propose: Propose
) -> None:
    enterprise = certificate.application.enterprise
    insider = actor(UserFactory(reviewer=True, enterprise=enterprise))
    with pytest.raises(Refused, match="own enterprise"):
        propose(insider)
    proposal = propose(a_reviewer())
    for act, note in ((proposals.confirm, ""), (proposals.decline, "示例")):
        with pytest.raises(Refused, match="own enterprise"):
            decide(act, insider, proposal, note)


@pytest.mark.parametrize("who", ["applicant", "operator", "statistician", "nobody"])
def test_nobody_without_the_permission_proposes_or_decides(propose: Propose, who: str) -> None:
    traits = {} if who == "applicant" else {who: True}
    acting = ANONYMOUS if who == "nobody" else actor(UserFactory(**traits))
    with pytest.raises(Refused):
        propose(acting)
    proposal, of_system = propose(a_reviewer()), propose(SYSTEM, SUSPEND)
    for each in (proposal, of_system):
        for act, note in (
            (proposals.confirm, ("",)),
            (proposals.decline, ("示例",)),
            (proposals.withdraw, ()),
        ):
            with pytest.raises(Refused):
                decide(act, acting, each, *note)


def test_what_the_system_proposes_one_reviewer_confirms(
    certificate: Certificate, propose: Propose
) -> None:
    proposal = propose(SYSTEM, SUSPEND, effective_on=date(2025, 9, 20))
    assert proposal.proposed_by is None
    decide(proposals.confirm, a_reviewer(), proposal)
    db.session.rollback()
    assert certificate.status is CertificateStatus.SUSPENDED
    decide(proposals.confirm, a_reviewer(), propose(SYSTEM, REINSTATE))
    db.session.rollback()
    assert certificate.status is CertificateStatus.VALID


def test_the_system_proposes_no_revocation_and_decides_nothing(propose: Propose) -> None:
    with pytest.raises(Refused, match="Two persons"):
        propose(SYSTEM, REVOKE)
    proposal = propose(a_reviewer(), SUSPEND)
    for act, note in ((proposals.confirm, ""), (proposals.decline, "示例")):
        with pytest.raises(Refused):
            decide(act, SYSTEM, proposal, note)


def test_a_proposal_is_declined_with_a_note_and_changes_nothing_else(
    certificate: Certificate, propose: Propose
) -> None:
    proposal = propose(a_reviewer())
    with pytest.raises(BadInput) as raised:
        decide(proposals.decline, a_reviewer(), proposal, "  ")
    assert [each.field for each in raised.value.problems] == ["note"]
    decide(proposals.decline, a_reviewer(), proposal, "证据不足")
    db.session.rollback()
    assert (proposal.outcome, proposal.note) == (Outcome.DECLINED, "证据不足")
    assert certificate.status is CertificateStatus.VALID
    assert db.session.scalars(select(CertificateEvent)).all() == []


def test_only_who_proposed_it_takes_it_back(propose: Propose) -> None:
    one = a_reviewer()
    proposal, of_system = propose(one), propose(SYSTEM, SUSPEND)
    for who, each in ((a_reviewer(), proposal), (one, of_system), (SYSTEM, proposal)):
        with pytest.raises(Refused, match="Only who proposed"):
            decide(proposals.withdraw, who, each)
    decide(proposals.withdraw, one, proposal)
    decide(proposals.withdraw, SYSTEM, of_system)
    db.session.rollback()
    assert {proposal.outcome, of_system.outcome} == {Outcome.WITHDRAWN}
    assert of_system.decided_by_id is None


def test_what_is_decided_is_not_decided_again(propose: Propose) -> None:
    one = a_reviewer()
    proposal = propose(one)
    decide(proposals.decline, a_reviewer(), proposal, "证据不足")
    for act, who, note in (
        (proposals.confirm, a_reviewer(), ("",)),
        (proposals.decline, a_reviewer(), ("x",)),
        (proposals.withdraw, one, ()),
    ):
        with pytest.raises(Conflict, match="decided meanwhile"):
            decide(act, who, proposal, *note)


def test_of_one_certificate_and_action_one_proposal_is_open_at_most(
    certificate: Certificate, propose: Propose
) -> None:
    first = propose(a_reviewer())
    with pytest.raises(Conflict, match=certificate.number):
        propose(a_reviewer())
    other = propose(SYSTEM, SUSPEND)
    assert list(proposals.open_proposals()) == [first, other]
    assert list(proposals.open_proposals(certificate, SUSPEND)) == [other]
    assert proposals.count_open() == 2
    decide(proposals.decline, a_reviewer(), first, "证据不足")
    assert propose(a_reviewer()).id not in (first.id, other.id)


def test_a_proposal_that_the_certificates_status_no_longer_allows_is_not_confirmed(
    certificate: Certificate, propose: Propose
) -> None:
    suspension = propose(SYSTEM, SUSPEND)
    decide(proposals.confirm, a_reviewer(), propose(a_reviewer()))
    with pytest.raises(Conflict, match="revoked"):
        decide(proposals.confirm, a_reviewer(), suspension)
    with pytest.raises(Conflict, match="revoked"):
        propose(a_reviewer(), SUSPEND)
    decide(proposals.withdraw, SYSTEM, suspension)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"reason": " "}, ["reason"]),
        ({"reason_code": ""}, ["reason_code"]),
        ({"reason_code": "x"}, ["reason_code"]),
        ({"reason_code": "remedied"}, ["reason_code"]),
        ({"effective_on": date(2025, 9, 10)}, ["effective_on"]),
        ({"effective_on": date(2025, 10, 2)}, ["effective_on"]),
        (
            {"reason": "", "reason_code": "OTHER", "effective_on": date.max},
            ["reason_code", "reason", "effective_on"],
        ),
    ],
)
def test_everything_that_is_wrong_with_a_proposal_is_told_at_once(
    propose: Propose, given: dict[str, object], fields: list[str]
) -> None:
    with pytest.raises(BadInput) as raised:
        propose(a_reviewer(), **given)
    assert [each.field for each in raised.value.problems] == fields


def test_eight_who_confirm_one_proposal_at_once_revoke_once(app: Flask, propose: Propose) -> None:
    proposal_id = propose(a_reviewer()).id
    reviewers = [a_reviewer() for _ in range(8)]

    def confirm(worker: int) -> str:
        try:
            with clock.at(DAY), unit_of_work():
                proposals.confirm(reviewers[worker], proposals.of_id(proposal_id))
        except Conflict:
            return "told"
        return "confirmed"

    assert sorted(threads(app, 8, confirm)) == ["confirmed"] + ["told"] * 7


def test_eight_who_propose_the_same_at_once_leave_one_open(
    app: Flask, certificate: Certificate
) -> None:
    certificate_id, reviewers = certificate.id, [a_reviewer() for _ in range(8)]

    def act(worker: int) -> str:
        try:
            with clock.at(DAY), unit_of_work():
                found = db.session.get_one(Certificate, certificate_id)
                proposals.propose(reviewers[worker], found, REVOKE, "other", "示例原因", DAY)
        except RegistryError:
            return "told"
        return "proposed"

    assert sorted(threads(app, 8, act)) == ["proposed"] + ["told"] * 7


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE proposal SET decided_by_id = proposed_by_id",
        "UPDATE proposal SET proposed_by_id = NULL",
        "UPDATE proposal SET decided_by_id = NULL",
        "UPDATE proposal SET decided_at = NULL",
        "UPDATE proposal SET outcome = NULL",
        "UPDATE proposal SET outcome = 'perhaps'",
    ],
)
def test_the_database_refuses_a_revocation_by_one_and_half_an_end(
    propose: Propose, sql: str
) -> None:
    decide(proposals.confirm, a_reviewer(), propose(a_reviewer()))
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(text(sql))


def test_a_proposal_that_there_is_not_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        proposals.of_id(7)
