"""What a paper in somebody's hands is."""

from datetime import date

import pytest
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from snapshots import contents
from sqlalchemy import delete, update

from certificates import from_json
from certificates.design import load_design
from certificates.render import render
from certificates.sign import sign
from registry import clock
from registry.certification import service, store
from registry.certification.keys import signer
from registry.certification.models import Certificate
from registry.certification.queries import of_application
from registry.certification.verification import (
    REASONS,
    Verdict,
    verify_certificate,
    verify_file,
)
from registry.extensions import db
from registry.transaction import unit_of_work


@pytest.fixture
def certificate(app: Flask) -> Certificate:
    found = of_application(ApplicationFactory(certified=True).id)
    assert found is not None
    return found


@pytest.fixture
def paper(certificate: Certificate) -> bytes:
    assert certificate.pdf_sha256 is not None
    return store.read(certificate.pdf_sha256)


def test_the_issued_paper_is_valid_and_nothing_is_written_by_looking(
    certificate: Certificate, paper: bytes
) -> None:
    before = contents()
    found = verify_file(paper)
    assert found.verdict is Verdict.VALID
    assert found.certificate is certificate
    assert found.reason.format_map(found.values).startswith("This is the paper")
    assert contents() == before


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_paper_with_one_bit_flipped_is_never_valid(paper: bytes, share: float) -> None:
    changed = bytearray(paper)
    changed[int(len(paper) * share)] ^= 1
    assert verify_file(bytes(changed)).verdict in (Verdict.ALTERED, Verdict.UNREADABLE)


def test_a_paper_with_something_appended_is_altered(paper: bytes) -> None:
    assert verify_file(paper + b"\n% a remark").verdict is Verdict.ALTERED


@pytest.mark.parametrize("junk", [b"", b"no paper", b"%PDF-1.7\n", b"\x00" * 1000])
def test_what_is_no_paper_is_never_valid_and_breaks_nothing(app: Flask, junk: bytes) -> None:
    assert verify_file(junk).verdict in (Verdict.UNREADABLE, Verdict.NOT_OURS)


def test_a_paper_that_our_key_signed_again_is_altered_for_it_is_not_the_one_issued(
    certificate: Certificate,
) -> None:
    design = load_design(certificate.design, certificate.design_version)
    again = sign(render(from_json(certificate.payload), design), signer(), at=clock.now())
    found = verify_file(again)
    assert (found.verdict, found.certificate) == (Verdict.ALTERED, certificate)


def test_a_paper_that_our_key_signed_and_the_register_does_not_know_is_not_ours(
    certificate: Certificate, paper: bytes
) -> None:
    with unit_of_work():
        db.session.execute(delete(Certificate))
    found = verify_file(paper)
    assert (found.verdict, found.certificate) == (Verdict.NOT_OURS, None)


def test_the_paper_of_a_suspended_certificate_says_so_and_of_a_reinstated_one_is_valid(
    certificate: Certificate, paper: bytes
) -> None:
    reviewer = actor(UserFactory(reviewer=True))
    with unit_of_work():
        service.suspend(reviewer, certificate, "示例原因")
    assert verify_file(paper).verdict is Verdict.SUSPENDED
    with unit_of_work():
        service.reinstate(reviewer, certificate, "示例原因")
    assert verify_file(paper).verdict is Verdict.VALID


def test_the_paper_of_a_revoked_certificate_is_revoked_even_when_it_has_expired(
    certificate: Certificate, paper: bytes
) -> None:
    with clock.at(date(2025, 10, 1)), unit_of_work():
        reviewer = actor(UserFactory(reviewer=True))
        service.revoke(reviewer, certificate, "示例原因", date(2025, 10, 1))
    with clock.at(date(2040, 1, 1)):
        assert verify_file(paper).verdict is Verdict.REVOKED


def test_the_paper_of_an_expired_certificate_says_until_when_it_was_valid(
    certificate: Certificate,
) -> None:
    with clock.at(date(2028, 9, 11)):
        found = verify_certificate(certificate)
    assert found.verdict is Verdict.EXPIRED
    assert "until 2028-09-10" in found.reason.format_map(found.values)


def test_a_register_whose_hash_was_changed_makes_no_paper_valid(
    certificate: Certificate, paper: bytes
) -> None:
    with unit_of_work():
        db.session.execute(update(Certificate).values(pdf_sha256="0" * 64))
    assert verify_file(paper).verdict is Verdict.ALTERED


def test_every_state_of_a_certificate_has_its_reason() -> None:
    of_papers = {Verdict.ALTERED, Verdict.NOT_OURS, Verdict.UNREADABLE}
    assert set(REASONS) == set(Verdict) - of_papers
