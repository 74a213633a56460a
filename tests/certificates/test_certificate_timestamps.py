"""Time-stamped signatures, B-T and B-LTA, with a real authority on loopback that may also fail."""

import asyncio
import io
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given, settings, strategies
from loopback_authority import (
    DAY,
    NOW,
    Loopback,
    authority,
    for_signing,
    for_stamps,
    issued,
    loopback,
    revocation_list,
)
from paper_reading import conformance
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext
from verapdf import Validator

from certificates.attestation import Outcome, Trust
from certificates.chains import parsed
from certificates.encoding import SEQUENCE, wrap
from certificates.errors import CertificateError, ExchangeError, TimestampError
from certificates.examine import examine
from certificates.levels import Stamping
from certificates.sign import Signer, sign
from certificates.stamps import stamp_of
from certificates.timestamps import Authority

LEVELS = [False, True]
NAMES = ["B-T", "B-LTA"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Loopback]:
    with loopback(tmp_path) as running:
        yield running


@pytest.fixture(scope="module", params=LEVELS, ids=NAMES)
def stamped(
    request: pytest.FixtureRequest, paper: bytes, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, Trust]:
    with loopback(tmp_path_factory.mktemp("stamps")) as running:
        signer = running.signer(long_term=request.param)
        return sign(paper, signer, at=NOW), signer.trust


def test_a_stamped_paper_is_genuine_and_says_by_when_it_was_signed(
    stamped: tuple[bytes, Trust],
) -> None:
    found = examine(*stamped)
    assert found.outcome is Outcome.GENUINE, found.reason
    assert found.stamped_at is not None
    assert NOW <= found.stamped_at < NOW + timedelta(hours=1)
    assert "A time stamp proves that it was signed by" in found.reason


def test_the_stamped_file_begins_with_exactly_the_unsigned_one(
    stamped: tuple[bytes, Trust], paper: bytes
) -> None:
    assert stamped[0].startswith(paper)


def test_a_stamped_paper_passes_all_three_profiles(
    validator: Validator, stamped: tuple[bytes, Trust], tmp_path: Path
) -> None:
    found = conformance(validator, stamped[0], tmp_path)
    assert found == ["3a passes", "3u passes", "ua1 passes"]


def test_other_programs_accept_a_stamped_paper(
    stamped: tuple[bytes, Trust], tmp_path: Path
) -> None:
    file = tmp_path / "stamped.pdf"
    file.write_bytes(stamped[0])
    qpdf = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True)
    assert qpdf.returncode == 0, qpdf.stdout + qpdf.stderr
    report = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True).stdout
    assert "Signature Validation: Signature is Valid." in report
    assert "\n  - Total document signed" in report


def test_pyhanko_accepts_every_signature_of_a_stamped_paper(stamped: tuple[bytes, Trust]) -> None:
    pdf, trust = stamped
    roots = [*trust.certificates(), *map(asn1_x509.Certificate.load, trust.stampers)]
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    own = reader.embedded_regular_signatures[0]
    status = validate_pdf_signature(own, ValidationContext(trust_roots=roots))
    assert status.bottom_line, status.pretty_print_details()
    assert status.timestamp_validity is not None and status.timestamp_validity.trusted
    for stamp in reader.embedded_timestamp_signatures:
        late = validate_pdf_timestamp(stamp, ValidationContext(trust_roots=roots))
        assert late.valid and late.intact and late.trusted, late.pretty_print_details()


def test_openssl_accepts_both_time_stamps(stamped: tuple[bytes, Trust], tmp_path: Path) -> None:
    pdf, trust = stamped
    (tmp_path / "root.pem").write_text(Trust(trust.stampers).to_pem(), encoding="ascii")
    for token, data in tokens_of(pdf):
        (tmp_path / "token").write_bytes(token)
        (tmp_path / "data").write_bytes(data)
        command = "openssl ts -verify -token_in -in token -data data -CAfile root.pem"
        run = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True)
        assert "Verification: OK" in run.stdout, run.stderr


def tokens_of(pdf: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each time stamp of a file, with what it is over."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    signer = reader.embedded_regular_signatures[0].signer_info
    yield signer["unsigned_attrs"][0]["values"][0].dump(), signer["signature"].native
    for last in reader.embedded_timestamp_signatures:
        _, first, second, rest = last.byte_range
        token = bytes.fromhex(pdf[first + 1 : second - 1].decode("ascii"))
        yield token, pdf[:first] + pdf[second : second + rest]


@pytest.mark.parametrize("kind", ["p384", "rsa", "behind another"])
def test_every_usual_kind_of_time_stamp_is_accepted(
    kind: str, served: Loopback, paper: bytes
) -> None:
    keys = {"p384": ec.generate_private_key(ec.SECP384R1())}
    keys |= {"rsa": rsa.generate_private_key(65537, 2048)} if kind == "rsa" else {}
    middle = authority("示例时间戳中间", served.root)
    above = middle if kind == "behind another" else served.root
    stamper = issued("示例时间戳", above, extensions=(for_stamps(),), key=keys.get(kind))
    served.use(stamper, served.root, middle, digest="sha512")
    signer = served.signer()
    found = examine(sign(paper, signer, at=NOW), signer.trust)
    assert found.outcome is Outcome.GENUINE, found.reason


@pytest.mark.parametrize("long_term", LEVELS, ids=NAMES)
def test_after_the_certificate_has_expired_a_stamped_paper_is_still_genuine(
    long_term: bool, served: Loopback, paper: bytes
) -> None:
    signer = served.signer(long_term=long_term)
    found = examine(sign(paper, signer, at=NOW), signer.trust, NOW + 4000 * DAY)
    assert found.outcome is Outcome.GENUINE
    assert found.reason.startswith("Signed by the authority")
    assert "A time stamp proves" in found.reason
    assert "The signing certificate has expired since" in found.reason


def test_without_a_time_stamp_the_reason_says_that_nothing_proves_the_moment(
    paper: bytes, signer: Signer
) -> None:
    found = examine(sign(paper, signer, at=NOW), signer.trust, NOW + 20_000 * DAY)
    assert found.outcome is Outcome.GENUINE
    assert "no time stamp proves it. The signing certificate has expired since" in found.reason


Fault = Callable[[Loopback], None]


def refusing(served: Loopback) -> None:
    """A certificate with which openssl itself stamps nothing."""
    served.use(issued("示例", served.root, extensions=(for_signing(),)), served.root)


def expired(served: Loopback) -> None:
    party = issued("示例时间戳", served.root, extensions=(for_stamps(),), days=(-30, -1))
    served.use(party, served.root)


def of_another_root(served: Loopback) -> None:
    other = authority("示例时间戳根")
    served.use(issued("示例时间戳", other, extensions=(for_stamps(),)), other)


def not_an_authority(served: Loopback) -> None:
    between = issued("示例", served.root, extensions=(for_signing(),))
    party = issued("示例时间戳", between, extensions=(for_stamps(),))
    served.use(party, between, served.root)


def sets(name: str, value: object) -> Fault:
    return lambda served: setattr(served, name, value)


def replaying(served: Loopback) -> None:
    kept: list[bytes] = []

    def replay(answer: bytes) -> bytes:
        kept.append(answer)
        return kept[0]

    served.spoil = replay


def flipping(served: Loopback) -> None:
    """The moment is changed after the signature: the digits of a year that are in no certificate."""
    served.spoil = lambda answer: answer.replace(f"{NOW:%Y%m}".encode(), f"{NOW:%Y}13".encode())


FAULTS: list[tuple[Fault, str]] = [
    (sets("spoil", lambda answer: b""), "cannot be read"),
    (sets("spoil", lambda answer: b"<html>busy</html>"), "cannot be read"),
    (sets("spoil", lambda answer: answer[:-9]), "cannot be read"),
    (sets("spoil", lambda answer: answer + b"\0"), "cannot be read"),
    (sets("spoil", lambda answer: bytes(200_000)), "more than 100000 bytes"),
    (sets("spoil", lambda answer: bytes(refusal())), "refused: out of order; bad_alg"),
    (sets("status", 302), "status 302 instead of 200"),
    (sets("status", 500), "status 500 instead of 200"),
    (replaying, "not over the signature that it came with"),
    (flipping, "time stamp"),
    (refusing, "cannot be read|refused"),
    (expired, "示例时间戳 is valid from .* that does not include"),
    (of_another_root, "示例时间戳 does not lead to an authority that is believed"),
    (not_an_authority, "示例时间戳 does not lead to an authority that is believed"),
]


def refusal() -> bytes:
    status = {"status": "rejection", "status_string": ["out of order"], "fail_info": {"bad_alg"}}
    return wrap(SEQUENCE, tsp.PKIStatusInfo(status).dump())


@pytest.mark.parametrize(("fault", "words"), FAULTS)
def test_an_authority_that_fails_is_named_and_nothing_is_signed(
    fault: Fault, words: str, served: Loopback, paper: bytes
) -> None:
    signer = served.signer()
    fault(served)
    with pytest.raises(CertificateError, match=words):
        sign(paper, signer, at=NOW)


STAMPING, CODE = ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING
PURPOSES = [
    (((x509.ExtendedKeyUsage([STAMPING]), True),), None),
    (((x509.ExtendedKeyUsage([STAMPING]), False),), "is not one for time stamps"),
    (((x509.ExtendedKeyUsage([STAMPING, CODE]), True),), "is not one for time stamps"),
    (((x509.ExtendedKeyUsage([CODE]), True),), "is not one for time stamps"),
    ((), "is not one for time stamps"),
]


@pytest.mark.parametrize(("extensions", "words"), PURPOSES)
def test_only_a_certificate_for_time_stamps_alone_stamps(
    extensions: tuple[tuple[x509.ExtensionType, bool], ...], words: str | None, served: Loopback
) -> None:
    """openssl refuses the wrong ones itself; another authority might not."""
    key = rsa.generate_private_key(65537, 2048)
    party = issued("示例时间戳", served.root, extensions=extensions, key=key)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    own = asn1_x509.Certificate.load(party.der)
    stamper = DummyTimeStamper(own, PrivateKeyInfo.load(plain))
    digest = sha256(b"x").digest()
    token = asyncio.run(stamper.async_timestamp(digest, "sha256")).dump()
    anchors = parsed([served.root.der])
    if words is None:
        assert stamp_of(token, digest, anchors).chain[0] == party.certificate
    else:
        with pytest.raises(TimestampError, match=words):
            stamp_of(token, digest, anchors)


@settings(max_examples=150, deadline=None)
@given(data=strategies.data())
def test_a_damaged_answer_is_refused_or_its_time_stamp_is_the_same(
    data: strategies.DataObject, stamped: tuple[bytes, Trust]
) -> None:
    """What an authority did not sign may be damaged: it is not what is kept."""
    token, over = next(tokens_of(stamped[0]))
    digest, anchors = sha256(over).digest(), parsed(stamped[1].stampers)
    changed = bytearray(token)
    for _ in range(data.draw(strategies.integers(1, 3))):
        place = data.draw(strategies.integers(0, len(token) - 1))
        changed[place] = data.draw(strategies.integers(0, 255))
    try:
        found = stamp_of(bytes(changed), digest, anchors)
    except TimestampError:
        return
    assert found.token == token


@settings(max_examples=60, deadline=None)
@given(rubbish=strategies.binary(max_size=300))
def test_rubbish_is_no_time_stamp(rubbish: bytes) -> None:
    with pytest.raises(TimestampError):
        stamp_of(rubbish, bytes(32), [])


def test_an_authority_that_is_down_is_named(served: Loopback, paper: bytes) -> None:
    away = Authority("http://127.0.0.1:1/tsa", (served.root.der,))
    signer = replace(served.signer(), stamping=Stamping(away))
    with pytest.raises(ExchangeError, match="http://127.0.0.1:1/tsa gave no answer: .*refused"):
        sign(paper, signer, at=NOW)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/hosts", "", "http://u:p@host/"])
def test_only_plain_addresses_are_asked(url: str, served: Loopback, paper: bytes) -> None:
    signer = replace(served.signer(), stamping=Stamping(Authority(url, ())))
    with pytest.raises(ExchangeError, match="the address must be http"):
        sign(paper, signer, at=NOW)


def test_an_authority_that_answers_drop_by_drop_is_not_waited_for(
    served: Loopback, paper: bytes
) -> None:
    """Each drop comes in time; only all of them together do not."""
    signer = replace(served.signer(), stamping=served.stamping(seconds=0.3))
    served.delay = 0.1
    with pytest.raises(ExchangeError, match="more than 0.3 seconds"):
        sign(paper, signer, at=NOW)


def test_a_clock_that_differs_from_the_authoritys_is_found_out(
    served: Loopback, paper: bytes
) -> None:
    with pytest.raises(TimestampError, match="one of the two clocks is wrong"):
        sign(paper, served.signer(), at=NOW + DAY)


def test_a_backdated_signature_with_an_expired_certificate_is_not_stamped(
    served: Loopback, paper: bytes
) -> None:
    root = authority("示例根")
    leaf = issued("示例认定中心", root, extensions=(for_signing(),), days=(-30, -1))
    signer = replace(
        served.signer(), key=leaf.key, certificate=asn1_x509.Certificate.load(leaf.der)
    )
    with pytest.raises(CertificateError, match="示例认定中心 is valid from"):
        sign(paper, signer, at=NOW - 2 * DAY)


def test_a_time_stamp_longer_than_its_place_is_refused_and_the_next_one_fits(
    served: Loopback, paper: bytes
) -> None:
    signer = served.signer()
    sign(paper, signer, at=NOW)
    middle = authority("示例时间戳中间", served.root)
    served.use(issued("示例时间戳", middle, extensions=(for_stamps(),)), middle, served.root)
    with pytest.raises(TimestampError, match="have become longer"):
        sign(paper, signer, at=NOW)
    assert examine(sign(paper, signer, at=NOW), signer.trust).outcome is Outcome.GENUINE


def lists_of_nobody(served: Loopback) -> None:
    served.put_list("middle", revocation_list(authority("示例中间")))


def lists_too_old(served: Loopback) -> None:
    served.put_list("stamps", revocation_list(served.root, days=(-9, -2)))


def lists_of_a_part(served: Loopback) -> None:
    only = x509.IssuingDistributionPoint(None, None, False, True, None, False, False)
    served.put_list("stamps", revocation_list(served.root, extension=only))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (lambda served: served.lists.clear(), "The list of .* cannot be read"),
        (lambda served: served.put_list("root", b"<html>"), "The list of 示例根 cannot be read"),
        (lists_of_nobody, "The signature of the list of 示例中间 does not hold"),
        (lists_too_old, "out of date"),
        (lists_of_a_part, "does not cover 示例时间戳"),
    ],
)
def test_nothing_is_signed_for_a_long_time_without_good_revocation_lists(
    fault: Fault, words: str, served: Loopback, paper: bytes
) -> None:
    signer = served.signer(long_term=True)
    fault(served)
    with pytest.raises(CertificateError, match=words):
        sign(paper, signer, at=NOW)


def test_a_revoked_certificate_does_not_sign_for_a_long_time(
    served: Loopback, paper: bytes
) -> None:
    stamper = issued(
        "示例时间戳", served.root, extensions=(for_stamps(), (served.list_at("stamps"), False))
    )
    served.use(stamper, served.root)
    served.put_list("stamps", revocation_list(served.root, stamper.certificate))
    with pytest.raises(CertificateError, match="示例时间戳 was revoked on"):
        sign(paper, served.signer(long_term=True), at=NOW)


def test_a_certificate_that_names_no_list_does_not_sign_for_a_long_time(
    served: Loopback, paper: bytes, signer: Signer
) -> None:
    own = replace(signer, stamping=served.stamping(long_term=True))
    with pytest.raises(CertificateError, match="names no revocation list"):
        sign(paper, own, at=NOW)
