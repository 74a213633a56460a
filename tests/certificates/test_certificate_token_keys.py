"""Keys in a PKCS #11 token, here SoftHSM2, which keeps it in files of the test's own."""

import asyncio
import os
import subprocess
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from asn1crypto import pem, x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from test_certificate_signature import SIGNED_AT, Key, certificate

from certificates import token_keys
from certificates.attestation import Outcome
from certificates.errors import SigningError
from certificates.examine import examine
from certificates.keys import raw_signature
from certificates.sign import Signer, sign
from certificates.token_keys import Token, load_pkcs11

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "1234"
END = b"-----END CERTIFICATE-----\n"

if not token_keys.PRESENT:
    pytest.skip("the extra is absent: pip install python-pkcs11", allow_module_level=True)
import pkcs11  # noqa: E402
from pyhanko.sign.pkcs11 import PKCS11Signer  # noqa: E402

if not LIBRARY.is_file():
    pytest.skip("the token is absent: apt-get install -y softhsm2", allow_module_level=True)


@pytest.fixture(scope="module")
def put(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Key, str], Token]:
    """Put a key into a new token under a label."""
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\n", encoding="utf-8")
    # The library reads its configuration once, when it is loaded into this process.
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    label = ["--token", "示例令牌"]
    pins = ["--pin", PIN]
    util(["--init-token", "--free", "--label", "示例令牌", "--so-pin", "5678", *pins])

    def put_key(key: Key, name: str) -> Token:
        file = folder / f"{name}.pem"
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        number = name.encode().hex()
        util(["--import", str(file), *label, "--label", name, "--id", number, *pins])
        return Token(LIBRARY, "示例令牌", name, PIN)

    return put_key


def util(arguments: list[str]) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def chain_file(folder: Path, key: Key) -> Path:
    """A PEM file with a leaf for the key and the root above it."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    leaf = certificate("示例认定中心", key, "示例根", root_key, authority=False)
    root = certificate("示例根", root_key, "示例根", root_key, authority=True)
    file = folder / "chain.pem"
    file.write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in (leaf, root)))
    return file


@pytest.mark.parametrize("kind", ["p256", "p384", "rsa"])
def test_a_key_in_a_token_signs_what_the_examiner_accepts(
    kind: str, put: Callable[[Key, str], Token], paper: bytes, tmp_path: Path
) -> None:
    curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}
    key: Key = (
        ec.generate_private_key(curves[kind])
        if kind in curves
        else rsa.generate_private_key(65537, 3072)
    )
    signer = load_pkcs11(put(key, kind), chain_file(tmp_path, key))
    for _ in range(3):
        signed = sign(paper, signer, at=SIGNED_AT)
        assert examine(signed, signer.trust).outcome is Outcome.GENUINE
    assert not signer.is_development


def test_trap_the_librarys_own_signer_asks_the_token_to_hash_for_a_curve(
    put: Callable[[Key, str], Token], tmp_path: Path
) -> None:
    """The obvious code: pyHanko's signer as it comes, which the token refuses. Ours hashes itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    token, chain = put(key, "obvious"), chain_file(tmp_path, key)
    _, _, leaf = pem.unarmor(chain.read_bytes().partition(b"-----END")[0] + END)
    session = token_keys._session(token.library, token.token_label, token.pin, os.getpid()).handle
    for raw, refused in ((False, pkcs11.exceptions.MechanismInvalid), (True, None)):
        obvious = PKCS11Signer(
            session,
            signing_cert=x509.Certificate.load(leaf),
            key_label="obvious",
            use_raw_mechanism=raw,
        )
        with pytest.raises(refused) if refused else nullcontext():
            asyncio.run(obvious.async_sign_raw(b"what is signed", "sha256"))
    assert raw_signature(load_pkcs11(token, chain).key, b"what is signed")


def test_a_token_is_refused_by_what_is_wrong_with_it(
    put: Callable[[Key, str], Token], tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    chain, token = chain_file(tmp_path, key), put(key, "right")
    load_pkcs11(token, chain)
    wrong = [
        replace(token, key_label="none"),
        replace(token, token_label="none"),
        replace(token, library=tmp_path / "none.so"),
        replace(token, pin="0000"),
    ]
    for other in wrong:
        with pytest.raises(
            SigningError, match=r"The key '.+' of the token '.+' cannot be used: \w"
        ):
            load_pkcs11(other, chain)


def test_a_key_of_another_certificate_is_found_out_before_anything_is_signed(
    put: Callable[[Key, str], Token], tmp_path: Path
) -> None:
    held, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    with pytest.raises(SigningError, match="is not that of the certificate CN=示例认定中心"):
        load_pkcs11(put(held, "other"), chain_file(tmp_path, other))


def keep_certificate(token: Token, content: bytes) -> None:
    """Put a certificate into the token under the key's label."""
    A, kind = pkcs11.Attribute, pkcs11.ObjectClass.CERTIFICATE
    found = pkcs11.lib(str(token.library)).get_token(token_label=token.token_label)
    with found.open(user_pin=token.pin, rw=True) as session:
        session.create_object(
            {
                A.CLASS: kind,
                A.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                A.TOKEN: True,
                A.LABEL: token.key_label,
                A.ID: token.key_label.encode(),
                A.SUBJECT: x509.Certificate.load(content).subject.dump(),
                A.VALUE: content,
            }
        )


def test_a_token_may_keep_the_certificate_too(
    put: Callable[[Key, str], Token], paper: bytes, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    token = put(key, "kept")
    with pytest.raises(SigningError, match="keeps no certificate as 'kept'"):
        load_pkcs11(token)
    blocks = pem.unarmor(chain_file(tmp_path, key).read_bytes(), multiple=True)
    leaf, root = (block for _, _, block in blocks)
    token_keys._session.cache_clear()
    pkcs11.lib(str(LIBRARY)).reinitialize()
    keep_certificate(token, leaf)
    above = tmp_path / "above.pem"
    above.write_bytes(pem.armor("CERTIFICATE", root))
    signer = load_pkcs11(token, above)
    assert signer.certificate.dump() == leaf
    assert examine(sign(paper, signer, at=SIGNED_AT), signer.trust).outcome is Outcome.GENUINE


def test_after_a_fork_the_key_is_loaded_anew_and_the_parents_session_is_not_used(
    put: Callable[[Key, str], Token], tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    token, chain = put(key, "forked"), chain_file(tmp_path, key)
    signer = load_pkcs11(token, chain)
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writer, said_after_a_fork(signer, token, chain).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 1000).decode() == "belongs to another process; signed"
    assert raw_signature(signer.key, b"the parent's session is whole")


def said_after_a_fork(signer: Signer, token: Token, chain: Path) -> str:
    try:
        raw_signature(signer.key, b"x")
        return "the parent's session was used"
    except SigningError as error:
        first = "belongs to another process" if "another process" in str(error) else str(error)
    try:
        return f"{first}; {'signed' if raw_signature(load_pkcs11(token, chain).key, b'x') else ''}"
    except SigningError as error:
        return f"{first}; {error}"


@pytest.mark.parametrize("content", [None, b"", b"hello"])
def test_a_chain_that_cannot_be_read_is_refused(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "chain.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SigningError, match="No certificate can be read"):
        load_pkcs11(Token(LIBRARY, "示例令牌", "x", PIN), file)


def test_the_pin_is_not_printed_with_the_token() -> None:
    assert PIN not in repr(Token(LIBRARY, "示例令牌", "x", PIN))
