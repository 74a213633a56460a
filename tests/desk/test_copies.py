"""The copy of what was handed in: what it says, to whom, and that it conforms."""

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from factories import ApplicationFactory, UserFactory, actor
from factories.applications import application_input
from factories.documents import document_of, pdf

from registry.accounts.models import User
from registry.applications import service
from registry.applications.models import Application
from registry.extensions import db
from registry.transaction import unit_of_work


def text_of(content: bytes) -> str:
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return said.stdout.decode()


def address(application):
    return f"/applications/{application.public_id}/copy.pdf"


@pytest.fixture
def applicant(app):
    return UserFactory(locale="en")


@pytest.fixture
def filed(applicant):
    """An application with a document, handed in."""
    draft = ApplicationFactory(applicant=applicant)
    document_of(draft, applicant, pdf())
    with unit_of_work():
        service.submit(actor(applicant), db.session.get_one(Application, draft.id))
    return db.session.get_one(Application, draft.id)


def test_the_copy_says_what_was_handed_in_and_has_it_attached(sign_in, applicant, filed):
    answer = sign_in(applicant).get(address(filed))
    assert answer.mimetype == "application/pdf"
    said, (document,) = text_of(answer.data), filed.documents
    for part in (filed.product.name, filed.links[0].typed, document.name, document.sha256[:40]):
        assert part in said
    with pikepdf.open(io.BytesIO(answer.data)) as read:
        (attached,) = read.attachments.values()
        content = attached.get_file().read_bytes()
    assert json.loads(content)["product"]["name"] == filed.product.name
    # The number that is printed can be checked with nothing but the file.
    assert hashlib.sha256(content).hexdigest() in said.replace("\n", "").replace(" ", "")


def test_the_copy_stays_the_same_whatever_becomes_of_the_application(sign_in, applicant, filed):
    before = sign_in(applicant).get(address(filed)).data
    with unit_of_work():
        patent = db.session.get_one(Application, filed.id).links[0].patent
        patent.title = "another title"
        changed = db.session.get_one(Application, filed.id)
        changed.seeks_certification = not changed.seeks_certification
        changed.class_code = "0302"
        service.withdraw(actor(applicant), db.session.get_one(Application, filed.id), "")
    assert sign_in(applicant).get(address(filed)).data == before


def test_a_draft_has_no_copy_and_a_stranger_gets_none(sign_in, client, applicant, filed):
    draft = ApplicationFactory(applicant=applicant, given=application_input(product_name="another"))
    assert sign_in(applicant).get(address(draft)).status_code == 404
    assert sign_in(UserFactory(reviewer=True)).get(address(filed)).status_code == 200
    assert sign_in(UserFactory()).get(address(filed)).status_code == 404


def test_a_character_that_no_font_has_is_named(sign_in, applicant):
    draft = ApplicationFactory(
        applicant=applicant, given=application_input(product_name="\U00012000 valve")
    )
    with unit_of_work():
        service.submit(actor(applicant), db.session.get_one(Application, draft.id))
    answer = sign_in(applicant).get(address(draft))
    assert answer.status_code == 503 and "U+12000" in answer.text


def test_the_copy_conforms_in_both_languages(sign_in, applicant, filed, tmp_path):
    sys.path.append(str(Path(__file__).parents[1] / "certificates"))
    from verapdf import running

    browser = sign_in(applicant)
    with running() as validator:
        for locale in ("en", "zh_Hans_CN"):
            with unit_of_work():
                db.session.get_one(User, applicant.id).locale = locale
            file = tmp_path / f"{locale}.pdf"
            file.write_bytes(browser.get(address(filed)).data)
            assert validator.check(file) == ["3a passes", "3u passes", "ua1 passes"]
    assert "申报材料副本" in text_of(file.read_bytes())
