"""Signing: appended to the unsigned bytes, at the time given, with a key that may sign."""

import io
import re
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from certificates.attestation import Outcome
from certificates.errors import SigningError
from certificates.examine import examine
from certificates.sign import Signer, development_signer, load_pkcs12, sign

SIGNED_AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
BEGINS, ENDS = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def certificate(
    name: str, key: Key, issuer: str, issuer_key: Key, *, authority: bool
) -> x509.Certificate:
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                **usage,
            ),
            critical=True,
        )
        .sign(issuer_key, hashes.SHA256())
    )


def key_file(folder: Path, key: Key, passphrase: str | None = None) -> Path:
    """A PKCS#12 file with a leaf, an intermediate authority and a root."""
    root_key, middle_key = ec.generate_private_key(ec.SECP256R1()), rsa_key()
    root = certificate("示例根", root_key, "示例根", root_key, authority=True)
    middle = certificate("示例中间", middle_key, "示例根", root_key, authority=True)
    leaf = certificate("示例认定中心", key, "示例中间", middle_key, authority=False)
    protection = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    file = folder / "key.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", key, leaf, [root, middle], protection)
    )
    return file


def rsa_key(bits: int = 3072) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def test_the_signed_file_begins_with_exactly_the_unsigned_one(paper: bytes, signed: bytes) -> None:
    assert signed.startswith(paper)
    assert len(signed) > len(paper)


def test_the_time_of_signing_is_the_one_given(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        assert str(field.V.M) == "D:20260112093000Z"
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"


def test_signing_leaves_the_dates_and_the_order_of_tabs_alone(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        assert str(pdf.docinfo.ModDate) == "D:20260112000000Z"
        assert [str(page.Tabs) for page in pdf.pages] == ["/S"] * len(pdf.pages)


def test_an_independent_reader_finds_the_whole_document_signed(
    signed: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)
    report = subprocess.run(["pdfsig", file], capture_output=True, text=True).stdout
    assert "Signature is Valid." in report
    assert "Total document signed" in report


def test_a_development_signer_says_so_in_its_name(signer: Signer) -> None:
    assert signer.is_development
    assert "DEVELOPMENT ONLY 仅供开发" in signer.name


def test_the_development_key_is_for_its_owner_only_and_used_again(tmp_path: Path) -> None:
    first, second = development_signer(tmp_path / "new"), development_signer(tmp_path / "new")
    assert first.certificate.dump() == second.certificate.dump()
    files = sorted((tmp_path / "new").iterdir())
    assert [file.name for file in files] == ["development-authority.p12", "trust-anchor.pem"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_signers_that_start_together_get_one_development_authority(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        signers = list(pool.map(lambda _: development_signer(tmp_path), range(8)))
    assert len({signer.certificate.dump() for signer in signers}) == 1
    assert signers[0].trust.to_pem() == (tmp_path / "trust-anchor.pem").read_text()


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), None], ids=["256", "384", "rsa"])
def test_every_accepted_kind_of_key_signs_what_the_examiner_accepts(
    curve: ec.EllipticCurve | None, paper: bytes, tmp_path: Path
) -> None:
    key = ec.generate_private_key(curve) if curve else rsa_key()
    signer = load_pkcs12(key_file(tmp_path, key, "秘密"), "秘密")
    assert not signer.is_development
    assert examine(sign(paper, signer, at=SIGNED_AT), signer.trust).outcome is Outcome.GENUINE


@pytest.mark.parametrize(
    "moment", [BEGINS - timedelta(seconds=1), ENDS + timedelta(seconds=1)], ids=["early", "late"]
)
def test_a_certificate_does_not_sign_outside_its_validity(
    moment: datetime, paper: bytes, tmp_path: Path
) -> None:
    signer = load_pkcs12(key_file(tmp_path, ec.generate_private_key(ec.SECP256R1())), None)
    with pytest.raises(SigningError, match="valid from 2025-01-01 to 2027-01-01"):
        sign(paper, signer, at=moment)


def test_a_time_without_zone_is_refused(paper: bytes, signer: Signer) -> None:
    with pytest.raises(SigningError, match="time zone"):
        sign(paper, signer, at=datetime(2026, 1, 12, 9, 30))


def test_a_file_is_not_signed_twice(signed: bytes, signer: Signer) -> None:
    with pytest.raises(SigningError, match="signed already"):
        sign(signed, signer, at=SIGNED_AT)


def test_what_is_no_pdf_is_not_signed(signer: Signer) -> None:
    with pytest.raises(SigningError, match="cannot be signed"):
        sign(b"hello", signer, at=SIGNED_AT)


def test_a_wrong_passphrase_is_refused(tmp_path: Path) -> None:
    file = key_file(tmp_path, ec.generate_private_key(ec.SECP256R1()), "right")
    with pytest.raises(SigningError, match="cannot be opened"):
        load_pkcs12(file, "wrong")


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="cannot be opened"):
        load_pkcs12(tmp_path / "none.p12", None)


def test_a_short_rsa_key_is_refused_with_its_length(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="2048 bits; at least 3072"):
        load_pkcs12(key_file(tmp_path, rsa_key(2048)), None)


def test_a_curve_that_is_not_supported_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SigningError, match="P-256 or P-384"):
        load_pkcs12(key_file(tmp_path, ec.generate_private_key(ec.SECP521R1())), None)


def test_an_authority_that_only_bears_our_name_is_found_out(paper: bytes, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    signers = []
    for folder in (ours, theirs):
        folder.mkdir()
        signers.append(load_pkcs12(key_file(folder, ec.generate_private_key(ec.SECP256R1())), None))
    found = examine(sign(paper, signers[1], at=SIGNED_AT), signers[0].trust)
    assert found.outcome is Outcome.ALTERED
    assert "does not lead to the authority" in found.reason


def test_the_field_of_the_signature_is_little_larger_than_the_signature(
    signed: bytes, paper: bytes
) -> None:
    found = re.search(rb"/Contents <([0-9A-F]+)>", signed)
    assert found
    used = len(found[1].rstrip(b"0"))
    assert used < len(found[1]) < used + 1_000
    assert len(signed) - len(paper) < 6_000
