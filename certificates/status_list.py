"""Which certificates are suspended or revoked, as lists that anyone can mirror.

W3C Bitstring Status List v1.0 (Recommendation of 15 May 2025): one bit a certificate, the first at
the left, gzipped, base64url behind multibase's `u`; the list is itself a verifiable credential
(W3C Verifiable Credentials Data Model 2.0), secured as a JWS (VC-JOSE-COSE, section 3.1.1).
"""

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP384R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384

from certificates.errors import CertificateError, SigningError
from certificates.keys import PrivateKey, public_key, raw_signature
from certificates.sign import Signer

# What the Recommendation asks for at least, so that a look-up tells nobody which one was meant.
MINIMUM_BITS = 131_072
# Three years of a hundred times the certificates of 2024; empty it is 190 characters.
LENGTH = 2**20
# What is read of a stranger's list: a small file can inflate to any size.
MOST_BITS = 2**26
MULTIBASE = "u"
_ENCODED = re.compile(f"{MULTIBASE}([A-Za-z0-9_-]+)")

Json: TypeAlias = "str | list[str] | Mapping[str, Json]"
Credential: TypeAlias = Mapping[str, Json]


class StatusListError(CertificateError):
    """A list that cannot be read, or a place that it does not have."""


class Purpose(StrEnum):
    """What a set bit means: not valid any more for ever, or not valid for now."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


def place_of(ordinal: int) -> tuple[int, int]:
    """The list, from 1, and the index in it, from 0, of the n-th certificate, from 1."""
    if ordinal < 1:
        raise StatusListError(f"Certificates are counted from 1, not from {ordinal}.")
    part, index = divmod(ordinal - 1, LENGTH)
    return part + 1, index


def encode(marked: Iterable[int], length: int = LENGTH) -> str:
    """The `encodedList` in which the bits of these indices are set, the same on every machine."""
    if length < MINIMUM_BITS or length % 8:
        raise StatusListError(f"A list has whole bytes and {MINIMUM_BITS} bits or more: {length}.")
    bits = bytearray(length // 8)
    for index in marked:
        if not 0 <= index < length:
            raise StatusListError(f"The list has no index {index}, only 0 to {length - 1}.")
        bits[index // 8] |= 0x80 >> index % 8
    return MULTIBASE + _base64url(gzip.compress(bytes(bits), mtime=0))


def decode(encoded: str) -> bytes:
    """The bits of an `encodedList`, eight a byte, the first at the left."""
    found = _ENCODED.fullmatch(encoded)
    if found is None:
        raise StatusListError("An encoded list is u and then base64url without padding.")
    text = found[1]
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        bits = unpacking.decompress(packed, MOST_BITS // 8)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise StatusListError(f"The list is not gzip in base64url: {error}") from error
    if not unpacking.eof or unpacking.unused_data:
        raise StatusListError("The list is cut short, goes on after its end, or is too long.")
    if len(bits) * 8 < MINIMUM_BITS:
        raise StatusListError(f"The list has {len(bits) * 8} bits, fewer than {MINIMUM_BITS}.")
    return bits


def is_marked(bits: bytes, index: int) -> bool:
    """Whether the bit of an index is set."""
    if not 0 <= index < len(bits) * 8:
        raise StatusListError(f"The list has no index {index}, only 0 to {len(bits) * 8 - 1}.")
    return bool(bits[index // 8] & 0x80 >> index % 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """One list: its own address, the issuer's, what it is for, and between when it may be used."""

    address: str
    issuer: str
    purpose: Purpose
    valid_from: datetime
    valid_until: datetime
    marked: frozenset[int]

    def credential(self) -> Credential:
        """The BitstringStatusListCredential, as JSON-LD, not secured."""
        return {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": self.address,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": self.issuer,
            "validFrom": _moment(self.valid_from),
            "validUntil": _moment(self.valid_until),
            "credentialSubject": {
                "id": f"{self.address}#list",
                "type": "BitstringStatusList",
                "statusPurpose": self.purpose.value,
                "encodedList": encode(self.marked),
            },
        }


def entry(address: str, purpose: Purpose, index: int) -> Credential:
    """The BitstringStatusListEntry by which a certificate says where its bit is."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose.value,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def written(credential: Credential) -> bytes:
    """A credential as JSON, always in the same form."""
    return json.dumps(credential, ensure_ascii=False, sort_keys=True, indent=1).encode()


def secured(credential: bytes, signer: Signer) -> str:
    """A written credential as a compact JWS (`application/vc+jwt`), with the chain in `x5c`.

    ES256, ES384 or RS256, as the key is. Raises SigningError for a P-384 key in a token, which
    signs over SHA-256 only, where JOSE wants SHA-384.
    """
    algorithm = algorithm_of(signer.key)
    chain = (signer.certificate.dump(), *signer.chain)
    header = {
        "alg": algorithm,
        "typ": "vc+jwt",
        "cty": "vc",
        "x5c": [base64.b64encode(each).decode("ascii") for each in chain],
    }
    head = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    signed = f"{_base64url(head)}.{_base64url(credential)}"
    return f"{signed}.{_base64url(_signature(signer.key, algorithm, signed.encode()))}"


def algorithm_of(key: PrivateKey) -> str:
    """The name in JOSE (RFC 7518, section 3.1) of what this key makes."""
    public = public_key(key)
    if isinstance(public, RSAPublicKey):
        return "RS256"
    return "ES384" if isinstance(public.curve, SECP384R1) else "ES256"


def _signature(key: PrivateKey, algorithm: str, data: bytes) -> bytes:
    """The signature as JOSE has it: for a curve r and s side by side, each of full length."""
    public = public_key(key)
    if not isinstance(public, EllipticCurvePublicKey):
        return raw_signature(key, data)
    if algorithm == "ES256":
        encoded = raw_signature(key, data)
    elif isinstance(key, EllipticCurvePrivateKey):
        encoded = key.sign(data, ECDSA(SHA384()))
    else:
        raise SigningError("A P-384 key in a token cannot sign status lists: use P-256 or RSA.")
    length = (public.curve.key_size + 7) // 8
    return b"".join(part.to_bytes(length, "big") for part in decode_dss_signature(encoded))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
