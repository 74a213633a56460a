"""From the row to the signed file: after a crash the missing ones are made, and none twice."""

from pathlib import Path
from typing import Any

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from papers import papers_of, without_their_files
from snapshots import contents
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from together import threads

from certificates.payload import Notice, Payload, paper_from_json
from registry.certification import paper, service, store
from registry.certification.models import Paper
from registry.certification.queries import notice_of, of_application, prints_of
from registry.certification.workflow import PaperKind
from registry.errors import BadInput, Conflict, NotFound, NotReady, Refused
from registry.extensions import db
from registry.transaction import unit_of_work


@pytest.fixture
def own_store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test alone."""
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path))
    return tmp_path


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("own_store")
def test_after_the_commit_both_signed_files_lie_in_the_store_under_their_hashes(app: Flask) -> None:
    notice, certificate = papers_of(ApplicationFactory(certified=True))
    assert (notice.kind, certificate.kind) == (PaperKind.NOTICE, PaperKind.CERTIFICATE)
    for each in (notice, certificate):
        assert store.read(str(each.pdf_sha256)).startswith(b"%PDF-")
        assert each.made_at is not None


@pytest.mark.usefixtures("own_store")
def test_a_notice_says_what_was_registered_and_a_certificate_what_was_certified(
    app: Flask,
) -> None:
    it = ApplicationFactory(certified=True)
    notice, certificate = (paper_from_json(each.payload) for each in papers_of(it))
    assert isinstance(notice, Notice)
    assert isinstance(certificate, Payload)
    assert notice.number == certificate.registration_number == it.registration_number
    assert notice.issued_on == it.registered_on
    assert notice.verification_url.endswith(f"/register/{it.registration_number}")
    assert [each.core for each in notice.patents] == [True, True]


def test_a_registration_without_certification_has_its_notice_alone(app: Flask) -> None:
    it = ApplicationFactory(registered=True)
    (only,) = papers_of(it)
    assert only is notice_of(it.id)
    assert of_application(it.id) is None


def test_a_registration_of_which_no_paper_could_speak_is_not_made(app: Flask) -> None:
    it = ApplicationFactory(submitted=True)
    before = contents()
    reviewer = actor(UserFactory(reviewer=True))
    with pytest.raises(Conflict, match="cannot say this: .*Invisible character"), unit_of_work():
        db.session.execute(
            text("UPDATE application SET model = :model WHERE id = :id"),
            {"model": "SL\u200b100", "id": it.id},
        )
        db.session.refresh(it)
        service.register(reviewer, it, service.Grounds())
    changed = {name for name, rows in contents().items() if rows != before[name]}
    assert changed <= {"user", "user_role"}


def test_a_crash_before_the_file_leaves_rows_whose_files_are_made_later(
    app: Flask, own_store: Path
) -> None:
    complete = ApplicationFactory(certified=True)
    kept = [each.pdf_sha256 for each in papers_of(complete)]
    interrupted = without_their_files(ApplicationFactory(certified=True))
    assert paper.make_missing_papers() == 2
    db.session.rollback()
    assert None not in [each.pdf_sha256 for each in papers_of(interrupted)]
    assert [each.pdf_sha256 for each in papers_of(complete)] == kept
    assert paper.make_missing_papers() == 0


def test_the_missing_papers_of_a_round_are_those_of_its_applications(app: Flask) -> None:
    it = without_their_files(ApplicationFactory(certified=True))
    assert list(paper.missing_papers(2025)) == [each.id for each in papers_of(it)]
    assert list(paper.missing_papers(2024)) == []


@pytest.mark.usefixtures("own_store")
def test_a_file_that_cannot_be_made_now_leaves_the_certification_as_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", "/proc/nowhere")
    it = ApplicationFactory(certified=True)
    assert [each.pdf_sha256 for each in papers_of(it)] == [None, None]
    assert it.certified_on is not None


def test_one_that_cannot_be_made_keeps_no_other_from_being_made_and_is_named(
    app: Flask, own_store: Path
) -> None:
    broken, sound = (without_their_files(ApplicationFactory(certified=True)) for _ in range(2))
    certificate = papers_of(broken)[1]
    with unit_of_work():
        certificate.design = "not_there"
    with pytest.raises(NotReady, match=f"{certificate.number}: .*not_there"):
        paper.make_missing_papers()
    db.session.rollback()
    assert [each.pdf_sha256 is None for each in papers_of(broken)] == [False, True]
    assert [each.pdf_sha256 is None for each in papers_of(sound)] == [False, False]


def test_a_file_that_its_own_check_refuses_is_not_stored(
    app: Flask, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = without_their_files(ApplicationFactory(registered=True))
    (made,) = files_of(own_store)
    made.unlink()
    signed = paper.render_signed

    def with_a_byte_more(*given: Any, **named: Any) -> bytes:
        return signed(*given, **named) + b" "

    monkeypatch.setattr(paper, "render_signed", with_a_byte_more)
    with pytest.raises(NotReady, match="over the whole"):
        paper.make_paper(papers_of(it)[0].id)
    assert files_of(own_store) == []


def test_a_paper_made_twice_is_one_file(app: Flask, own_store: Path) -> None:
    (notice,) = papers_of(ApplicationFactory(registered=True))
    first = paper.make_paper(notice.id)
    assert paper.make_paper(notice.id) == first
    assert len(files_of(own_store)) == 1


@pytest.mark.usefixtures("own_store")
def test_of_four_workers_who_make_one_paper_at_once_all_answer_with_one_hash(app: Flask) -> None:
    it = without_their_files(ApplicationFactory(registered=True))
    (notice,) = papers_of(it)
    paper_id = notice.id
    hashes = set(threads(app, 4, lambda _: paper.make_paper(paper_id)))
    db.session.rollback()
    assert hashes == {papers_of(it)[0].pdf_sha256}
    made = text("SELECT count(*) FROM audit_entry WHERE verb = 'make' AND subject_id = :id")
    # One entry from before its hash was taken away, and one of the four.
    assert db.session.scalar(made, {"id": paper_id}) == 2


@pytest.mark.usefixtures("own_store")
def test_making_a_paper_changes_nothing_but_its_row_and_the_trail(app: Flask) -> None:
    (notice,) = papers_of(without_their_files(ApplicationFactory(registered=True)))
    before = contents()
    paper.make_paper(notice.id)
    after = contents()
    assert [name for name in before if before[name] != after[name]] == [
        "audit_entry",
        "audit_link",
        "paper",
    ]


def test_a_reprint_says_the_same_is_signed_anew_and_leaves_the_first_one_as_it_is(
    app: Flask, own_store: Path
) -> None:
    it = ApplicationFactory(certified=True)
    first = papers_of(it)[1]
    kept = first.pdf_sha256
    reviewer = actor(UserFactory(reviewer=True))
    with unit_of_work():
        service.reprint(reviewer, first, " 示例:密钥已更换 ")
    first, second = prints_of(first.number)
    assert (first.print_no, second.print_no, second.reason) == (1, 2, "示例:密钥已更换")
    assert first.payload == second.payload
    assert first.pdf_sha256 == kept
    assert second.pdf_sha256 not in (None, kept)
    assert len(files_of(own_store)) == 3


def test_a_reprint_needs_a_reason_a_reviewer_of_no_enterprise_and_the_newest_print(
    app: Flask,
) -> None:
    applicant = UserFactory()
    it = ApplicationFactory(certified=True, applicant=applicant)
    first = papers_of(it)[1]
    reviewer = actor(UserFactory(reviewer=True))
    insider = actor(UserFactory(reviewer=True, enterprise=applicant.enterprise))
    for who, reason, error in (
        (reviewer, "  ", BadInput),
        (actor(applicant), "示例原因", Refused),
        (insider, "示例原因", Refused),
    ):
        with pytest.raises(error), unit_of_work():
            service.reprint(who, first, reason)
    with unit_of_work():
        service.reprint(reviewer, first, "示例原因")
    with pytest.raises(Conflict, match="printed again meanwhile"), unit_of_work():
        service.reprint(reviewer, first, "示例原因")
    without_their_files(it)
    with pytest.raises(Conflict, match="not made yet"), unit_of_work():
        service.reprint(reviewer, prints_of(first.number)[-1], "示例原因")


def test_eight_who_ask_for_a_reprint_at_once_get_one(app: Flask) -> None:
    paper_id = papers_of(ApplicationFactory(certified=True))[1].id
    reviewers = [actor(UserFactory(reviewer=True)) for _ in range(8)]

    def again(worker: int) -> str:
        try:
            with unit_of_work():
                found = db.session.get_one(Paper, paper_id)
                service.reprint(reviewers[worker], found, "示例原因")
        except (Conflict, IntegrityError):
            return "told"
        return "printed"

    assert sorted(threads(app, 8, again)) == ["printed"] + ["told"] * 7
    db.session.rollback()
    assert len(prints_of(db.session.get_one(Paper, paper_id).number)) == 2


def test_registrations_of_before_there_were_notices_get_theirs_once(app: Flask) -> None:
    old, new = ApplicationFactory(registered=True), ApplicationFactory(registered=True)
    with unit_of_work():
        db.session.execute(text("DELETE FROM paper WHERE id = :id"), {"id": papers_of(old)[0].id})
    assert service.request_missing_notices(2024) == 0
    assert service.request_missing_notices(2025) == 1
    assert service.request_missing_notices(None) == 0
    (notice,) = papers_of(old)
    said = paper_from_json(notice.payload)
    assert (said.number, said.issued_on) == (old.registration_number, old.registered_on)
    assert len(papers_of(new)) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE paper SET certificate_id = NULL WHERE kind = 'certificate'",
        "UPDATE paper SET kind = 'certificate' WHERE kind = 'notice'",
        "UPDATE paper SET made_at = NULL",
        "UPDATE paper SET print_no = 0",
        "UPDATE paper SET print_no = 2",
        "UPDATE paper SET reason = 'x'",
        "UPDATE paper SET number = 'x'",
        "UPDATE paper SET pdf_sha256 = 'x'",
    ],
)
def test_the_database_refuses_papers_that_cannot_be(app: Flask, sql: str) -> None:
    ApplicationFactory(certified=True)
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.execute(text(sql))
    assert db.session.scalars(select(Paper.print_no)).all() == [1, 1]


def test_what_is_kept_is_read_back_under_its_hash(app: Flask, own_store: Path) -> None:
    digest = store.keep(b"content")
    assert store.read(digest) == b"content"
    assert store.path_of(digest).is_relative_to(own_store)


def test_keeping_the_same_content_twice_makes_one_file(app: Flask, own_store: Path) -> None:
    assert store.keep(b"content") == store.keep(b"content")
    assert len(files_of(own_store)) == 1


def test_a_file_that_was_changed_in_the_store_is_not_handed_out(
    app: Flask, own_store: Path
) -> None:
    digest = store.keep(b"content")
    store.path_of(digest).write_bytes(b"Content")
    with pytest.raises(NotFound, match="damaged"):
        store.read(digest)


@pytest.mark.usefixtures("own_store")
def test_a_file_that_is_not_there_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound, match="not in the store"):
        store.read("0" * 64)


@pytest.mark.parametrize("junk", ["", "../../etc/passwd", "0" * 63, "/etc/passwd", "AB" * 32])
def test_what_is_no_hash_is_not_looked_for_in_the_store(
    app: Flask, own_store: Path, junk: str
) -> None:
    with pytest.raises(NotFound):
        store.read(junk)


def test_an_interrupted_write_leaves_no_file_under_the_hash(
    app: Flask, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        with pytest.raises(OSError):
            store.keep(b"content")
    assert not [path for path in files_of(own_store) if path.suffix == ".pdf"]
    assert store.read(store.keep(b"content")) == b"content"
