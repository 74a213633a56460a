"""A small certificate authority for development: its papers look right and prove nothing.

Its names say so in both languages, in every certificate it makes. The root's key is forgotten as
soon as it has signed the one leaf.
"""

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

DEVELOPMENT_MARK = "DEVELOPMENT ONLY 仅供开发"
# Fixed, so that nothing here reads the clock; it is of no weight how long a toy lasts.
_BEGINS = datetime(2020, 1, 1, tzinfo=UTC)
_ENDS = datetime(2059, 12, 31, tzinfo=UTC)


def create_development_authority(file: Path) -> None:
    """Write a new authority as PKCS#12 without passphrase, unless the file has appeared by then.

    The file is complete from its first moment, and readable by its owner only.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # has mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(_authority())
        with suppress(FileExistsError):
            os.link(temporary, file)
    finally:
        os.unlink(temporary)


def _authority() -> bytes:
    root_key, leaf_key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    # Each authority has a name of its own, so that papers of two machines are told apart.
    digest = x509.SubjectKeyIdentifier.from_public_key(root_key.public_key()).digest
    root_name = _name(f"Root CA 根证书 {digest[:4].hex()}")
    leaf_name = _name("Certificate signer 证书签名")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, is_root=True)
    leaf = _certificate(leaf_name, root_name, leaf_key.public_key(), root_key, is_root=False)
    return pkcs12.serialize_key_and_certificates(
        b"development", leaf_key, leaf, [root], NoEncryption()
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEVELOPMENT_MARK),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{common} ({DEVELOPMENT_MARK})"),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: EllipticCurvePublicKey,
    issuer_key: EllipticCurvePrivateKey,
    *,
    is_root: bool,
) -> x509.Certificate:
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGINS)
        .not_valid_after(_ENDS)
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(_usage(is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(issuer_id, critical=False)
    )
    return builder.sign(issuer_key, SHA256())


def _usage(is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_cert_sign=is_root,
        crl_sign=is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
