"""Examination: doubt is never genuine, damage is named, nothing crashes."""

import asyncio
import io
import random
import re
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from forgeries import UPDATES, forged, with_revision
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from certificates import examine as module
from certificates.attestation import Attestation, Outcome, Trust, load_trust
from certificates.errors import SigningError
from certificates.evidence import check_canonical, verified
from certificates.examine import examine, examine_isolated
from certificates.first_look import is_changed
from certificates.keys import CURVE_ORDERS, LoadedKeySigner
from certificates.payload import Payload
from certificates.sign import Signer, development_signer, sign

SIGNED_AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
# The campaign takes every single bit.
FLIPS, IN_THE_SIGNATURE, FOR_THE_PARSER = 2_000, 160, 40
NO_CERTIFICATE = b"-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n"


def contents_of(pdf: bytes) -> tuple[int, int]:
    """Where the hexadecimal digits of the signature begin and end."""
    found = re.search(rb"/Contents <([0-9A-F]+)>", pdf)
    assert found
    return found.span(1)


def flipped(pdf: bytes, position: int, bit: int) -> bytes:
    damaged = bytearray(pdf)
    damaged[position] ^= 1 << bit
    return bytes(damaged)


def plain_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_a_signed_paper_is_genuine_and_says_what_it_certifies(
    signed: bytes, signer: Signer, payload: Payload
) -> None:
    found = examine(signed, signer.trust)
    assert found.outcome is Outcome.GENUINE
    assert found.payload == payload
    assert found.number == payload.number


def test_flipped_bits_all_over_the_file_are_alterations(signed: bytes, signer: Signer) -> None:
    choice = random.Random(20260112)
    spread = range(0, len(signed), len(signed) // FLIPS)
    for start in spread:
        position, bit = start + choice.randrange(len(signed) // FLIPS), choice.randrange(8)
        found = examine(flipped(signed, position % len(signed), bit), signer.trust)
        assert found.outcome is Outcome.ALTERED, (position, bit, found.reason)


def test_what_the_first_look_would_refuse_the_parser_and_the_checks_behind_it_refuse_too(
    signed: bytes, signer: Signer
) -> None:
    choice = random.Random(20260113)
    assert verified(signed, signer.trust).payload.number
    for _ in range(FOR_THE_PARSER):
        damaged = flipped(signed, choice.randrange(len(signed)), choice.randrange(8))
        with pytest.raises(Exception):  # noqa: B017  # a parser may raise anything
            verified(damaged, signer.trust)


def test_a_field_that_does_not_vouch_for_its_bytes_is_seen_at_the_first_look(
    signed: bytes, paper: bytes
) -> None:
    first, last = contents_of(signed)
    assert not is_changed(signed)
    assert not is_changed(paper)
    assert not is_changed(signed + b" ")
    for place in (9, first - 400, len(signed) - 3):
        assert is_changed(flipped(signed, place, 0))
    assert is_changed(flipped(signed, last - 1, 7))
    assert is_changed(signed[:first] + signed[first:last].lower() + signed[last:])


@given(st.binary(max_size=60), st.integers(0, 10**10), st.integers(0, 10**10))
def test_the_first_look_takes_any_bytes(tail: bytes, first: int, rest: int) -> None:
    data = b"/ByteRange [0 %d %d %d]" % (first, rest, first) + tail
    assert is_changed(data) in (True, False)


def test_flipped_bits_in_the_signature_itself_are_alterations(
    signed: bytes, signer: Signer
) -> None:
    """This field is what the signature does not cover: validators overlook changes here."""
    first, last = contents_of(signed)
    choice = random.Random(7)
    used = len(signed[first:last].rstrip(b"0"))
    places = [first + choice.randrange(used) for _ in range(IN_THE_SIGNATURE)]
    places += [choice.randrange(first + used, last) for _ in range(40)]
    places += [first - 1, last]
    for position in places:
        found = examine(flipped(signed, position, choice.randrange(8)), signer.trust)
        assert found.outcome is Outcome.ALTERED, (position, found.reason)


@pytest.mark.parametrize("added", [b"\n", b"\0", b" ", b"%%EOF\n", b"x" * 5000])
def test_appended_bytes_are_an_alteration(added: bytes, signed: bytes, signer: Signer) -> None:
    assert examine(signed + added, signer.trust).outcome is Outcome.ALTERED


def test_bytes_before_the_header_are_an_alteration(signed: bytes, signer: Signer) -> None:
    assert examine(b"\n" + signed, signer.trust).outcome is Outcome.ALTERED


def test_a_file_cut_short_is_never_genuine(signed: bytes, paper: bytes, signer: Signer) -> None:
    for length in (0, 1, 100, 5_000, len(paper) - 1, len(signed) - 1, len(signed) - 900):
        assert examine(signed[:length], signer.trust).outcome is not Outcome.GENUINE


def test_a_paper_without_its_signature_is_an_alteration(paper: bytes, signer: Signer) -> None:
    found = examine(paper, signer.trust)
    assert (found.outcome, found.reason) == (Outcome.ALTERED, module.UNSIGNED)


@pytest.mark.parametrize("update", UPDATES)
def test_an_incremental_update_is_an_alteration(update: str, signed: bytes, signer: Signer) -> None:
    changed = with_revision(signed, UPDATES[update])
    assert examine(changed, signer.trust).outcome is Outcome.ALTERED


def test_no_shadow_and_no_wrapping_makes_another_paper_genuine(
    signed: bytes, paper: bytes, signer: Signer
) -> None:
    other = sign(paper, signer, at=SIGNED_AT.replace(hour=10))
    tried = dict(forged(signed, other))
    assert len(tried) == 13
    found = {name: examine(file, signer.trust).outcome for name, file in tried.items()}
    assert [name for name, outcome in found.items() if outcome is Outcome.GENUINE] == []


def test_a_second_signature_even_of_our_own_is_an_alteration(signed: bytes, signer: Signer) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    steps = PdfCMSEmbedder(SigFieldSpec("Second")).write_cms("Second", writer)
    next(steps)
    steps.send(SigObjSetup(SignatureObject(timestamp=SIGNED_AT, bytes_reserved=8192)))
    prepared, out = steps.send(SigIOSetup(md_algorithm="sha256"))
    own = LoadedKeySigner(signer.key, signer.certificate, signer.chain)
    steps.send(asyncio.run(own.async_sign(prepared.document_digest, "sha256")))
    assert out.getvalue().count(b"/ByteRange") == 2
    assert examine(out.getvalue(), signer.trust).outcome is Outcome.ALTERED


def test_a_file_saved_anew_is_an_alteration(signed: bytes, signer: Signer) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        pdf.save(out)
    assert examine(out.getvalue(), signer.trust).outcome is Outcome.ALTERED


def test_lower_case_digits_in_the_signature_are_an_alteration(
    signed: bytes, signer: Signer
) -> None:
    first, last = contents_of(signed)
    other = signed[:first] + signed[first:last].lower() + signed[last:]
    assert examine(other, signer.trust).outcome is Outcome.ALTERED


def test_the_twin_of_an_ecdsa_signature_is_an_alteration(signed: bytes, signer: Signer) -> None:
    """(r, n - s) verifies where (r, s) does, and anybody can compute it."""
    first, last = contents_of(signed)
    message = cms.ContentInfo.load(bytes.fromhex(signed[first:last].decode()))
    check_canonical(message.dump())
    info = message["content"]["signer_infos"][0]
    r, s = decode_dss_signature(info["signature"].native)
    info["signature"] = encode_dss_signature(r, CURVE_ORDERS["secp256r1"] - s)
    digits = message.dump(force=True).hex().upper().ljust(last - first, "0")
    twin = signed[:first] + digits.encode() + signed[last:]
    found = examine(twin, signer.trust)
    assert found.outcome is Outcome.ALTERED
    assert "not the one that was made" in found.reason


def test_the_same_paper_signed_by_another_authority_is_not_ours(
    paper: bytes, signer: Signer, tmp_path: Path
) -> None:
    other = development_signer(tmp_path)
    file = sign(paper, other, at=SIGNED_AT)
    assert examine(file, other.trust).outcome is Outcome.GENUINE
    found = examine(file, signer.trust)
    assert (found.outcome, found.reason) == (Outcome.NOT_OURS, module.OTHER_SIGNER)


def test_a_plain_pdf_is_not_ours(signer: Signer) -> None:
    found = examine(plain_pdf(), signer.trust)
    assert (found.outcome, found.reason) == (Outcome.NOT_OURS, module.NO_SIGNATURE)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", b"\0" * 10_000, b"PK\x03\x04" * 99],
)
def test_rubbish_is_unreadable(data: bytes, signer: Signer) -> None:
    assert examine(data, signer.trust).outcome is Outcome.UNREADABLE


def test_a_file_larger_than_any_certificate_is_not_read(signer: Signer) -> None:
    found = examine_isolated(b"%PDF-1.7\n" + b" " * module.MAX_BYTES, signer.trust)
    assert found.outcome is Outcome.UNREADABLE
    assert "at most 5000000" in found.reason


def test_the_child_process_answers_the_same(signed: bytes, signer: Signer) -> None:
    assert examine_isolated(signed, signer.trust) == examine(signed, signer.trust)
    damaged = flipped(signed, len(signed) // 2, 3)
    assert examine_isolated(damaged, signer.trust) == examine(damaged, signer.trust)


def test_a_child_that_runs_on_is_stopped_and_the_file_is_not_genuine(
    signed: bytes, signer: Signer
) -> None:
    found = examine_isolated(signed, signer.trust, seconds=0.01)
    assert (found.outcome, found.reason) == (Outcome.UNREADABLE, module.FAILED)


def test_without_any_trust_anchor_nothing_is_genuine(signed: bytes) -> None:
    assert examine(signed, Trust(())).outcome is Outcome.NOT_OURS


def test_an_attestation_reads_back_as_it_was_written(signed: bytes, signer: Signer) -> None:
    for file in (signed, b"hello"):
        found = examine(file, signer.trust)
        assert Attestation.from_json(found.to_json()) == found


def test_a_trust_file_holds_the_anchor_of_the_signer(trust_file: Path, signer: Signer) -> None:
    assert load_trust(trust_file) == signer.trust


@pytest.mark.parametrize("content", [b"", b"hello", NO_CERTIFICATE])
def test_a_trust_file_without_certificates_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "trust.pem"
    file.write_bytes(content)
    with pytest.raises(SigningError, match="No certificate can be read"):
        load_trust(file)
