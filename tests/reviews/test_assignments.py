"""Who works on an application, and what the staff write to each other about it."""

import hashlib
from collections.abc import Callable

import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.accounts import role_row
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import User
from registry.applications.models import Application
from registry.audit import AuditEntry
from registry.certification import service as certification
from registry.errors import Conflict, RegistryError
from registry.extensions import db
from registry.permissions import Role
from registry.reviews import assignments
from registry.reviews.models import Assignment, StaffNote
from registry.reviews.reasons import Grounds
from registry.transaction import unit_of_work

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def application(app: Flask) -> Application:
    it: Application = ApplicationFactory(submitted=True)
    return it


@pytest.fixture
def reviewer(app: Flask) -> User:
    user: User = UserFactory(reviewer=True)
    return user


def send(browser: FlaskClient, application: Application, **fields: str) -> int:
    answer = browser.post(f"/reviews/{application.public_id}/assignment", data=fields)
    return answer.status_code


def holder(application: Application) -> str | None:
    db.session.rollback()
    found = db.session.get_one(Application, application.id, populate_existing=True)
    held = assignments.reviewer_of(found, assignments.assignment_of(found))
    return held.email if held else None


def test_an_application_is_taken_given_and_put_back_each_with_its_entry(
    sign_in: SignIn, application: Application, reviewer: User
) -> None:
    other, browser = UserFactory(reviewer=True), sign_in(reviewer)
    assert send(browser, application, act="take", version="0") == 302
    assert holder(application) == reviewer.email
    assert send(browser, application, act="give", version="1", reviewer=other.email) == 302
    assert holder(application) == other.email
    assert send(browser, application, act="put_back", version="2") == 302
    assert holder(application) is None
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == "assignment").order_by(AuditEntry.id)
    ).all()
    assert [(each.verb, each.details["reviewer"]) for each in entries] == [
        ("take", reviewer.id),
        ("give", other.id),
        ("put_back", None),
    ]


def test_of_two_who_take_it_at_once_one_gets_it(
    sign_in: SignIn, application: Application, reviewer: User
) -> None:
    other = UserFactory(reviewer=True)
    for page in ("0", "2"):
        assert send(sign_in(reviewer), application, act="take", version=page) == 302
        assert send(sign_in(other), application, act="take", version=page) == 409
        assert holder(application) == reviewer.email
        held = db.session.scalars(select(Assignment)).one()
        assert (
            send(sign_in(reviewer), application, act="put_back", version=str(held.version)) == 302
        )


def test_the_slower_of_two_is_told_even_when_both_saw_it_free(
    application: Application, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work():
        assignments.take(actor(reviewer), db.session.get_one(Application, application.id), 0)
    monkeypatch.setattr(assignments, "reviewer_of", lambda *_: None)
    for seen in (0, 7):
        with pytest.raises(Conflict, match="faster"), unit_of_work():
            found = db.session.get_one(Application, application.id)
            assignments.take(actor(UserFactory(reviewer=True)), found, seen)
    assert db.session.scalars(select(Assignment.reviewer_id)).all() == [reviewer.id]


def test_in_the_next_stage_nobody_has_it_until_somebody_takes_it(
    application: Application, reviewer: User
) -> None:
    with unit_of_work():
        found = db.session.get_one(Application, application.id)
        assignments.take(actor(reviewer), found, 0)
        certification.register(actor(reviewer), found, Grounds())
    assert holder(application) is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"act": "give", "reviewer": "nobody@example.org", "version": "0"}, 422),
        ({"act": "give", "reviewer": "", "version": "0"}, 422),
        ({"act": "keep", "version": "0"}, 422),
        ({"act": "take", "version": ""}, 409),
        ({"act": "take", "version": "²"}, 409),
        ({"act": "put_back", "version": "0"}, 409),
        ({"act": "take", "version": "3"}, 409),
    ],
)
def test_what_cannot_be_is_answered_and_changes_nothing(
    sign_in: SignIn, application: Application, reviewer: User, fields: dict[str, str], status: int
) -> None:
    assert send(sign_in(reviewer), application, **fields) == status
    assert holder(application) is None


def test_the_own_enterprise_and_the_examiner_are_not_given_it(app: Flask) -> None:
    applicant, examiner = UserFactory(), UserFactory(reviewer=True)
    insider = UserFactory(enterprise=applicant.enterprise, roles=[role_row(Role.REVIEWER)])
    it = ApplicationFactory(under_notice=True, applicant=applicant, examiner=examiner)
    for to in (insider, examiner):
        with pytest.raises(RegistryError) as refused, unit_of_work():
            found = db.session.get_one(Application, it.id)
            assignments.give(actor(UserFactory(reviewer=True)), found, to.email, 0)
        assert refused.value.status == 403
    for who in (insider, examiner):
        with pytest.raises(RegistryError) as refused, unit_of_work():
            assignments.take(actor(who), db.session.get_one(Application, it.id), 0)
        assert refused.value.status == 403


def test_a_draft_is_given_to_nobody(sign_in: SignIn, reviewer: User) -> None:
    assert send(sign_in(reviewer), ApplicationFactory(), act="take", version="0") == 409


def test_a_note_is_kept_as_written_and_the_trail_knows_its_hash_only(
    sign_in: SignIn, application: Application, reviewer: User
) -> None:
    browser, text = sign_in(reviewer), "与企业通话：<b>等合同</b>"
    address = f"/reviews/{application.public_id}/notes"
    assert browser.post(address, data={"text": f" {text}\n"}).status_code == 302
    note = db.session.scalars(select(StaffNote)).one()
    assert (note.text, note.by_id) == (text, reviewer.id)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "note")).one()
    assert entry.details["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert "合同" not in str(entry.details)
    for page in (address, f"/reviews/{application.public_id}"):
        assert "&lt;b&gt;等合同" in browser.get(page).text


def test_the_applicant_never_sees_a_note(sign_in: SignIn, reviewer: User) -> None:
    both = [role_row(Role.APPLICANT), role_row(Role.REVIEWER)]
    applicant = UserFactory(roles=both)
    it = ApplicationFactory(submitted=True, applicant=applicant)
    address = f"/reviews/{it.public_id}/notes"
    sign_in(reviewer).post(address, data={"text": "内部事项"})
    browser = sign_in(applicant)
    for page in (f"/applications/{it.public_id}", f"/reviews/{it.public_id}"):
        assert "内部事项" not in browser.get(page).text
    assert browser.get(address).status_code == 403
    assert browser.post(address, data={"text": "x"}).status_code == 403


@pytest.mark.parametrize("text", ["", " \n ", "长" * 4001])
def test_no_note_or_a_long_one_is_answered_at_the_field(
    sign_in: SignIn, application: Application, reviewer: User, text: str
) -> None:
    answer = sign_in(reviewer).post(f"/reviews/{application.public_id}/notes", data={"text": text})
    assert answer.status_code == 422
    assert "Write 1 to 4000 characters." in answer.text
    assert db.session.scalars(select(StaffNote)).all() == []
