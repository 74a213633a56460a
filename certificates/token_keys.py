"""Keys that never leave a hardware token or its like, reached through PKCS #11.

The package python-pkcs11 is needed here only, so it is an extra: `[pkcs11]`. The token keeps the
private key, and may keep its certificate under the same label; the certificates above it come from a
PEM file, for few tokens keep a whole chain.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
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

from certificates.chains import name_of, parsed
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


# The process in which each library was opened first.
_OPENED_BY: dict[Path, int] = {}


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
        self._process = os.getpid()

    def sign(self, data: bytes) -> bytes:
        """Sign within the token; raise SigningError where it refuses or is gone."""
        if self._process != os.getpid():
            raise SigningError("The session with the token belongs to another process.")
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


def load_pkcs11(token: Token, certificates: Path | None = None) -> Signer:
    """Open a session that lasts as long as the signer; raise SigningError where that fails.

    The certificate is the one that the token keeps under the key's label, else the first of
    `certificates`, a PEM file that holds those above it too. One signature is made at once, so
    that a key of another certificate is found out now.
    """
    others = _read_chain(certificates) if certificates else []
    session = _session_of(token)
    leaf = _kept_certificate(session, token) or next(iter(others), None)
    if leaf is None:
        raise SigningError(
            f"The token {token.token_label!r} keeps no certificate as {token.key_label!r}, "
            "and no file with one was given."
        )
    public = leaf.public_key()
    if not isinstance(public, (RSAPublicKey, EllipticCurvePublicKey)):
        raise SigningError(f"The certificate {name_of(leaf)} is for another kind of key.")
    key = _find(session, token, public)
    signer = signer_of(key, leaf, others)
    _prove(key, leaf)
    return signer


def _read_chain(file: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise SigningError(f"No certificate can be read from {file}: {error}") from error


def _session_of(token: Token) -> Session:
    if not PRESENT:
        raise SigningError(
            "For keys in tokens install the extra: patent-intensive-products[pkcs11]"
        )
    with _refused(token):
        return _session(token.library, token.token_label, token.pin, os.getpid())


def _kept_certificate(session: Session, token: Token) -> x509.Certificate | None:
    wanted = {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
        pkcs11.Attribute.LABEL: token.key_label,
    }
    with _refused(token), session.turn:
        found = [bytes(each[pkcs11.Attribute.VALUE]) for each in session.handle.get_objects(wanted)]
    if len(found) > 1:
        raise SigningError(
            f"The token {token.token_label!r} keeps {len(found)} certificates as "
            f"{token.key_label!r}; remove those that are no longer used."
        )
    return parsed(found)[0] if found else None


def _find(
    session: Session, token: Token, public: RSAPublicKey | EllipticCurvePublicKey
) -> TokenKey:
    with _refused(token), session.turn:
        handle = session.handle.get_key(
            object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=token.key_label
        )
    return TokenKey(handle, session, public)


@contextmanager
def _refused(token: Token) -> Iterator[None]:
    """Say which key of which token cannot be used, and why."""
    try:
        yield
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise SigningError(
            f"The key {token.key_label!r} of the token {token.token_label!r} cannot be used: "
            f"{_words(error)}"
        ) from error


@cache
def _session(library: Path, token_label: str, pin: str, process: int) -> Session:
    """Log in once: a token knows one user of a process, however many keys are used."""
    opened = pkcs11.lib(str(library))
    if _OPENED_BY.setdefault(library, process) != process:
        # What a fork has copied belongs to the parent (PKCS #11, 2.40, 5.4): begin anew.
        opened.reinitialize()
        _OPENED_BY[library] = process
    found = opened.get_token(token_label=token_label)
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
