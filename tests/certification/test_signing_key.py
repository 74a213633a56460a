"""The registry's signing key: which are refused, each with its reason, and when it must be renewed."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from flask import Flask

from certificates.sign import development_signer
from registry import clock
from registry.certification.keys import key_notice, signer, trust
from registry.clock import REGISTRY_ZONE
from registry.errors import NotReady

BEGINS, ENDS = date(2025, 1, 1), date(2027, 1, 1)
TODAY = date(2026, 3, 1)
Keys = Callable[..., dict[str, str]]


def certificate(
    subject: str,
    key: EllipticCurvePrivateKey,
    issuer: str,
    by: EllipticCurvePrivateKey,
    ends: date,
    signs: bool = True,
) -> x509.Certificate:
    def name(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])

    def noon(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, 12, tzinfo=REGISTRY_ZONE)

    authority = subject == issuer
    usage = x509.KeyUsage(True, signs, False, False, False, authority, authority, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(noon(BEGINS))
        .not_valid_after(noon(ends))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(usage, critical=True)
        .sign(by, SHA256())
    )


@pytest.fixture
def today() -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def keys(app: Flask, tmp_path: Path) -> Keys:
    """Make a key and set the registry to sign with it and to trust its root."""

    def make(ends: date = ENDS, root_ends: date = ENDS, signs: bool = True) -> dict[str, str]:
        root_key, key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
        root = certificate("示例根", root_key, "示例根", root_key, root_ends)
        leaf = certificate("示例认定中心", key, "示例根", root_key, ends, signs)
        file, anchors = tmp_path / "key.p12", tmp_path / "anchors.pem"
        file.write_bytes(
            pkcs12.serialize_key_and_certificates(b"x", key, leaf, [root], NoEncryption())
        )
        anchors.write_bytes(root.public_bytes(Encoding.PEM))
        settings: dict[str, str] = app.config["REGISTRY"]
        settings |= {"SIGNER_PKCS12": str(file), "TRUST_ANCHORS": str(anchors)}
        return settings

    return make


@pytest.fixture(autouse=True)
def settings_as_before(app: Flask) -> Iterator[dict[str, str]]:
    before = dict(app.config["REGISTRY"])
    with app.app_context():
        yield app.config["REGISTRY"]
    app.config["REGISTRY"].clear()
    app.config["REGISTRY"].update(before)


@pytest.mark.usefixtures("today")
def test_a_good_key_signs_and_is_loaded_once(keys: Keys) -> None:
    keys()
    assert signer() is signer()
    assert (signer().name, len(trust().anchors)) == ("示例认定中心", 1)
    assert key_notice(TODAY) is None


@pytest.mark.usefixtures("today")
def test_a_development_key_is_refused_in_production_wherever_it_lies(
    keys: Keys, tmp_path: Path
) -> None:
    settings = keys()
    development_signer(tmp_path / "toy")
    settings |= {
        "ENV": "production",
        "SIGNER_PKCS12": str(tmp_path / "toy/development-authority.p12"),
        "TRUST_ANCHORS": str(tmp_path / "toy/trust-anchor.pem"),
    }
    with pytest.raises(NotReady, match="is a key of a development authority"):
        signer()


@pytest.mark.usefixtures("today")
def test_without_a_key_production_does_not_sign(settings_as_before: dict[str, str]) -> None:
    settings_as_before |= {"ENV": "production", "SIGNER_PKCS12": ""}
    with pytest.raises(NotReady, match="it has no key. Set REGISTRY_SIGNER_PKCS12"):
        signer()


@pytest.mark.parametrize("day", [BEGINS - timedelta(days=1), ENDS + timedelta(days=1)])
@pytest.mark.parametrize("production", [True, False])
def test_a_certificate_that_is_not_valid_today_is_refused(
    day: date, production: bool, keys: Keys
) -> None:
    keys()["ENV"] = "production" if production else "development"
    with clock.at(day), pytest.raises(NotReady, match="示例认定中心 is valid from 2025-01-01 to"):
        signer()


def test_a_loaded_key_is_refused_from_the_day_on_which_it_expires(keys: Keys) -> None:
    keys()
    with clock.at(ENDS - timedelta(days=1)):
        signer()
    with clock.at(ENDS + timedelta(days=1)), pytest.raises(NotReady, match="cannot sign"):
        signer()


def test_an_expired_authority_above_is_refused(keys: Keys) -> None:
    keys(root_ends=date(2026, 2, 1))
    with clock.at(TODAY), pytest.raises(NotReady, match="示例根 is valid from"):
        signer()


@pytest.mark.usefixtures("today")
def test_a_key_that_does_not_lead_to_the_trust_anchors_is_refused(
    keys: Keys, tmp_path: Path
) -> None:
    settings = keys()
    key = generate_private_key(SECP256R1())
    other = certificate("示例根", key, "示例根", key, ENDS)
    Path(settings["TRUST_ANCHORS"]).rename(tmp_path / "former.pem")
    (tmp_path / "other.pem").write_bytes(other.public_bytes(Encoding.PEM))
    settings["TRUST_ANCHORS"] = str(tmp_path / "other.pem")
    with pytest.raises(NotReady, match="示例认定中心 does not lead to an authority"):
        signer()


@pytest.mark.usefixtures("today")
def test_a_certificate_for_something_else_is_refused(keys: Keys) -> None:
    keys(signs=False)
    with pytest.raises(NotReady, match="must include nonRepudiation"):
        signer()


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("content", [b"", b"hello"])
def test_a_key_file_that_cannot_be_read_is_refused(content: bytes, keys: Keys) -> None:
    Path(keys()["SIGNER_PKCS12"]).write_bytes(content)
    with pytest.raises(NotReady, match="The key file .* cannot be opened"):
        signer()


@pytest.mark.usefixtures("today")
def test_trust_anchors_that_cannot_be_read_are_refused(keys: Keys, tmp_path: Path) -> None:
    keys()["TRUST_ANCHORS"] = str(tmp_path / "none.pem")
    for asked in (signer, trust):
        with pytest.raises(NotReady, match="No certificate can be read from"):
            asked()


@pytest.mark.parametrize(("left", "said"), [(61, False), (60, True), (1, True)])
def test_sixty_days_before_it_expires_a_notice_names_the_certificate(
    left: int, said: bool, keys: Keys
) -> None:
    keys()
    day = ENDS - timedelta(days=left)
    with clock.at(day):
        notice = key_notice(day)
    assert (notice is not None) is said
    if notice is not None:
        assert f"示例认定中心, with which papers are signed, expires on {ENDS}" in notice.text()
        assert notice.days == left


def test_of_several_certificates_the_notice_names_the_one_that_expires_first(keys: Keys) -> None:
    keys(root_ends=date(2026, 4, 1))
    with clock.at(TODAY):
        notice = key_notice(TODAY)
    assert notice is not None
    assert "示例根, on which the signing certificate depends" in notice.text()


def test_a_key_that_cannot_sign_is_a_notice_and_no_error(keys: Keys) -> None:
    keys()
    late = ENDS + timedelta(days=5)
    with clock.at(late):
        notice = key_notice(late)
    assert notice is not None and notice.days == 0
    assert notice.text().startswith("The registry cannot sign: The certificate 示例认定中心")


@pytest.mark.usefixtures("today")
def test_time_stamps_are_used_when_their_authority_is_set(keys: Keys) -> None:
    settings = keys()
    assert signer().stamping is None
    settings |= {
        "TIMESTAMP_URL": "http://127.0.0.1:1/tsa",
        "TIMESTAMP_ANCHORS": settings["TRUST_ANCHORS"],
    }
    stamping = signer().stamping
    assert stamping is not None and stamping.lists is None
    assert trust().stampers == trust().anchors
    settings["LONG_TERM"] = "yes"
    longer = signer().stamping
    assert longer is not None and longer.lists is not None
