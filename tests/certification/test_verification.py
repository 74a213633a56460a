"""What a paper in somebody's hands is."""

from datetime import date

import pytest
from acts import revoke
from factories import ApplicationFactory, UserFactory, actor
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import text
from papers import papers_of
from snapshots import contents
from sqlalchemy import delete, update

from certificates import from_json
from certificates.design import load_design
from certificates.render import render
from certificates.sign import sign
from registry import clock
from registry.applications import service as applications
from registry.certification import service, store
from registry.certification.keys import signer
from registry.certification.models import Certificate, Paper
from registry.certification.queries import of_application, prints_of
from registry.certification.verification import (
    OF_NOTICES,
    REASONS,
    Verdict,
    verify_certificate,
    verify_file,
    verify_number,
    written,
)
from registry.errors import BadInput
from registry.extensions import db
from registry.numbering import format_number
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


def test_a_paper_that_our_key_signed_again_is_unknown_for_it_is_not_the_one_issued(
    certificate: Certificate,
) -> None:
    paper = certificate.papers[0]
    design = load_design(paper.design, paper.design_version)
    again = sign(render(from_json(paper.payload), design), signer(), at=clock.now())
    found = verify_file(again)
    assert (found.verdict, found.certificate) == (Verdict.UNKNOWN, certificate)


def test_a_paper_that_our_key_signed_and_the_register_does_not_know_is_unknown(
    certificate: Certificate, paper: bytes
) -> None:
    with unit_of_work():
        db.session.execute(delete(Paper))
        db.session.execute(delete(Certificate))
    found = verify_file(paper)
    assert (found.verdict, found.certificate) == (Verdict.UNKNOWN, None)


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
        revoke(reviewer, certificate, "示例原因", date(2025, 10, 1))
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
        of_this = Paper.certificate_id == certificate.id
        db.session.execute(update(Paper).where(of_this).values(pdf_sha256="0" * 64))
    assert verify_file(paper).verdict is Verdict.UNKNOWN


@pytest.fixture
def notice(certificate: Certificate) -> bytes:
    return store.read(str(papers_of(certificate.application)[0].pdf_sha256))


def test_a_notice_is_valid_as_long_as_its_registration_stands(
    certificate: Certificate, notice: bytes
) -> None:
    found = verify_file(notice)
    assert (found.verdict, found.certificate) == (Verdict.VALID, None)
    assert found.paper is papers_of(certificate.application)[0]
    assert certificate.application.registration_number in found.reason.format_map(found.values)


def test_the_notice_of_a_registration_that_was_withdrawn_says_so(app: Flask) -> None:
    applicant = UserFactory()
    it = ApplicationFactory(registered=True, applicant=applicant)
    (paper,) = papers_of(it)
    with unit_of_work():
        applications.withdraw(actor(applicant), it, "示例原因")
    for found in (verify_file(store.read(str(paper.pdf_sha256))), verify_number(paper.number)):
        assert found.verdict is Verdict.WITHDRAWN
        assert "withdrawn" in found.reason.format_map(found.values)


@pytest.mark.parametrize("which", [0, 1])
def test_an_earlier_print_is_genuine_and_says_that_there_is_a_later_one(
    certificate: Certificate, which: int
) -> None:
    first = papers_of(certificate.application)[which]
    earlier = store.read(str(first.pdf_sha256))
    assert verify_file(earlier).remark == ""
    with clock.at(date(2025, 10, 1)), unit_of_work():
        service.reprint(actor(UserFactory(reviewer=True)), first, "示例:文件损坏")
    later = store.read(str(prints_of(first.number)[1].pdf_sha256))
    found = verify_file(earlier)
    assert (found.verdict, found.paper) == (Verdict.VALID, first)
    assert "printed again on 2025-10-01" in found.remark.format_map(found.values)
    assert (verify_file(later).verdict, verify_file(later).remark) == (Verdict.VALID, "")


def test_a_number_is_looked_up_however_it_was_typed(certificate: Certificate) -> None:
    wide = certificate.number.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for typed in (
        certificate.number,
        certificate.number.lower(),
        f"  {certificate.number[:3]} {certificate.number[3:]}\n",
        wide,
        f"\u200b{certificate.number}\u3000",
        f"http://127.0.0.1:8000/certificates/{certificate.number}/",
    ):
        found = verify_number(typed)
        assert (found.verdict, found.certificate) == (Verdict.VALID, certificate), typed
        assert found.paper is certificate.papers[0]


def test_a_registration_is_looked_up_by_its_number_too(certificate: Certificate) -> None:
    found = verify_number(f" {certificate.application.registration_number}".lower())
    assert (found.verdict, found.certificate) == (Verdict.VALID, None)
    assert found.paper is not None


def test_a_wrong_check_character_is_told_from_a_number_that_was_not_given_out(
    certificate: Certificate,
) -> None:
    mistyped = verify_number(
        certificate.number[:-1] + ("1" if certificate.number[-1] != "1" else "2")
    )
    unknown = verify_number(format_number("PIP{year}{serial:06d}{check}", 2025, 999))
    assert {mistyped.verdict, unknown.verdict} == {Verdict.UNKNOWN}
    assert "mistyped" in mistyped.reason
    assert "gave out no number" in unknown.reason


@pytest.mark.parametrize("typed", ["", "  ", "\u3000", "\u200b", "/", "///"])
def test_a_text_without_a_number_is_answered_with_the_field(app: Flask, typed: str) -> None:
    with pytest.raises(BadInput) as raised:
        verify_number(typed)
    assert [each.field for each in raised.value.problems] == ["number"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=text(max_size=80))
def test_whatever_is_typed_breaks_nothing_and_is_no_certificate(app: Flask, typed: str) -> None:
    try:
        assert verify_number(typed).verdict is Verdict.UNKNOWN
    except BadInput:
        assert written(typed) == ""


def test_every_state_of_a_certificate_has_its_reason() -> None:
    of_files = {Verdict.ALTERED, Verdict.UNKNOWN, Verdict.NOT_OURS, Verdict.UNREADABLE}
    assert set(REASONS) | set(OF_NOTICES) == set(Verdict) - of_files
