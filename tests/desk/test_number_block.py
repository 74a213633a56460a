"""Many patent numbers at once: read line by line, shown, and added when the clerk says so."""

import io

import pytest
from application_form import filled_in
from factories import ApplicationFactory, PatentFactory, UserFactory
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from registry.accounts.models import User
from registry.applications.models import Application, Basis, PatentLink
from registry.desk.number_block import read_block
from registry.errors import BadInput
from registry.extensions import db
from registry.integrity.verify import verify

WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


@pytest.fixture
def applicant(app: Flask) -> User:
    user: User = UserFactory()
    return user


@pytest.fixture
def browser(sign_in, applicant: User) -> FlaskClient:
    return sign_in(applicant)


@pytest.fixture
def draft(applicant: User) -> Application:
    return ApplicationFactory(applicant=applicant)


def address(it: Application) -> str:
    return f"/applications/{it.public_id}/patents"


def links(it: Application) -> list[PatentLink]:
    db.session.rollback()
    of_it = select(PatentLink).where(PatentLink.application_id == it.id)
    return list(db.session.scalars(of_it.order_by(PatentLink.position)).all())


def numbers(count: int) -> list[str]:
    return [PatentFactory().number for _ in range(count)]


def test_a_messy_block_is_read_shown_and_added(browser, draft):
    one, two, three, four = numbers(4)
    text = (
        f"专利号\t名称\nZL{one}\t一种装置2号\t2020-05-06\n{two.replace('.', '')}，CN{three}\n"
        f"{four.translate(WIDE)}\nZL{one}\n"
    )
    page = browser.post(address(draft), data={"block": text})
    assert page.status_code == 200
    assert "4 patents would be added." in page.text
    assert "This patent stands in line 2 already." in page.text
    assert len(links(draft)) == 2
    given = {"block": text, "version": "1", "basis": "licensee"}
    assert browser.post(f"{address(draft)}/add", data=given).status_code == 303
    added = links(draft)[2:]
    assert [link.typed for link in added] == [f"ZL{one}", f"CN{two}", f"CN{three}", f"CN{four}"]
    assert all(link.patent_id and link.basis is Basis.LICENSEE for link in added)
    again = browser.post(address(draft), data={"block": text})
    assert "The application names every patent of this list already." in again.text
    assert list(verify().faults()) == []


def test_what_is_wrong_in_a_line_is_said_with_what_would_be_right(browser, draft):
    (good,) = numbers(1)
    wrong = good[:-1] + ("1" if good[-1] != "1" else "2")
    answer = browser.post(address(draft), data={"block": f"{good}\n{wrong}\nCN112990638A\n无"})
    assert answer.status_code == 422
    assert "3 of 4 numbers cannot be taken." in answer.text
    assert f"The check digit of {wrong} is wrong" in answer.text
    assert f"write CN{good}." in answer.text
    assert "This is the number of a published document" in answer.text
    assert "Add 1 patents to the draft" in answer.text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_is_read_like_what_was_pasted(browser, draft, encoding):
    (good,) = numbers(1)
    content = f"专利号,名称\r\n{good},示例\r\n".encode(encoding)
    answer = browser.post(address(draft), data={"file": (io.BytesIO(content), "专利.csv")})
    assert "1 patents would be added." in answer.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"block": " \n"}, "No number is given."),
        ({"block": "1" * 100_001}, "The text has 100,001 characters."),
        ({"block": "123456\n" * 501}, "There are 501 numbers in it."),
        ({"file": (b"%PDF-1.7", "a.csv")}, "is a PDF file"),
        ({"file": (b"\xff\xff\xff", "a.txt")}, "a.txt"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_by_name(browser, draft, sent, said):
    data = {
        name: (io.BytesIO(value[0]), value[1]) if name == "file" else value
        for name, value in sent.items()
    }
    answer = browser.post(address(draft), data=data)
    assert answer.status_code == 422
    assert said in answer.text


def test_more_than_an_application_takes_is_not_added(browser, draft):
    text = "\n".join(numbers(59))
    answer = browser.post(f"{address(draft)}/add", data={"block": text, "version": "1"})
    assert answer.status_code == 422
    assert "The application would name 61 patents." in answer.text
    assert len(links(draft)) == 2


def test_a_list_seen_with_another_version_is_not_added(browser, draft):
    given = {"block": numbers(1)[0], "version": "7"}
    assert browser.post(f"{address(draft)}/add", data=given).status_code == 409
    assert len(links(draft)) == 2


def test_others_and_closed_applications_have_no_such_page(browser, applicant):
    assert browser.get(address(ApplicationFactory())).status_code == 404
    closed = ApplicationFactory(submitted=True, applicant=applicant)
    assert browser.get(address(closed)).status_code == 302
    given = {"block": numbers(1)[0], "version": "2"}
    assert browser.post(f"{address(closed)}/add", data=given).status_code == 409


def test_every_unreadable_number_is_named_at_its_field_with_other_errors(browser, applicant):
    wrong = {"links-0-typed": "ZL20211012345", "links-3-typed": "没有", "profit": "abc"}
    answer = browser.post("/applications/new", data=filled_in(applicant.enterprise, **wrong))
    assert answer.status_code == 422
    assert "ZL20211012345 has 11 digits before the dot" in answer.text
    assert "There is no patent number in “没有”." in answer.text
    assert 'href="#links-3-typed"' in answer.text


def test_a_draft_that_is_saved_with_an_unreadable_number_says_so_at_once(browser, applicant):
    wrong = {"links-0-typed": "ZL20211012345"}
    answer = browser.post("/applications/new", data=filled_in(applicant.enterprise, **wrong))
    assert answer.status_code == 303
    place = answer.headers["Location"]
    said = "ZL20211012345 has 11 digits before the dot"
    assert f"Patent 1: {said}" in browser.get(place).text
    assert said in browser.get(f"{place}/edit").text


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_read_or_refused(prepared, text):
    blank = Application(links=[])
    with prepared.app.app_context():
        try:
            for row in read_block(text, blank).rows:
                assert bool(row.number) != bool(row.problem)
        except BadInput as error:
            assert error.problems[0].text()
