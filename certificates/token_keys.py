"""Keys that never leave a hardware token or its like, reached through PKCS #11.

The package python-pkcs11 is needed here only, so it is an extra: `[pkcs11]`. The token keeps the
private key; the certificates come from a PEM file, for few tokens keep a whole chain.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from certificates.errors import SigningError
from certificates.keys import HeldKey, raw_signature
from certificates.sign import Signer, signer_of

try:
    import pkcs11
except ImportError:
    # Who has no token can do without; who has one is told what is missing.
    PRESENT = False
else:
    PRESENT = True


@dataclass(frozen=True, slots=True)
class Token:
    """Where a key is: the PKCS #11 library, the labels of token and key, and the user's PIN."""

    library: Path
    token_label: str
    key_label: str
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Session:
    """A session, which lasts as long as the process, and the turns that are taken in it."""

    handle: Any
    turn: Lock


class TokenKey(HeldKey):
    """A private key in an open session.

    A session does not survive a fork: load the key in the process that signs.
    """

    def __init__(
        self, handle: Any, session: Session, public: RSAPublicKey | EllipticCurvePublicKey
    ) -> None:
        self.public = public
        self._handle = handle
        self._session = session

    def sign(self, data: bytes) -> bytes:
        """Sign within the token; raise SigningError where it refuses or is gone."""
        try:
            with self._session.turn:
                return self._sign(data)
        except pkcs11.PKCS11Error as error:
            raise SigningError(f"The token did not sign: {_words(error)}") from error

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self.public, RSAPublicKey):
            return bytes(self._handle.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
        # The raw mechanism: not every token can hash for an elliptic curve.
        digest = hashlib.sha256(data).digest()
        pair: bytes = self._handle.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)
        half = len(pair) // 2
        return encode_dss_signature(int.from_bytes(pair[:half]), int.from_bytes(pair[half:]))


def load_pkcs11(token: Token, certificates: Path) -> Signer:
    """Open a session that lasts as long as the signer; raise SigningError where that fails.

    `certificates` is a PEM file with the key's own certificate first and those above it behind.
    One signature is made at once, so that a key of another certificate is found out now.
    """
    chain = _read_chain(certificates)
    public = chain[0].public_key()
    if not isinstance(public, (RSAPublicKey, EllipticCurvePublicKey)):
        raise SigningError(f"The first certificate of {certificates} is for another kind of key.")
    key = _find(token, public)
    signer = signer_of(key, chain[0], chain[1:])
    _prove(key, chain[0])
    return signer


def _read_chain(file: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise SigningError(f"No certificate can be read from {file}: {error}") from error


def _find(token: Token, public: RSAPublicKey | EllipticCurvePublicKey) -> TokenKey:
    if not PRESENT:
        raise SigningError(
            "For keys in tokens install the extra: patent-intensive-products[pkcs11]"
        )
    try:
        session = _session(token.library, token.token_label, token.pin)
        with session.turn:
            handle = session.handle.get_key(
                object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=token.key_label
            )
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise SigningError(
            f"The key {token.key_label!r} of the token {token.token_label!r} cannot be used: "
            f"{_words(error)}"
        ) from error
    return TokenKey(handle, session, public)


@cache
def _session(library: Path, token_label: str, pin: str) -> Session:
    """Log in once: a token knows one user of a process, however many keys are used."""
    found = pkcs11.lib(str(library)).get_token(token_label=token_label)
    return Session(found.open(user_pin=pin), Lock())


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _prove(key: TokenKey, certificate: x509.Certificate) -> None:
    """Sign something and verify it by the certificate."""
    data = b"Does this key belong to this certificate?"
    signature = raw_signature(key, data)
    try:
        if isinstance(key.public, RSAPublicKey):
            key.public.verify(signature, data, PKCS1v15(), SHA256())
        else:
            key.public.verify(signature, data, ECDSA(SHA256()))
    except InvalidSignature as error:
        name = certificate.subject.rfc4514_string()
        raise SigningError(
            f"The key in the token is not that of the certificate {name}."
        ) from error
