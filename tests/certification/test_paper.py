"""From the row to the paper: after a crash the missing ones are made, and no paper twice."""

from pathlib import Path
from typing import Any

import pytest
from factories import ApplicationFactory
from flask import Flask
from snapshots import contents
from sqlalchemy import select, update
from together import threads

from registry.certification import paper, store
from registry.certification.models import Certificate
from registry.certification.queries import of_application
from registry.errors import NotFound
from registry.extensions import db
from registry.transaction import unit_of_work


def a_certificate() -> Certificate:
    found = of_application(ApplicationFactory(certified=True).id)
    assert found is not None
    return found


def without_its_paper(certificate: Certificate) -> Certificate:
    """As a crash between the commit and the paper leaves it."""
    with unit_of_work():
        db.session.execute(update(Certificate).values(pdf_sha256=None))
    db.session.refresh(certificate)
    return certificate


@pytest.fixture
def own_store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of this test alone."""
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", str(tmp_path))
    return tmp_path


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("own_store")
def test_after_the_commit_the_signed_paper_lies_in_the_store_under_its_hash(app: Flask) -> None:
    certificate = a_certificate()
    assert certificate.pdf_sha256 is not None
    assert store.read(certificate.pdf_sha256).startswith(b"%PDF-")


def test_a_crash_before_the_paper_leaves_a_certificate_whose_paper_is_made_later(
    app: Flask, own_store: Path
) -> None:
    complete, interrupted = a_certificate(), a_certificate()
    with unit_of_work():
        db.session.execute(
            update(Certificate).where(Certificate.id == interrupted.id).values(pdf_sha256=None)
        )
    kept = complete.pdf_sha256
    assert paper.make_missing_papers() == 1
    db.session.rollback()
    assert interrupted.pdf_sha256 is not None
    assert complete.pdf_sha256 == kept
    assert paper.make_missing_papers() == 0


@pytest.mark.usefixtures("own_store")
def test_a_paper_that_cannot_be_made_now_leaves_the_certification_as_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config["REGISTRY"], "STORE", "/proc/nowhere")
    certificate = a_certificate()
    assert certificate.pdf_sha256 is None
    assert certificate.application.certified_on is not None


def test_a_paper_made_twice_is_one_paper(app: Flask, own_store: Path) -> None:
    certificate = a_certificate()
    first = paper.make_paper(certificate.id)
    assert paper.make_paper(certificate.id) == first
    assert len(files_of(own_store)) == 1


def test_of_four_workers_who_make_one_paper_at_once_all_answer_with_one_hash(
    app: Flask, own_store: Path
) -> None:
    certificate_id = without_its_paper(a_certificate()).id
    hashes = set(threads(app, 4, lambda _: paper.make_paper(certificate_id)))
    db.session.rollback()
    stored = db.session.scalars(select(Certificate.pdf_sha256)).one()
    assert hashes == {stored}


@pytest.mark.usefixtures("own_store")
def test_making_a_paper_changes_nothing_but_its_hash(app: Flask) -> None:
    certificate = without_its_paper(a_certificate())
    before = contents()
    paper.make_paper(certificate.id)
    after = contents()
    assert [name for name in before if before[name] != after[name]] == ["certificate"]


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
