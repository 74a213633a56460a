"""Status lists: what is written here is read by another hand, after the text of the W3C."""

import base64
import gzip
import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, HashAlgorithm
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.development import DEVELOPMENT_MARK
from certificates.errors import SigningError
from certificates.keys import HeldKey
from certificates.sign import Signer, signer_of
from certificates.status_list import (
    LENGTH,
    MINIMUM_BITS,
    MOST_BITS,
    Purpose,
    StatusList,
    StatusListError,
    decode,
    encode,
    entry,
    is_marked,
    place_of,
    secured,
    written,
)

# The encodedList that stands in the examples of the Recommendation: 16 KB of zeros.
EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
LIST = StatusList(
    address="https://registry.example/api/status/revocation",
    issuer="https://registry.example",
    purpose=Purpose.REVOCATION,
    valid_from=datetime(2025, 8, 31, 16, tzinfo=UTC),
    valid_until=datetime(2025, 9, 2, 16, tzinfo=UTC),
    marked=frozenset({0, 7, 8, 94_567}),
)


def read_by_the_text(encoded: str) -> list[int]:
    """The set bits, read as sections 3.3 and 3.4 say, by other means than those of the package."""
    assert encoded[0] == "u", "multibase: base64url without padding"
    standard = encoded[1:].replace("-", "+").replace("_", "/")
    packed = base64.b64decode(standard + "=" * (-len(standard) % 4))
    bits = "".join(f"{byte:08b}" for byte in gzip.decompress(packed))
    assert len(bits) >= 131_072
    return [index for index, bit in enumerate(bits) if bit == "1"]


def test_the_list_of_the_recommendation_is_read_as_all_zeros() -> None:
    bits = decode(EXAMPLE)
    assert bits == bytes(16_384)
    assert read_by_the_text(EXAMPLE) == []


@settings(max_examples=25, deadline=None)
@given(st.frozensets(st.integers(0, MINIMUM_BITS - 1), max_size=40))
def test_another_reader_finds_exactly_the_bits_that_were_set(marked: frozenset[int]) -> None:
    encoded = encode(marked, MINIMUM_BITS)
    assert read_by_the_text(encoded) == sorted(marked)
    bits = decode(encoded)
    assert {
        index for index in range(MINIMUM_BITS) if bits[index // 8] and is_marked(bits, index)
    } == (marked)


def test_the_first_certificate_has_the_leftmost_bit() -> None:
    assert decode(encode([0]))[0] == 0b1000_0000
    assert decode(encode([7]))[0] == 0b0000_0001
    assert decode(encode([8]))[:2] == bytes((0, 0b1000_0000))


def test_certificates_are_counted_through_list_after_list() -> None:
    assert place_of(1) == (1, 0)
    assert place_of(LENGTH) == (1, LENGTH - 1)
    assert place_of(LENGTH + 1) == (2, 0)
    with pytest.raises(StatusListError, match="counted from 1"):
        place_of(0)


def test_the_same_state_is_always_the_same_text() -> None:
    assert encode([5, 3]) == encode([3, 5])
    assert written(LIST.credential()) == written(LIST.credential())


@pytest.mark.parametrize("length", [0, 8, MINIMUM_BITS - 8, MINIMUM_BITS + 1])
def test_a_list_that_is_too_short_to_hide_anyone_in_is_refused(length: int) -> None:
    with pytest.raises(StatusListError, match="131072 bits or more"):
        encode([], length)


@pytest.mark.parametrize("index", [-1, LENGTH])
def test_a_place_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(StatusListError, match="has no index"):
        encode([index])
    with pytest.raises(StatusListError, match="has no index"):
        is_marked(bytes(LENGTH // 8), index)


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def zipped(length: int) -> bytes:
    """So many zero bytes in gzip, the same at every moment: the tests' names hang on them."""
    return gzip.compress(bytes(length), mtime=0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "base64url without padding"),
        (EXAMPLE[1:], "base64url without padding"),
        (EXAMPLE + "=", "base64url without padding"),
        (EXAMPLE.replace("-", "+"), "base64url without padding"),
        ("u" + "减速器", "base64url without padding"),
        ("uA", "not gzip in base64url"),
        (packed(b"no gzip"), "not gzip in base64url"),
        (packed(zlib.compress(bytes(16_384))), "not gzip in base64url"),
        (packed(zipped(16_384)[:-1]), "cut short"),
        (packed(zipped(16_384) + b"x"), "goes on after its end"),
        (packed(zipped(16_383)), "fewer than 131072"),
        (packed(zipped(MOST_BITS // 8 + 1)), "too long"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(StatusListError, match=said):
        decode(text)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=80), st.binary(max_size=80).map(packed)))
def test_whatever_is_read_as_a_list_is_refused_in_one_way(text: str) -> None:
    with pytest.raises(StatusListError):
        decode(text)


def test_the_credential_has_every_property_that_the_recommendation_asks_for() -> None:
    said: Any = json.loads(written(LIST.credential()))
    assert said["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert said["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert said["id"] == LIST.address
    assert said["issuer"] == LIST.issuer
    assert (said["validFrom"], said["validUntil"]) == (
        "2025-08-31T16:00:00Z",
        "2025-09-02T16:00:00Z",
    )
    subject = said["credentialSubject"]
    assert subject["type"] == "BitstringStatusList"
    assert subject["statusPurpose"] == "revocation"
    assert read_by_the_text(subject["encodedList"]) == [0, 7, 8, 94_567]


def test_an_entry_names_its_list_its_purpose_and_its_index_as_text() -> None:
    assert entry(LIST.address, Purpose.REVOCATION, 94_567) == {
        "id": "https://registry.example/api/status/revocation#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://registry.example/api/status/revocation",
    }


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_by_hand(token: str, root: x509.Certificate) -> tuple[dict[str, Any], bytes]:
    """Header and payload of a compact JWS whose first certificate leads to the root and signed."""
    head, body, signature = token.split(".")
    header: dict[str, Any] = json.loads(unpadded(head))
    chain = [x509.load_der_x509_certificate(base64.b64decode(each)) for each in header["x5c"]]
    for below, above in zip(chain, [*chain[1:], root], strict=True):
        below.verify_directly_issued_by(above)
    public, value, said = chain[0].public_key(), unpadded(signature), f"{head}.{body}".encode()
    if isinstance(public, rsa.RSAPublicKey):
        assert header["alg"] == "RS256"
        public.verify(value, said, padding.PKCS1v15(), SHA256())
    else:
        assert isinstance(public, ec.EllipticCurvePublicKey)
        length, digest = _of_curve[header["alg"], public.curve.name]
        assert len(value) == 2 * length
        r, s = int.from_bytes(value[:length], "big"), int.from_bytes(value[length:], "big")
        public.verify(encode_dss_signature(r, s), said, ec.ECDSA(digest))
    return header, unpadded(body)


# RFC 7518, section 3.4.
_of_curve: dict[tuple[str, str], tuple[int, HashAlgorithm]] = {
    ("ES256", "secp256r1"): (32, SHA256()),
    ("ES384", "secp384r1"): (48, SHA384()),
}


def own_authority(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> x509.Certificate:
    """A certificate that a key gives itself."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, DEVELOPMENT_MARK)])
    return (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2035, 1, 1, tzinfo=UTC))
        .sign(key, SHA256())
    )


def root_of(signer: Signer) -> x509.Certificate:
    return x509.load_der_x509_certificate(signer.trust.anchors[0])


def test_the_signature_is_verified_by_hand_with_the_key_of_the_papers(signer: Signer) -> None:
    text = written(LIST.credential())
    header, body = check_by_hand(secured(text, signer), root_of(signer))
    assert body == text
    assert (header["typ"], header["cty"]) == ("vc+jwt", "vc")


@pytest.mark.parametrize(
    ("make", "algorithm"),
    [
        (lambda: ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), "ES384"),
        (lambda: rsa.generate_private_key(65537, 3072), "RS256"),
    ],
    ids=["P-256", "P-384", "RSA"],
)
def test_every_kind_of_key_signs_by_the_algorithm_that_is_its_own(
    make: Any, algorithm: str
) -> None:
    key = make()
    own = own_authority(key)
    header, body = check_by_hand(secured(b"{}", signer_of(key, own, [])), own)
    assert (header["alg"], body) == (algorithm, b"{}")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_of_which_one_character_is_changed_is_not_verified(
    part: int, signer: Signer
) -> None:
    parts = secured(written(LIST.credential()), signer).split(".")
    middle = len(parts[part]) // 2
    other = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    with pytest.raises((InvalidSignature, ValueError)):
        check_by_hand(".".join(parts), root_of(signer))


class InAToken(HeldKey):
    """A key that is used through a HeldKey only, as one in a token is."""

    def __init__(self, curve: ec.EllipticCurve) -> None:
        self.held = ec.generate_private_key(curve)
        self.public = self.held.public_key()

    def sign(self, data: bytes) -> bytes:
        return self.held.sign(data, ec.ECDSA(SHA256()))


def test_a_key_in_a_token_signs_too() -> None:
    key = InAToken(ec.SECP256R1())
    own = own_authority(key.held)
    header, _ = check_by_hand(secured(b"{}", signer_of(key, own, [])), own)
    assert header["alg"] == "ES256"


def test_a_p384_key_in_a_token_says_that_it_cannot() -> None:
    key = InAToken(ec.SECP384R1())
    with pytest.raises(SigningError, match="use P-256 or RSA"):
        secured(b"{}", signer_of(key, own_authority(key.held), []))
