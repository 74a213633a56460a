"""The form of an application: what it takes, and what it says of what it cannot take."""

from datetime import date

import pytest
from application_form import filled_in
from factories import ApplicationFactory, UserFactory
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from watching import rows

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application, Basis
from registry.applications.workflow import Status
from registry.extensions import db


@pytest.fixture
def applicant(app: Flask) -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def browser(sign_in, applicant: User) -> FlaskClient:
    return sign_in(applicant)


def only_application() -> Application:
    db.session.rollback()
    return db.session.scalars(select(Application)).one()


def test_a_form_that_is_filled_in_becomes_a_draft_that_says_the_same(browser, applicant):
    answer = browser.post("/applications/new", data=filled_in(applicant.enterprise))
    draft = only_application()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/applications/{draft.public_id}"
    assert draft.status is Status.DRAFT
    assert draft.enterprise_id == applicant.enterprise_id
    assert (draft.product.name, draft.model, draft.class_code) == (
        "示例精密减速器",
        "SL-100",
        "0301",
    )
    assert (draft.output_value, draft.sales_revenue) == (12_000_000_00, 11_000_000_00)
    assert (draft.export_value, draft.profit) == (1_000_000_00, 2_000_000_50)
    assert [(link.core, link.basis, link.contribution) for link in draft.links] == [
        (True, Basis.PATENTEE, 3000),
        (False, Basis.LICENSEE, 1250),
    ]
    assert all(link.patent_id for link in draft.links)


def test_what_was_saved_comes_back_in_the_form_and_saving_it_again_changes_nothing(
    browser, applicant
):
    browser.post("/applications/new", data=filled_in(applicant.enterprise))
    draft = only_application()
    page = browser.get(f"/applications/{draft.public_id}/edit").text
    for shown in ("12000000.00", "2000000.50", "SL-100", draft.links[0].typed, 'value="12.5"'):
        assert shown in page
    answer = browser.post(
        f"/applications/{draft.public_id}/edit",
        data=filled_in(applicant.enterprise, version="1", product_name="示例减速器"),
    )
    assert answer.status_code == 303
    assert only_application().product.name == "示例减速器"


def test_a_draft_may_leave_amounts_and_patents_empty(browser, applicant):
    blank = dict.fromkeys(("output_value", "sales_revenue", "export_value", "profit"), "")
    given = filled_in(applicant.enterprise) | blank
    given = {name: text for name, text in given.items() if not name.startswith("links-")}
    assert browser.post("/applications/new", data=given).status_code == 303
    assert only_application().output_value is None
    assert only_application().links == []


WRONG = [
    ("round_year", "2031", "“2031” is not in the list."),
    ("round_year", "", "Nothing is chosen."),
    ("product_name", "", "Write 1 to 120 characters."),
    ("product_name", "甲" * 201, "The text has 201 characters."),
    ("product_name", "减速\u202e器", "U+202E"),
    ("product_name", "减速\x07器", "U+0007"),
    ("model", "M" * 121, "Write at most 120 characters."),
    ("class_code", "", "Nothing is chosen."),
    ("class_code", "9999", "“9999” is not in the list."),
    ("output_value", "１２３", "is written with full-width characters"),
    ("output_value", "1e9", "is written with an exponent"),
    ("sales_revenue", "12.345", "has more than two decimals"),
    ("export_value", "NaN", "is not an amount in yuan"),
    ("profit", "1,00", "do not part it into groups of three digits"),
    ("profit", "9" * 30, "is larger than the registry accepts"),
    ("links-0-typed", "Z" * 101, "Write at most 100 characters."),
    ("links-0-typed", "", "This row names no patent."),
    ("links-0-basis", "owner", "“owner” is not in the list."),
    ("links-0-contribution", "101", "is not between 0 and 100"),
    ("links-0-contribution", "12.345", "has more than two decimals"),
    ("links-0-contribution", "third", "is not a percentage"),
]


@pytest.mark.parametrize(("field", "given", "said"), WRONG)
def test_a_wrong_field_is_told_at_the_field_and_kept_as_typed_and_nothing_is_stored(
    browser, applicant, field, given, said
):
    data = filled_in(applicant.enterprise, **{field: given})
    before = rows()
    answer = browser.post("/applications/new", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    if field not in ("round_year", "class_code", "links-0-basis") and given.isprintable():
        assert f'value="{given}"' in answer.text
    assert field == "sales_revenue" or 'value="11,000,000"' in answer.text
    assert rows() == before


def test_a_patent_that_is_listed_twice_is_told_at_its_second_row(browser, applicant):
    data = filled_in(applicant.enterprise)
    data["links-3-typed"] = data["links-0-typed"]
    before = rows()
    answer = browser.post("/applications/new", data=data)
    assert answer.status_code == 422
    assert "listed twice: as number 1 and as number 2" in answer.text
    assert 'id="links-3-typed-error"' in answer.text
    assert rows() == before


def test_rows_that_the_answer_leaves_out_are_no_patents(browser, applicant):
    given = {name: text for name, text in filled_in(applicant.enterprise).items() if text}
    assert browser.post("/applications/new", data=given).status_code == 303
    assert len(only_application().links) == 2


def test_a_number_that_is_not_well_formed_is_kept_as_typed_for_the_rules_to_find(
    browser, applicant
):
    data = filled_in(applicant.enterprise, **{"links-0-typed": "ZL2018"})
    assert browser.post("/applications/new", data=data).status_code == 303
    draft = only_application()
    assert draft.links[0].typed == "ZL2018"
    assert (
        "There is no patent number in" in browser.get(f"/applications/{draft.public_id}/check").text
    )


def test_a_nul_which_nobody_can_type_is_refused_anywhere(browser, applicant):
    given = filled_in(applicant.enterprise, product_name="减速\x00器")
    assert browser.post("/applications/new", data=given).status_code == 400
    assert browser.get("/applications/%00").status_code == 400
    assert browser.post("/login", data={"email": "\x00", "password": "x"}).status_code == 400


def test_more_rows_are_added_without_saving_and_without_losing_what_was_typed(browser, applicant):
    data = filled_in(applicant.enterprise, output_value="nonsense", add_rows="1")
    del data["save"]
    before = rows()
    answer = browser.post("/applications/new", data=data)
    assert answer.status_code == 200
    assert 'name="links-9-typed"' in answer.text
    assert 'value="nonsense"' in answer.text
    assert rows() == before


def test_there_are_never_more_than_sixty_rows(browser, applicant):
    data = {f"links-{place}-typed": "" for place in range(58)} | {"add_rows": "1"}
    page = browser.post("/applications/new", data=data).text
    assert 'name="links-59-typed"' in page
    assert 'name="links-60-typed"' not in page


def test_who_saves_second_is_told_and_overwrites_nothing_and_loses_nothing(browser, applicant):
    draft = ApplicationFactory(applicant=applicant)
    data = filled_in(applicant.enterprise, version="1")
    assert browser.post(f"/applications/{draft.public_id}/edit", data=data).status_code == 303
    late = data | {"model": "LATE-1"}
    answer = browser.post(f"/applications/{draft.public_id}/edit", data=late)
    assert answer.status_code == 409
    assert "Somebody else has changed this application meanwhile" in answer.text
    assert 'value="LATE-1"' in answer.text
    assert only_application().model == "SL-100"


@pytest.mark.parametrize("version", ["", "0", "x", "９", "9" * 50])
def test_a_version_that_no_page_showed_changes_nothing(browser, applicant, version):
    draft = ApplicationFactory(applicant=applicant)
    data = filled_in(applicant.enterprise, version=version, model="NEW")
    answer = browser.post(f"/applications/{draft.public_id}/edit", data=data)
    assert answer.status_code == 409
    assert only_application().model == "SL-100"


def test_a_product_that_has_an_application_in_the_round_is_refused_with_what_was_typed(
    browser, applicant
):
    ApplicationFactory(applicant=applicant)
    before = rows()
    data = filled_in(applicant.enterprise, model="SECOND")
    before = rows()
    answer = browser.post("/applications/new", data=data)
    assert answer.status_code == 409
    assert "has an application in round 2025 already" in answer.text
    assert 'value="SECOND"' in answer.text
    assert rows() == before


def test_a_round_that_is_over_cannot_be_chosen(browser, applicant):
    data = filled_in(applicant.enterprise)
    with clock.at(date(2025, 9, 16)):
        assert browser.post("/applications/new", data=data).status_code == 422


def test_what_has_been_submitted_is_not_offered_for_change(browser, applicant):
    submitted = ApplicationFactory(submitted=True, applicant=applicant)
    address = f"/applications/{submitted.public_id}"
    assert browser.get(f"{address}/edit").headers["Location"] == address
    data = filled_in(applicant.enterprise, version="2", model="NEW")
    assert browser.post(f"{address}/edit", data=data).status_code == 302
    assert only_application().model == "SL-100"


def test_what_was_returned_can_be_corrected_and_submitted_again(browser, applicant):
    returned = ApplicationFactory(returned=True, applicant=applicant)
    address = f"/applications/{returned.public_id}"
    data = filled_in(applicant.enterprise, version=str(returned.version), model="SL-101")
    assert browser.post(f"{address}/edit", data=data).status_code == 303
    version = str(only_application().version)
    browser.post(f"{address}/submit", data={"version": version})
    assert only_application().status is Status.SUBMITTED
    assert only_application().model == "SL-101"
