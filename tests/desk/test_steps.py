"""The steps of an application are read from what is stored, and shown on each of its pages."""

from application_form import filled_in
from factories import ApplicationFactory, UserFactory
from sqlalchemy import select

from registry.applications.models import Application
from registry.applications.steps import Progress, Step, steps_of
from registry.extensions import db


def test_a_full_draft_shows_its_steps_on_every_page_of_it(app, sign_in):
    applicant = UserFactory()
    draft = ApplicationFactory(applicant=applicant)
    steps = steps_of(draft)
    assert steps[Step.DECLARATION] is steps[Step.PATENTS] is Progress.DONE
    assert steps[Step.DOCUMENTS] is Progress.OPTIONAL
    place = f"/applications/{draft.public_id}"
    browser = sign_in(applicant)
    for page in ("", "/edit", "/patents", "/documents", "/check"):
        text = browser.get(place + page).text
        assert "Steps of the application" in text
        # In the form itself the places of the form are near: whoever goes there leaves nothing.
        own = "" if page == "/edit" else f"{place}/edit"
        assert f'href="{own}#step-patents"' in text
    assert 'aria-current="step"' in browser.get(f"{place}/check").text


def test_an_amount_that_is_not_declared_is_said_to_be_missing(app):
    draft = ApplicationFactory()
    draft.profit = None
    assert steps_of(draft)[Step.DECLARATION] is Progress.MISSING


def test_what_was_handed_in_has_no_steps_any_more(app):
    assert steps_of(ApplicationFactory(registered=True)) == {}


def test_who_leaves_the_form_by_a_step_has_it_saved_first(app, sign_in):
    applicant = UserFactory()
    browser = sign_in(applicant)
    page = browser.get("/applications/new").text
    assert "Steps of the application" in page and 'name="then" value="documents"' in page
    given = filled_in(applicant.enterprise) | {"then": "documents"}
    answer = browser.post("/applications/new", data=given)
    place = answer.headers["Location"].removesuffix("/documents")
    assert answer.status_code == 303 and answer.headers["Location"] == f"{place}/documents"
    db.session.rollback()
    draft = db.session.scalars(select(Application)).one()
    assert place == f"/applications/{draft.public_id}"
    changed = given | {"model": "SL-200", "version": str(draft.version), "then": "check"}
    answer = browser.post(f"{place}/edit", data=changed)
    assert answer.headers["Location"] == f"{place}/check"
    db.session.rollback()
    assert db.session.scalars(select(Application.model)).one() == "SL-200"
    page = browser.get(f"{place}/edit").text
    assert f'href="{place}/documents"' not in page and f'href="{place}/check"' not in page
    # Enter in a field presses the first button: it saves, and goes nowhere else.
    assert page.index('name="save"') < page.index('name="then"')


def test_what_cannot_be_saved_stays_on_the_form_whichever_step_was_meant(app, sign_in):
    applicant = UserFactory()
    given = filled_in(applicant.enterprise, profit="much") | {"then": "check"}
    answer = sign_in(applicant).post("/applications/new", data=given)
    assert answer.status_code == 422 and 'value="much"' in answer.text


def test_a_step_that_nobody_knows_leads_to_the_application(app, sign_in):
    applicant = UserFactory()
    given = filled_in(applicant.enterprise) | {"then": "//elsewhere.example"}
    answer = sign_in(applicant).post("/applications/new", data=given)
    db.session.rollback()
    draft = db.session.scalars(select(Application)).one()
    assert answer.headers["Location"] == f"/applications/{draft.public_id}"
