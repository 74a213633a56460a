"""Private keys for signing: which are accepted, how one becomes a CMS signature.

pyHanko's own SimpleSigner reads and re-checks its key for every signature, 710 ms with RSA-3072
against 112 with the key kept as an object, as here.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from asn1crypto import x509
from cryptography import x509 as pyca_x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    SECP384R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.errors import SigningError


class HeldKey(ABC):
    """A private key that somebody else holds, such as a hardware token, and signs with on demand.

    `public` is its public half; `sign` gives what `cryptography` would: SHA-256 of the data, signed
    with PKCS #1 v1.5 or as a DER pair (r, s).
    """

    public: RSAPublicKey | EllipticCurvePublicKey

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """Sign, or raise SigningError."""


PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | HeldKey
PublicKey = RSAPublicKey | EllipticCurvePublicKey
MINIMUM_RSA_BITS = 3072
_WRONG_KEY = "The key must be RSA, or elliptic-curve on P-256 or P-384."
# The orders of the two curves (SEC 2, 2.4.2 and 2.5.1).
CURVE_ORDERS = {
    SECP256R1.name: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    SECP384R1.name: int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
        16,
    ),
}


def supported_key(key: object) -> PrivateKey:
    """Give the key back if papers may be signed with it; raise SigningError if not."""
    if not isinstance(key, (RSAPrivateKey, EllipticCurvePrivateKey, HeldKey)):
        raise SigningError(_WRONG_KEY)
    public = public_key(key)
    if isinstance(public, RSAPublicKey) and public.key_size < MINIMUM_RSA_BITS:
        raise SigningError(
            f"The RSA key has {public.key_size} bits; at least {MINIMUM_RSA_BITS} are needed."
        )
    if isinstance(public, EllipticCurvePublicKey) and public.curve.name not in CURVE_ORDERS:
        raise SigningError(_WRONG_KEY)
    return key


def public_key(key: PrivateKey) -> PublicKey:
    """Give the public half of a key, wherever the private half is."""
    return key.public if isinstance(key, HeldKey) else key.public_key()


def chain_of(
    leaf: pyca_x509.Certificate, others: Iterable[pyca_x509.Certificate]
) -> list[pyca_x509.Certificate]:
    """Order the certificates above the leaf, each the issuer of the one before; drop the rest."""
    by_subject = {certificate.subject: certificate for certificate in others}
    chain: list[pyca_x509.Certificate] = []
    here = leaf
    while here.issuer != here.subject and here.issuer in by_subject:
        here = by_subject.pop(here.issuer)
        chain.append(here)
    return chain


def der(certificate: pyca_x509.Certificate) -> bytes:
    """Give the DER bytes of a certificate."""
    return certificate.public_bytes(Encoding.DER)


def raw_signature(key: PrivateKey, data: bytes) -> bytes:
    """Sign with SHA-256.

    Of the two equivalent ECDSA signatures (r, s) and (r, n − s) the one with the smaller s is
    given, so that the other one, which anybody can compute, is not ours.
    """
    public = public_key(key)
    if isinstance(public, RSAPublicKey):
        return _plain_signature(key, data)
    r, s = decode_dss_signature(_plain_signature(key, data))
    return encode_dss_signature(r, min(s, CURVE_ORDERS[public.curve.name] - s))


def _plain_signature(key: PrivateKey, data: bytes) -> bytes:
    if isinstance(key, HeldKey):
        return key.sign(data)
    if isinstance(key, RSAPrivateKey):
        return key.sign(data, PKCS1v15(), SHA256())
    return key.sign(data, ECDSA(SHA256()))


def signature_length(key: PrivateKey) -> int:
    """Give the greatest length in bytes of a signature by this key."""
    public = public_key(key)
    whole = (public.key_size + 7) // 8
    # An ECDSA signature is a DER sequence of two numbers, each as long as the curve's order.
    return whole if isinstance(public, RSAPublicKey) else 2 * whole + 16


class LoadedKeySigner(CmsSigner):
    """pyHanko's signer over a key that is in memory already.

    Embeds the leaf and the certificates between it and the root, never the root itself, which an
    examiner must have from elsewhere.
    """

    def __init__(
        self, key: PrivateKey, certificate: x509.Certificate, chain: tuple[bytes, ...]
    ) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko gives it none
        store.register_multiple(x509.Certificate.load(above) for above in chain)
        self.key = key
        super().__init__(embed_roots=False, cert_registry=store, signing_cert=certificate)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """Sign the DER of the signed attributes; a dry run gives zeros of the right length."""
        if dry_run:
            return bytes(signature_length(self.key))
        return raw_signature(self.key, data)
