"""A second look at a paper that was just signed, before anybody gets it.

It shares no code with what signed it and none with what examines it, but for the reading of a time
stamp: the signature is found in the bytes, not by a PDF library, and verified with `cryptography`.
So a fault in the one is not hidden by the same fault in the other. It takes about a millisecond.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from certificates.attestation import Trust
from certificates.chains import chain_to, parsed
from certificates.encoding import (
    FIELD_0,
    FIELD_1,
    INTEGER,
    OCTET_STRING,
    SEQUENCE,
    SET,
    retagged,
    wrap,
)
from certificates.errors import ChainError, NotAsSigned
from certificates.stamps import read_stamp

_RANGE = re.compile(rb"/ByteRange ?\[ ?0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) ?\]")
_LEVEL = re.compile(rb"/PIP_Stamps ?<<\s*/Level ?/(B-T|B-LTA)\s")
_DIGITS = re.compile(rb"<([0-9A-F]+)>")
_DIGEST = cms.DigestAlgorithm({"algorithm": "sha256"}).dump()
_RSA = cms.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}).dump()
_ECDSA = cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
_DATA, _SIGNED_DATA = (cms.ContentType(name).dump() for name in ("data", "signed_data"))
_STAMP_TYPE = cms.CMSAttributeType("signature_time_stamp_token").dump()


@dataclass(frozen=True, slots=True)
class _Found:
    """One signature in a file: its message, the hash and the end of what it covers.

    `start` is where the file goes on behind the message.
    """

    message: bytes
    digest: bytes
    start: int
    end: int


def check_signed(pdf: bytes, trust: Trust, at: datetime) -> None:
    """Raise a CertificateError unless the paper is signed, whole, by a key that leads to `trust`.

    `at` is the present moment, with its time zone: the signer's certificate must be valid then.
    Time stamps must be there as the signature says, and lead to the authorities of `trust`.
    """
    found = sorted(_signatures(pdf), key=lambda each: each.end)
    if not found or found[-1].end != len(pdf):
        raise NotAsSigned("The signed file carries no signature over the whole of it.")
    level = _level(pdf, found[0])
    if len(found) != (2 if level == b"B-LTA" else 1):
        raise NotAsSigned("The signed file has too few signatures or time stamps, or too many.")
    value, stamp = _check_message(found[0], trust, at)
    if (stamp is None) != (level is None):
        raise NotAsSigned("The signature lacks its time stamp, or has one without saying so.")
    anchors = parsed(trust.stampers)
    if stamp is not None:
        read_stamp(stamp, hashlib.sha256(value).digest(), anchors)
    if len(found) == 2:
        read_stamp(_without_padding(found[1].message), found[1].digest, anchors)


def _level(pdf: bytes, found: _Found) -> bytes | None:
    mark = _LEVEL.search(pdf, found.start, found.end)
    return mark[1] if mark else None


def _without_padding(message: bytes) -> bytes:
    whole: bytes = cms.ContentInfo.load(message).dump()
    return whole


def _signatures(pdf: bytes) -> list[_Found]:
    """All signatures whose range of bytes is one: everything up to its end but its own place."""
    found = []
    for match in _RANGE.finditer(pdf):
        first, second, rest = (int(number) for number in match.groups())
        digits = _DIGITS.fullmatch(pdf, first, second)
        if digits and second + rest <= len(pdf) and not len(digits[1]) % 2:
            signed = hashlib.sha256(pdf[:first])
            signed.update(pdf[second : second + rest])
            message = bytes.fromhex(digits[1].decode("ascii"))
            found.append(_Found(message, signed.digest(), second, second + rest))
    return found


def _check_message(found: _Found, trust: Trust, at: datetime) -> tuple[bytes, bytes | None]:
    """Check our own signature; give its value, and the time stamp that it carries."""
    try:
        data = cms.ContentInfo.load(found.message)["content"]
        signer = data["signer_infos"][0]
        held = parsed(choice.chosen.dump() for choice in data["certificates"])
        signed = signer["signed_attrs"].untag().dump()
        values = {item["type"].native: item["values"][0] for item in signer["signed_attrs"]}
        digest, leaf_hash = values["message_digest"].native, _leaf_hash(values)
        signature: bytes = signer["signature"].native
        stamp = _stamp(signer)
        rebuilt = _rebuilt(data, stamp)
    except (ValueError, KeyError, IndexError, TypeError, StopIteration, ChainError) as error:
        raise NotAsSigned(f"The signature cannot be read: {error}") from error
    if not found.message.startswith(rebuilt) or found.message[len(rebuilt) :].strip(b"\0"):
        raise NotAsSigned("The signature is not written as ours are.")
    if digest != found.digest:
        raise NotAsSigned("The signature is not over the bytes of the file.")
    leaf = next((each for each in held if each.fingerprint(SHA256()) == leaf_hash), None)
    if leaf is None:
        raise NotAsSigned("The signature does not carry its signer's certificate.")
    _check_value(leaf, signature, signed)
    chain_to(leaf, held, parsed(trust.anchors), at)
    return signature, stamp


def _rebuilt(data: cms.SignedData, stamp: bytes | None) -> bytes:
    """The message as it should be written around its own attributes, value and certificates."""
    signer = data["signer_infos"][0]
    held = [choice.chosen for choice in data["certificates"]]
    serial = signer["sid"].chosen["serial_number"].native
    own = next(each for each in held if each.serial_number == serial)["tbs_certificate"]
    mechanism = _RSA if own["subject_public_key_info"].algorithm == "rsa" else _ECDSA
    beside = []
    if stamp is not None:
        beside = [wrap(FIELD_1, wrap(SEQUENCE, _STAMP_TYPE, wrap(SET, stamp)))]
    info = wrap(
        SEQUENCE,
        wrap(INTEGER, b"\x01"),
        wrap(SEQUENCE, own["issuer"].dump(), own["serial_number"].dump()),
        _DIGEST,
        retagged(FIELD_0, signer["signed_attrs"].untag().dump()),
        mechanism,
        wrap(OCTET_STRING, signer["signature"].native),
        *beside,
    )
    parts = wrap(INTEGER, b"\x01"), wrap(SET, _DIGEST), wrap(SEQUENCE, _DATA)
    certificates = wrap(FIELD_0, *(each.dump() for each in held))
    content = wrap(SEQUENCE, *parts, certificates, wrap(SET, info))
    return wrap(SEQUENCE, _SIGNED_DATA, wrap(FIELD_0, content))


def _stamp(signer: cms.SignerInfo) -> bytes | None:
    """The only thing that may stand beside what is signed."""
    beside = signer["unsigned_attrs"]
    if not isinstance(beside, cms.CMSAttributes):
        return None
    (only,) = beside
    if only["type"].native != "signature_time_stamp_token":
        raise NotAsSigned("The signature carries more than its time stamp.")
    token: bytes = only["values"][0].dump()
    return token


def _leaf_hash(values: dict[str, cms.SetOf]) -> object:
    return values["signing_certificate_v2"]["certs"][0]["cert_hash"].native


def _check_value(leaf: x509.Certificate, signature: bytes, signed: bytes) -> None:
    key = leaf.public_key()
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, signed, PKCS1v15(), SHA256())
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, signed, ECDSA(SHA256()))
        else:
            raise NotAsSigned("The signer's certificate is for a key of another kind.")
    except InvalidSignature as error:
        raise NotAsSigned("The signature is not by the key of its certificate.") from error
