"""Documents are attached, looked at by whom they concern, and kept as they were handed in."""

import io
from uuid import uuid4

import pytest
from documents.scanner import EICAR_LIKE, scanner
from factories import ApplicationFactory, UserFactory, actor
from factories.documents import document_of, docx, pdf, picture
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from registry.accounts.models import User
from registry.applications import service as applications
from registry.applications.models import Application, Document, EvaluationRecord
from registry.audit import AuditEntry
from registry.certification import store
from registry.extensions import db
from registry.integrity.verify import verify
from registry.transaction import unit_of_work


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
    return f"/applications/{it.public_id}/documents"


def version_of(it: Application) -> int:
    db.session.rollback()
    return db.session.scalars(select(Application.version).where(Application.id == it.id)).one()


def send(browser, it, content, name="许可合同.pdf", **fields):
    given = {"version": version_of(it), "file": (io.BytesIO(content), name), **fields}
    return browser.post(address(it), data=given, content_type="multipart/form-data")


def documents() -> list[Document]:
    db.session.rollback()
    return list(db.session.scalars(select(Document).order_by(Document.id)).all())


def test_a_document_is_attached_and_can_be_fetched_bit_for_bit(browser, draft):
    content = pdf()
    assert send(browser, draft, content).status_code == 303
    (kept,) = documents()
    assert (kept.name, kept.kind, kept.size) == ("许可合同.pdf", "pdf", len(content))
    answer = browser.get(f"{address(draft)}/{kept.public_id}")
    assert answer.data == content
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''%E8%AE%B8" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = browser.get(f"/applications/{draft.public_id}").text
    assert "许可合同.pdf" in page and kept.sha256[:16] in page
    assert store.path_of(kept.sha256, store.DOCUMENT).name == f"{kept.sha256}.document"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "空.pdf", "The file is empty."),
        (b"MZ", "setup.pdf", "This is neither a PDF nor a PNG, JPEG, DOCX or XLSX file."),
        (b"%PDF-1.7 cut", "a.pdf", "cannot be read to its end"),
        (pdf(), "evil.exe", "The content of this file is PDF, which its name does not say."),
        (picture(), "a.jpg", "Let its name end in .png"),
        (pdf(), "a\u202efdp.exe.pdf", "a character that cannot be seen (U+202E)"),
        (pdf(), "长" * 197 + ".pdf", "The text has 201 characters."),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(browser, draft, content, name, said):
    answer = send(browser, draft, content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert documents() == []


def send_all(browser, it, *files):
    given = {
        "version": version_of(it),
        "file": [(io.BytesIO(content), name) for content, name in files],
    }
    return browser.post(address(it), data=given, content_type="multipart/form-data")


def test_several_files_are_attached_at_once_in_their_order(browser, draft):
    version = version_of(draft)
    files = [(pdf(), "许可合同.pdf"), (picture(), "照片.png"), (docx(), "说明.docx")]
    assert send_all(browser, draft, *files).status_code == 303
    assert [each.name for each in documents()] == [name for _, name in files]
    assert version_of(draft) == version + 1
    assert "Documents attached: 3." in browser.get(address(draft)).text


def test_a_file_that_is_refused_takes_no_other_with_it(browser, draft):
    good, again = (pdf(), "许可合同.pdf"), (pdf(), "副本.pdf")
    answer = send_all(browser, draft, (b"MZ", "setup.pdf"), good, again, (docx(), "说明.docx"))
    assert answer.status_code == 200
    assert [each.name for each in documents()] == ["许可合同.pdf", "说明.docx"]
    assert "Documents attached: 2." in answer.text and "Not attached: 2." in answer.text
    assert "setup.pdf</span>: This is neither a PDF nor" in answer.text
    assert "副本.pdf</span>: This file is attached already, as “许可合同.pdf”." in answer.text
    # In the answer, and in the table of what is attached.
    assert answer.text.count("说明.docx") >= 2


def test_where_every_file_is_refused_nothing_is_stored_and_each_is_told(browser, draft):
    version = version_of(draft)
    answer = send_all(browser, draft, (b"", "空.pdf"), (pdf(), "evil.exe"))
    assert answer.status_code == 422
    assert "空.pdf</span>: The file is empty." in answer.text
    assert "evil.exe</span>: The content of this file is PDF" in answer.text
    assert (documents(), version_of(draft)) == ([], version)


def test_the_files_beyond_the_limit_of_the_application_are_refused(
    app, browser, draft, monkeypatch
):
    monkeypatch.setitem(app.config["REGISTRY"], "DOCUMENTS_MOST", "1")
    answer = send_all(browser, draft, (pdf(), "a.pdf"), (pdf(2), "b.pdf"))
    assert "b.pdf</span>: The application has 1 documents." in answer.text
    assert [each.name for each in documents()] == ["a.pdf"]


@pytest.mark.parametrize(("count", "status"), [(11, 422), (20, 422), (21, 413)])
def test_more_files_than_can_be_chosen_at_once_are_not_examined(browser, draft, count, status):
    answer = send_all(browser, draft, *((pdf(), f"{place}.pdf") for place in range(count)))
    assert answer.status_code == status
    if status == 422:
        assert f"{count} files were chosen. Choose at most 10 at once" in answer.text
    assert documents() == []


def test_each_file_of_an_upload_is_counted_as_one_to_be_examined(app, browser, draft, monkeypatch):
    monkeypatch.setitem(app.config["REGISTRY"], "UPLOADS_PER_MINUTE", "2")
    monkeypatch.setitem(app.config["REGISTRY"], "THROTTLE_STORE", f"memory://{uuid4()}")
    files = [(pdf(place), f"{place}.pdf") for place in (1, 2, 3)]
    assert send_all(browser, draft, *files).status_code == 429
    assert documents() == []


def test_no_file_no_document(browser, draft):
    answer = browser.post(address(draft), data={"version": "1"})
    assert (answer.status_code, documents()) == (422, [])
    assert "No file was chosen." in answer.text


def test_folders_in_the_name_are_left_out(browser, draft):
    send(browser, draft, docx(), "/案卷/说明.docx")
    assert [each.name for each in documents()] == ["说明.docx"]


def test_the_same_content_is_attached_once_and_no_more_than_the_limit(
    app, browser, draft, monkeypatch
):
    send(browser, draft, pdf())
    assert "This file is attached already" in send(browser, draft, pdf(), "b.pdf").text
    monkeypatch.setitem(app.config["REGISTRY"], "DOCUMENTS_MOST", "1")
    assert "The application has 1 documents." in send(browser, draft, pdf(2), "b.pdf").text
    monkeypatch.setitem(app.config["REGISTRY"], "DOCUMENT_BYTES", "10")
    assert "At most 10 bytes are taken" in send(browser, draft, pdf(3), "c.pdf").text
    assert len(documents()) == 1


def test_who_saw_another_version_is_told_so(browser, draft):
    assert send(browser, draft, pdf(), version="9").status_code == 409
    assert documents() == []


def test_a_removed_document_is_nobodys(browser, sign_in, draft, applicant):
    kept = document_of(draft, applicant, pdf())
    place = f"{address(draft)}/{kept.public_id}"
    answer = browser.post(f"{place}/remove", data={"version": version_of(draft)})
    assert answer.status_code == 303
    for each in (browser, sign_in(UserFactory(reviewer=True))):
        assert each.get(place).status_code == 404
    assert "No document is attached." in browser.get(address(draft)).text


def test_what_was_handed_in_stays_and_more_can_be_added(browser, applicant):
    it = ApplicationFactory(applicant=applicant)
    kept = document_of(it, applicant, pdf())
    with unit_of_work():
        applications.submit(actor(applicant), db.session.get_one(Application, it.id))
    assert send(browser, it, pdf(2), "b.pdf").status_code == 409
    returned = ApplicationFactory(returned=True, applicant=UserFactory())
    assert returned.documents == []
    place = f"{address(it)}/{kept.public_id}"
    answer = browser.post(f"{place}/remove", data={"version": version_of(it)})
    assert answer.status_code == 409


def test_a_returned_application_takes_more_and_gives_none_up(sign_in):
    applicant = UserFactory()
    it = ApplicationFactory(returned=True, applicant=applicant)
    browser = sign_in(applicant)
    assert send(browser, it, pdf()).status_code == 303
    (kept,) = documents()
    place = f"{address(it)}/{kept.public_id}/remove"
    assert browser.post(place, data={"version": version_of(it)}).status_code == 409


def test_the_hashes_are_frozen_with_what_is_handed_in(app, applicant, draft):
    kept = document_of(draft, applicant, pdf())
    with unit_of_work():
        applications.submit(actor(applicant), db.session.get_one(Application, draft.id))
    facts = db.session.scalars(select(EvaluationRecord.facts)).one()
    assert facts["documents"] == [{"name": kept.name, "kind": "pdf", "sha256": kept.sha256}]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "attach")).one()
    assert entry.details["sha256"] == kept.sha256
    assert list(verify().faults()) == []
    store.path_of(kept.sha256, store.DOCUMENT).write_bytes(b"another")
    assert [name for name, _ in verify().faults()] == ["documents"]
    store.path_of(kept.sha256, store.DOCUMENT).unlink()
    assert [name for name, _ in verify().faults()] == ["documents"]


def test_whom_it_concerns_sees_it_and_nobody_else(sign_in, client, applicant, draft):
    kept = document_of(draft, applicant, pdf())
    place = f"{address(draft)}/{kept.public_id}"
    seen = {
        200: (applicant, UserFactory(enterprise=applicant.enterprise),
              UserFactory(reviewer=True), UserFactory(operator=True)),
        404: (UserFactory(), UserFactory(statistician=True)),
    }  # fmt: skip
    for status, people in seen.items():
        for person in people:
            assert sign_in(person).get(place).status_code == status
    assert client.get(place).status_code == 403
    answer = sign_in(applicant).get(f"{place}/preview")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert kept.name in sign_in(UserFactory(reviewer=True)).get(f"/reviews/{draft.public_id}").text


def test_an_infected_file_is_refused_by_name(app, browser, draft, monkeypatch):
    made = docx(virus=EICAR_LIKE.decode())
    bare = pdf().replace(b"%%EOF", b"%" + EICAR_LIKE + b"\n%%EOF")
    with scanner() as (place, seen):
        monkeypatch.setitem(app.config["REGISTRY"], "VIRUS_SCANNER", place)
        answer = send(browser, draft, bare)
        assert answer.status_code == 422
        assert "The virus scanner found Test-Signature in this file." in answer.text
        assert documents() == []
        assert send(browser, draft, made, "a.docx").status_code == 303
    assert seen == [bare, made]


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\xff\0"])
def test_a_scanner_that_does_not_say_ok_lets_nothing_in(app, browser, draft, monkeypatch, answer):
    with scanner(answer) as (place, _):
        monkeypatch.setitem(app.config["REGISTRY"], "VIRUS_SCANNER", place)
        assert send(browser, draft, pdf()).status_code == 503
    assert documents() == []


@pytest.mark.parametrize("place", ["127.0.0.1:1", "/nowhere/clamd.ctl", "no port"])
def test_a_scanner_that_is_not_there_lets_nothing_in(app, browser, draft, monkeypatch, place):
    monkeypatch.setitem(app.config["REGISTRY"], "VIRUS_SCANNER", place)
    answer = send(browser, draft, pdf())
    assert answer.status_code == 503
    assert "The virus scanner of the registry cannot be reached" in answer.text


def test_a_form_that_is_sent_twice_attaches_once(browser, draft):
    key = {"idempotency_key": "a-key-of-one-form", "version": "1"}
    for _ in range(2):
        given = {**key, "file": (io.BytesIO(pdf()), "a.pdf")}
        assert browser.post(address(draft), data=given).status_code == 303
    assert len(documents()) == 1
