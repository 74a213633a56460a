"""The key that signs checkpoints: Ed25519, the operator's own, or one made for development."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from registry.config import setting
from registry.errors import NotReady
from registry.money import N_

DEVELOPMENT_KEY = "checkpoints.pem"


def signing_key() -> Ed25519PrivateKey:
    """The key of the setting; NotReady where it is missing in production, or is no such key."""
    given = setting("CHECKPOINT_KEY")
    if not given and setting("ENV") == "production":
        raise NotReady(
            N_("REGISTRY_CHECKPOINT_KEY is not set: without a key of its own, nothing is signed.")
        )
    path = Path(given) if given else _development_key()
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise NotReady(N_("The key {path} cannot be read."), path=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NotReady(N_("The key {path} is no Ed25519 key."), path=path)
    return key


def _development_key() -> Path:
    path = Path(setting("DEVELOPMENT_AUTHORITY")) / DEVELOPMENT_KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Ed25519PrivateKey.generate()
        coming = path.with_suffix(f".{os.getpid()}")
        coming.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        coming.chmod(0o600)
        # Of two who make one at once, the first one's is taken.
        try:
            os.link(coming, path)
        except FileExistsError:
            pass
        coming.unlink()
    return path
