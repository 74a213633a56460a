"""Verification by anybody: by number, by file, and by programs."""

import io
import re
from datetime import date

import acts
import pytest
from factories import ApplicationFactory, UserFactory
from factories.accounts import actor
from flask.testing import FlaskClient
from markupsafe import escape
from watching import rows
from werkzeug.test import TestResponse

from registry import clock
from registry.applications import service as applications
from registry.applications.models import Application
from registry.certification import store
from registry.certification.models import Certificate
from registry.certification.queries import State, notice_of, of_application
from registry.certification.verification import Verdict
from registry.certification.workflow import CertificateAction
from registry.directory.explanations import OF_FILE, OF_NUMBER
from registry.extensions import db
from registry.transaction import unit_of_work


@pytest.fixture
def issued(app) -> tuple[str, bytes]:
    """Number and file of a certificate that was issued."""
    certificate = of_application(ApplicationFactory(certified=True).id)
    assert certificate is not None
    assert certificate.pdf_sha256 is not None
    return certificate.number, store.read(certificate.pdf_sha256)


def flipped(content: bytes) -> bytes:
    """The same with one bit turned over in its middle."""
    changed = bytearray(content)
    changed[len(changed) // 2] ^= 1
    return bytes(changed)


def upload(client: FlaskClient, content: bytes, address: str = "/verify") -> TestResponse:
    data = {"file": (io.BytesIO(content), "证书.pdf")}
    return client.post(address, data=data, content_type="multipart/form-data")


def words(client: FlaskClient, address: str) -> str:
    """A page without its marks."""
    return re.sub(r"<[^>]+>", "", client.get(address).text)


def test_a_number_leads_to_its_certificate(client, issued):
    number, _ = issued
    for typed in (number, number.lower(), f" {number} "):
        answer = client.get("/verify", query_string={"number": typed})
        assert answer.headers["Location"] == f"/certificates/{number}"


def test_a_registration_number_leads_to_its_product(client):
    registered = ApplicationFactory(registered=True)
    number = registered.registration_number
    answer = client.get("/verify", query_string={"number": number})
    assert answer.headers["Location"] == f"/register/{number}"


def test_a_mistyped_number_is_told_apart_from_one_that_was_not_given_out(client, issued):
    number, _ = issued
    mistyped = client.get("/verify", query_string={"number": number.replace("2025", "2026")})
    unknown = client.get("/verify", query_string={"number": "PIP2025000002I"})
    assert mistyped.status_code == unknown.status_code == 404
    assert "The check character of PIP2026" in mistyped.text
    assert 'value="PIP2026' in mistyped.text
    assert "This registry gave out no number PIP2025000002I." in unknown.text


@pytest.mark.parametrize("typed", ["x" * 500, "减速器", "<script>", "\x07x", "%", "{0.__class__}"])
def test_whatever_is_typed_as_a_number_gets_a_page(client, typed):
    answer = client.get("/verify", query_string={"number": typed})
    assert answer.status_code == 404
    assert "<script>" not in answer.text


@pytest.mark.parametrize("typed", ["\x07", "\u200b", "/"])
def test_a_text_without_any_number_in_it_is_told_so_at_the_field(client, typed):
    answer = client.get("/verify", query_string={"number": typed})
    assert answer.status_code == 422
    assert "There is no number. Type the number printed on the paper." in answer.text
    assert 'id="number-error"' in answer.text


def test_nothing_typed_is_no_error(client):
    for typed in ("", "  "):
        answer = client.get("/verify", query_string={"number": typed})
        assert (answer.status_code, "is-invalid" in answer.text) == (200, False)


def test_the_issued_file_is_genuine_and_valid(client, issued):
    number, content = issued
    before = rows()
    answer = upload(client, content)
    assert answer.status_code == 200
    assert "The certificate is genuine and valid." in answer.text
    assert number in answer.text
    assert rows() == before


def test_the_answer_says_when_the_file_was_signed_and_whether_its_key_has_expired_since(
    client, issued
):
    _, content = issued
    page = upload(client, content).text
    assert "Signed, by its own word" in page
    assert "The signing certificate has expired since." not in page
    with clock.at(date(2999, 1, 1)):
        page = upload(client, content).text
    assert "The signing certificate has expired since." in page
    assert "The certificate is genuine, but expired." in page


def test_a_file_with_a_flipped_bit_is_altered(client, issued):
    _, content = issued
    answer = upload(client, flipped(content))
    assert "The file has been altered." in answer.text
    assert "genuine" not in answer.text


def test_another_file_is_not_ours_or_cannot_be_examined(client):
    assert "The file cannot be examined." in upload(client, b"no PDF at all").text


def test_no_file_and_an_empty_one_are_told_at_the_field(client):
    nothing = client.post("/verify", data={}, content_type="multipart/form-data")
    empty = upload(client, b"")
    assert nothing.status_code == empty.status_code == 422
    assert "No file was chosen." in nothing.text
    assert "The file is empty." in empty.text
    assert 'id="file-error"' in empty.text


def test_a_file_that_is_too_large_is_refused_with_the_limit(client):
    answer = upload(client, b"%PDF-" + bytes(11 * 2**20))
    assert answer.status_code == 413
    assert "at most 10 MB" in answer.text


def test_a_program_asks_by_number(client, issued):
    number, _ = issued
    answer = client.get(f"/api/certificates/{number}").json
    assert answer["number"] == number
    assert answer["state"] == "valid"
    assert answer["product_name"] == "示例精密减速器"
    assert answer["valid_until"] == "2028-09-10"
    assert answer["address"].endswith(f"/certificates/{number}")
    assert answer["events"] == []


def test_a_program_is_told_in_json_that_a_number_was_not_given_out(client):
    answer = client.get("/api/certificates/PIP2025000002I")
    assert answer.status_code == 404
    assert answer.json["error"] == "There is no certificate PIP2025000002I."


def test_a_program_sends_a_file_as_body_or_as_field(client, issued):
    number, content = issued
    as_body = client.post("/api/verify", data=content, content_type="application/pdf").json
    as_field = upload(client, content, "/api/verify").json
    assert as_body == as_field
    assert as_body["verdict"] == "valid"
    assert as_body["certificate"]["number"] == number
    assert (as_body["paper"], as_body["remark"]) == ("certificate", "")
    altered = client.post("/api/verify", data=flipped(content), content_type="application/pdf")
    assert altered.json["verdict"] == "altered"


def test_a_program_that_sends_no_file_is_told_so(client):
    answer = client.post("/api/verify", data={}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert answer.json["problems"][0]["field"] == "file"


def test_a_program_needs_no_token_against_forged_requests(app, client, issued):
    _, content = issued
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert upload(client, content, "/api/verify").status_code == 200
        assert upload(client, content, "/verify").status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_page_of_a_certificate_says_since_when_it_is_what_it_is(client):
    certificate = of_application(ApplicationFactory(certified=True).id)
    assert certificate is not None
    address = f"/certificates/{certificate.number}"
    assert "It holds from 11 September 2025 to 10 September 2028" in words(client, address)
    with clock.at(date(2028, 9, 11)):
        assert "Its last day was 10 September 2028." in words(client, address)
    reviewer, number = actor(UserFactory(reviewer=True)), certificate.id
    with clock.at(date(2025, 10, 1)), unit_of_work():
        found = db.session.get_one(Certificate, number)
        acts.CERTIFICATE_ACTS[CertificateAction.SUSPEND](reviewer, found)
    page = words(client, address)
    assert "It has been suspended since 1 October 2025." in page
    assert "示例原因" in page


def test_an_uploaded_notice_is_genuine_and_no_certificate(client):
    registered = ApplicationFactory(registered=True)
    notice = notice_of(registered.id)
    assert notice is not None and notice.pdf_sha256 is not None
    page = upload(client, store.read(notice.pdf_sha256)).text
    assert "The registration notice is genuine, and the registration stands." in page
    assert "it does not say that the product is certified" in page
    assert registered.registration_number in page
    assert "The certificate is genuine" not in page
    as_program = client.post(
        "/api/verify", data=store.read(notice.pdf_sha256), content_type="application/pdf"
    ).json
    assert (as_program["verdict"], as_program["paper"]) == ("valid", "notice")
    assert as_program["certificate"] is None


def test_a_number_of_an_application_that_was_withdrawn_says_so(client):
    applicant = UserFactory()
    registered = ApplicationFactory(registered=True, applicant=applicant)
    number, application_id = registered.registration_number, registered.id
    with unit_of_work():
        applications.withdraw(actor(applicant), db.session.get_one(Application, application_id))
    answer = client.get("/verify", query_string={"number": number})
    assert answer.status_code == 200
    assert "The application of this number was withdrawn." in answer.text


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        ("registered", "The product is registered, not certified."),
        ("public_notice", "its certification is under public notice"),
        ("certified", "a certificate was issued for it"),
    ],
)
def test_a_registration_is_never_taken_for_a_certification(client, reach, said):
    number = ApplicationFactory(reach=reach).registration_number
    assert said in client.get(f"/register/{number}").text


def test_how_verification_works_explains_every_answer_and_names_both_lists(client):
    page = client.get("/verify/how").text
    for explanation in OF_FILE.values():
        assert str(escape(explanation.advice)) in page
    assert "/api/status/revocation" in page
    assert "/api/status/suspension" in page


def test_every_verdict_has_its_explanation():
    assert set(OF_FILE) == set(Verdict)
    assert set(OF_NUMBER) == set(State)
