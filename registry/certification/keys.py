"""The signing key and the trust anchors of this registry, loaded once for each process."""

from functools import cache
from pathlib import Path

from certificates.attestation import Trust, load_trust
from certificates.sign import Signer, development_signer, load_pkcs12
from registry.config import setting
from registry.errors import NotReady


def signer() -> Signer:
    """The key that signs our papers; NotReady when production has none of its own."""
    path, passphrase = setting("SIGNER_PKCS12"), setting("SIGNER_PASSPHRASE")
    if path:
        return _from_file(path, passphrase)
    if setting("ENV") == "production":
        raise NotReady("REGISTRY_SIGNER_PKCS12 is not set: there is no key to sign with.")
    return _of_development(setting("DEVELOPMENT_AUTHORITY"))


def trust() -> Trust:
    """The authorities whose papers are ours."""
    path = setting("TRUST_ANCHORS")
    if path:
        return _anchors(path)
    signer()
    return _anchors(str(Path(setting("DEVELOPMENT_AUTHORITY")) / "trust-anchor.pem"))


@cache
def _from_file(path: str, passphrase: str) -> Signer:
    return load_pkcs12(Path(path), passphrase)


@cache
def _of_development(folder: str) -> Signer:
    return development_signer(Path(folder))


@cache
def _anchors(path: str) -> Trust:
    return load_trust(Path(path))
