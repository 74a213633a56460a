"""Backups that say nothing to whoever steals them: each file encrypted to public keys of age.

The format is age v1 (https://age-encryption.org/v1): what was encrypted here opens with the tool ``age``
as well. An *identity* is the private key, a file that lies apart from every backup; a *recipient* is its
public half, ``age1…``, and may be known to all.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import pyrage
from pyrage.x25519 import Identity, Recipient

from registry.errors import Conflict
from registry.integrity.sqlite import synchronise

SUFFIX = ".age"
_IDENTITY = "AGE-SECRET-KEY-"


def recipients(texts: Sequence[str]) -> tuple[Recipient, ...]:
    """The public keys to encrypt to; Conflict names one that is none."""
    return tuple(_recipient(text) for text in texts)


def _recipient(text: str) -> Recipient:
    try:
        return Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise Conflict(
            "{text} is no public key of age. One begins with age1 and has 62 characters; "
            "registry backup-key makes one.",
            text=text[:80],
        ) from error


def new_identity(file: Path) -> str:
    """Write a new private key, readable by its owner alone, and return its public half.

    Conflict where a file lies there already: a key that is overwritten closes its backups for ever.
    """
    identity = Identity.generate()
    public = str(identity.to_public())
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict("{file} is there already; a key is never overwritten.", file=file) from error
    with os.fdopen(opened, "w", encoding="ascii") as key:
        key.write(f"# public key: {public}\n{identity}\n")
    synchronise(file)
    return public


def identities(file: Path) -> tuple[Identity, ...]:
    """The private keys in a file, one a line, as ``age-keygen`` writes it too; Conflict for none."""
    try:
        lines = file.read_text("ascii").splitlines()
        known = tuple(Identity.from_str(line) for line in lines if line.startswith(_IDENTITY))
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise Conflict("There is no private key of age in {file}.", file=file) from error
    if not known:
        raise Conflict("There is no private key of age in {file}.", file=file)
    return known


def encrypt(source: Path, place: Path, to: Sequence[Recipient]) -> None:
    """Write a file encrypted, durably, piece by piece."""
    pyrage.encrypt_file(str(source), str(place), list(to))
    synchronise(place)


def decrypt(source: Path, place: Path, known: Sequence[Identity]) -> None:
    """Write a file as it was; Conflict when none of the keys opens it or it is not whole."""
    try:
        pyrage.decrypt_file(str(source), str(place), list(known))
    except pyrage.DecryptError as error:
        place.unlink(missing_ok=True)
        raise Conflict(
            "{file} does not open with this key: the backup was encrypted to another one, or changed.",
            file=source.name,
        ) from error
