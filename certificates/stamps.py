"""What is accepted as a time stamp of RFC 3161, to the byte.

A time stamp is a signed message in a part of the file that no signature of ours covers. Therefore
it is written anew in one form before it goes into a file: nothing but what its authority signed,
and the certificates from its signer up to an authority that is believed. Whoever examines it
writes it in that form again, and any other byte shows.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import ExtendedKeyUsageOID

from certificates.chains import chain_to, name_of, parsed
from certificates.encoding import FIELD_0, INTEGER, OCTET_STRING, SEQUENCE, SET, retagged, wrap
from certificates.errors import ChainError, TimestampError
from certificates.keys import der

_HASHES = {"sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512()}
_TST_INFO = cms.ContentType("tst_info").dump()
_SIGNED_DATA = cms.ContentType("signed_data").dump()
_MOST_CERTIFICATES = 10


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that holds: its bytes, its moment, its signer's chain up to the anchor.

    `nonce` is the number of the request that it answers, where it answers one with a number.
    """

    token: bytes
    moment: datetime
    chain: tuple[x509.Certificate, ...]
    nonce: int | None


@dataclass(frozen=True, slots=True)
class _Parts:
    """A message taken apart: what is stamped, what vouches for it, the certificates sent along."""

    content: bytes
    signed: bytes
    info: tsp.TSTInfo
    signer: cms.SignerInfo
    attributes: dict[str, core.Asn1Value]
    held: list[x509.Certificate]


def read_stamp(token: bytes, digest: bytes, anchors: Sequence[x509.Certificate]) -> Stamp:
    """Check a time stamp over a SHA-256, which must be in our form, against its authorities.

    All certificates of its chain must have been valid at its moment. Raises TimestampError.
    """
    stamp = stamp_of(token, digest, anchors)
    if stamp.token != token:
        raise TimestampError("The time stamp is not as it was written.")
    return stamp


def stamp_of(given: bytes, digest: bytes, anchors: Sequence[x509.Certificate]) -> Stamp:
    """Check a time stamp as its authority wrote it, and put it into our form."""
    try:
        return _stamp_of(_taken_apart(given), digest, anchors)
    except TimestampError:
        raise
    except ChainError as error:
        raise TimestampError(f"The time stamp is not to be believed. {error}") from error
    except Exception as error:  # the parser may raise anything on a damaged message
        raise TimestampError(f"The time stamp cannot be read: {error!r}.") from error


def _stamp_of(parts: _Parts, digest: bytes, anchors: Sequence[x509.Certificate]) -> Stamp:
    imprint = parts.info["message_imprint"]
    if (imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native) != (
        "sha256",
        digest,
    ):
        raise TimestampError("The time stamp is not over the signature that it came with.")
    leaf = _leaf(parts)
    moment: datetime = parts.info["gen_time"].native
    chain = tuple(chain_to(leaf, parts.held, anchors, moment))
    _check_purpose(leaf)
    _check_signature(parts, leaf)
    return Stamp(_in_our_form(parts, chain), moment, chain, parts.info["nonce"].native)


def _taken_apart(token: bytes) -> _Parts:
    data = cms.ContentInfo.load(token, strict=True)["content"]
    signers, held = data["signer_infos"], data["certificates"]
    if len(signers) != 1 or len(held) > _MOST_CERTIFICATES:
        raise TimestampError("The time stamp has more signers or certificates than one has.")
    attributes = {item["type"].native: item["values"] for item in signers[0]["signed_attrs"]}
    if any(len(values) != 1 for values in attributes.values()):
        raise TimestampError("The time stamp says one thing twice.")
    content = bytes(data["encap_content_info"]["content"])
    return _Parts(
        content,
        signers[0]["signed_attrs"].untag().dump(),
        tsp.TSTInfo.load(content, strict=True),
        signers[0],
        {name: values[0] for name, values in attributes.items()},
        parsed(choice.chosen.dump() for choice in held),
    )


def _leaf(parts: _Parts) -> x509.Certificate:
    """The certificate that the signer has vouched to be its own (RFC 5035, RFC 2634)."""
    newer = parts.attributes.get("signing_certificate_v2")
    own = (newer or parts.attributes["signing_certificate"])["certs"][0]
    name = own["hash_algorithm"]["algorithm"].native if newer else "sha1"
    for certificate in parts.held:
        if hashlib.new(name, der(certificate)).digest() == own["cert_hash"].native:
            return certificate
    raise TimestampError("The time stamp does not carry its signer's certificate.")


def _check_purpose(leaf: x509.Certificate) -> None:
    """A certificate for time stamps is for nothing else, and says so (RFC 3161, 2.3)."""
    try:
        usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
        alone = usage.critical and list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    except x509.ExtensionNotFound:
        alone = False
    if not alone:
        raise TimestampError(f"The certificate {name_of(leaf)} is not one for time stamps.")


def _check_signature(parts: _Parts, leaf: x509.Certificate) -> None:
    name = parts.signer["digest_algorithm"]["algorithm"].native
    if name not in _HASHES:
        raise TimestampError(f"The time stamp is hashed with {name}; SHA-256 or longer is needed.")
    if parts.attributes["content_type"].native != "tst_info":
        raise TimestampError("What the authority signed is not a time stamp.")
    if parts.attributes["message_digest"].native != hashlib.new(name, parts.content).digest():
        raise TimestampError("The time stamp was changed after its signing.")
    signature, key, method = parts.signer["signature"].native, leaf.public_key(), _HASHES[name]
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, parts.signed, PKCS1v15(), method)
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, parts.signed, ECDSA(method))
        else:
            raise TimestampError("The time stamp is signed with a key of another kind.")
    except InvalidSignature as error:
        raise TimestampError("The signature of the time stamp does not hold.") from error


def _in_our_form(parts: _Parts, chain: Sequence[x509.Certificate]) -> bytes:
    """Write the message with the parts that its authority signed, and little else (RFC 5652, 5)."""
    certificates = [der(certificate) for certificate in chain]
    leaf = asn1_x509.Certificate.load(certificates[0])
    fields = leaf["tbs_certificate"]
    digest, mechanism = _algorithms(parts, leaf)
    signer = wrap(
        SEQUENCE,
        wrap(INTEGER, b"\x01"),
        wrap(SEQUENCE, fields["issuer"].dump(), fields["serial_number"].dump()),
        digest,
        retagged(FIELD_0, parts.signed),
        mechanism,
        wrap(OCTET_STRING, parts.signer["signature"].native),
    )
    data = wrap(
        SEQUENCE,
        wrap(INTEGER, b"\x03"),
        wrap(SET, digest),
        wrap(SEQUENCE, _TST_INFO, wrap(FIELD_0, wrap(OCTET_STRING, parts.content))),
        wrap(FIELD_0, *sorted(certificates)),
        wrap(SET, signer),
    )
    return wrap(SEQUENCE, _SIGNED_DATA, wrap(FIELD_0, data))


def _algorithms(parts: _Parts, leaf: asn1_x509.Certificate) -> tuple[bytes, bytes]:
    """Name the algorithms as the authority signed their names, or else in the usual words."""
    signed = parts.attributes.get("cms_algorithm_protection")
    name = parts.signer["digest_algorithm"]["algorithm"].native
    if signed is not None:
        if signed["digest_algorithm"]["algorithm"].native != name:
            raise TimestampError("The time stamp names two algorithms for one thing.")
        return (
            signed["digest_algorithm"].dump(),
            retagged(SEQUENCE, signed["signature_algorithm"].dump()),
        )
    kind = "rsa" if leaf.public_key.algorithm == "rsa" else "ecdsa"
    return (
        cms.DigestAlgorithm({"algorithm": name}).dump(),
        cms.SignedDigestAlgorithm({"algorithm": f"{name}_{kind}"}).dump(),
    )


def certificates_in(token: bytes) -> list[bytes]:
    """Give the certificates, in DER, that a time stamp carries."""
    held = cms.ContentInfo.load(token)["content"]["certificates"]
    return [choice.chosen.dump() for choice in held]
