"""The second look at what was just signed: it lets nothing pass that is not whole and ours."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from loopback_authority import NOW, Loopback, authority, for_signing, issued, loopback, new_key

from certificates.attestation import Trust
from certificates.compiled.signed import render_signed
from certificates.design import Design
from certificates.errors import CertificateError, ChainError, NotAsSigned
from certificates.payload import Payload
from certificates.selfcheck import check_signed
from certificates.sign import Signer, development_signer, sign, signer_of

SIGNED_AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
FLIPS = 300
Paper = tuple[bytes, Trust, datetime]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loopback]:
    with loopback(tmp_path_factory.mktemp("stamps")) as running:
        yield running


@pytest.fixture(scope="module", params=["B-B", "compiled", "B-T", "B-LTA"])
def fresh(
    request: pytest.FixtureRequest,
    paper: bytes,
    payload: Payload,
    design: Design,
    signer: Signer,
    served: Loopback,
) -> Paper:
    """A paper that was just signed, at each level and by each path."""
    if request.param == "compiled":
        render_signed(payload, design, signer, at=NOW)  # the first of a shape goes the full path
        return render_signed(payload, design, signer, at=NOW), signer.trust, NOW
    if request.param == "B-B":
        return sign(paper, signer, at=NOW), signer.trust, NOW
    own = served.signer(long_term=request.param == "B-LTA")
    return sign(paper, own, at=NOW), own.trust, NOW + timedelta(minutes=1)


def test_what_was_just_signed_passes(fresh: Paper) -> None:
    check_signed(*fresh)


@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_every_accepted_kind_of_key_passes(kind: str, paper: bytes, served: Loopback) -> None:
    rare = rsa.generate_private_key(65537, 3072)
    own = served.signer(key=rare if kind == "rsa" else ec.generate_private_key(ec.SECP384R1()))
    check_signed(sign(paper, replace(own, stamping=None), at=NOW), own.trust, NOW)


def test_no_flipped_bit_outside_the_padding_passes(fresh: Paper) -> None:
    pdf, trust, at = fresh
    choice = random.Random(11)
    gaps = [match.span(1) for match in re.finditer(rb"/Contents ?<[0-9A-F]+?(0{64,})>", pdf)]
    for _ in range(FLIPS):
        place = choice.randrange(len(pdf))
        if any(first - 1 <= place < last for first, last in gaps):
            continue
        damaged = bytearray(pdf)
        damaged[place] ^= 1 << choice.randrange(8)
        with pytest.raises(CertificateError):
            check_signed(bytes(damaged), trust, at)


@pytest.mark.parametrize(
    "damage",
    [
        lambda pdf: pdf[:-1],
        lambda pdf: pdf[: len(pdf) // 2],
        lambda pdf: pdf + b"\n",
        lambda pdf: b"",
        lambda pdf: b"\n" + pdf,
        lambda pdf: pdf.replace(b"/ByteRange", b"/ByteRanch"),
        lambda pdf: pdf + pdf,
    ],
)
def test_a_truncated_or_lengthened_file_does_not_pass(
    damage: Callable[[bytes], bytes], fresh: Paper
) -> None:
    pdf, trust, at = fresh
    with pytest.raises(NotAsSigned):
        check_signed(damage(pdf), trust, at)


def test_a_paper_of_another_authority_does_not_pass(fresh: Paper, tmp_path: Path) -> None:
    pdf, trust, at = fresh
    other = development_signer(tmp_path).trust
    with pytest.raises(ChainError, match="does not lead to an authority that is believed"):
        check_signed(pdf, replace(trust, anchors=other.anchors), at)


def test_a_paper_without_signature_does_not_pass(paper: bytes, signer: Signer) -> None:
    with pytest.raises(NotAsSigned, match="no signature over the whole"):
        check_signed(paper, signer.trust, NOW)


def test_a_key_that_is_not_the_certificates_is_found_out(paper: bytes, signer: Signer) -> None:
    wrong = replace(signer, key=new_key())
    with pytest.raises(NotAsSigned, match="not by the key of its certificate"):
        check_signed(sign(paper, wrong, at=NOW), signer.trust, NOW)


def test_a_message_for_other_bytes_is_found_out(
    paper: bytes, signed: bytes, signer: Signer
) -> None:
    """As when two papers are made at once and get each other's signatures."""
    other = sign(paper, signer, at=SIGNED_AT + timedelta(seconds=1))
    (here,), (there,) = (re.findall(rb"/Contents <([0-9A-F]+)>", pdf) for pdf in (signed, other))
    swapped = signed.replace(here, there)
    with pytest.raises(NotAsSigned, match="not over the bytes of the file"):
        check_signed(swapped, signer.trust, SIGNED_AT)


@pytest.mark.parametrize("days", [(-30, -1), (1, 30)], ids=["expired", "not yet valid"])
def test_a_certificate_that_is_not_valid_today_is_found_out(
    days: tuple[int, int], paper: bytes
) -> None:
    root = authority("示例根")
    leaf = issued("示例认定中心", root, extensions=(for_signing(),), days=days)
    signer = signer_of(leaf.key, leaf.certificate, [root.certificate])
    signed = sign(paper, signer, at=signer.not_before)
    with pytest.raises(ChainError, match="示例认定中心 is valid from .* that does not include"):
        check_signed(signed, signer.trust, NOW)


def test_a_time_stamp_that_nobody_believes_is_found_out(paper: bytes, served: Loopback) -> None:
    own = served.signer()
    signed = sign(paper, own, at=NOW)
    for stampers in ((), (authority("示例时间戳根").der,)):
        with pytest.raises(CertificateError, match="time stamp is not to be believed"):
            check_signed(signed, Trust(own.trust.anchors, stampers), NOW)
