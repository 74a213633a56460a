"""PDF to signed PDF: PAdES baseline B, in one appended revision that changes nothing before it.

With a time-stamp authority the signature is stamped (B-T), and on demand made for a long time
(B-LTA, in a second appended revision); `certificates.levels` says how.

The signed file begins with exactly the bytes of the unsigned one. The time of signing is given by
the caller; nothing here reads a clock. The field is invisible, which keeps PDF/UA, because the seal
is drawn by the design.
"""

import asyncio
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import cms, x509
from cryptography import x509 as pyca_x509
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.extensions import DeveloperExtension, DevExtensionMultivalued
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import (
    PdfCMSEmbedder,
    SigIOSetup,
    SigMDPSetup,
    SigObjSetup,
)
from pyhanko.sign.signers.pdf_byterange import PdfSignedData, SignatureObject
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from certificates.archive import keep_places
from certificates.attestation import Trust
from certificates.chains import name_of
from certificates.development import DEVELOPMENT_MARK, create_development_authority
from certificates.errors import SigningError
from certificates.keys import (
    LoadedKeySigner,
    PrivateKey,
    chain_of,
    der,
    signature_length,
    supported_key,
)
from certificates.levels import MARK, Stamping, with_stamp

FIELD = "Signature"
DIGEST = "sha256"
# What a signature takes besides its certificates and the signature value itself, some 500 bytes.
_FRAME = 800
PKCS12_FILE = "development-authority.p12"
ANCHOR_FILE = "trust-anchor.pem"
_ESIC = DeveloperExtension(
    prefix_name=pdf_name("/ESIC"),
    base_version=pdf_name("/1.7"),
    extension_level=1,
    extension_revision=":PAdES",
    url=None,
    compare_by_level=False,
    multivalued=DevExtensionMultivalued.NEVER,
)


@dataclass(frozen=True, slots=True, eq=False)
class Signer:
    """A key with its certificate and chain, loaded once.

    `chain` holds the certificates above the leaf, the root last, in DER. A development signer is
    known by its issuer's name; the caller decides where one may be used. With `stamping` it signs
    at a higher level than B-B.
    """

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[bytes, ...]
    stamping: Stamping | None = None

    @property
    def is_development(self) -> bool:
        """Tell whether this is a key of the development authority, which proves nothing."""
        return DEVELOPMENT_MARK in self.certificate.issuer.human_friendly

    @property
    def name(self) -> str:
        """The common name of the certificate's subject."""
        return str(self.certificate.subject.native.get("common_name", ""))

    @property
    def not_before(self) -> datetime:
        """The first moment at which the certificate may sign."""
        return _moment(self.certificate.not_valid_before)

    @property
    def not_after(self) -> datetime:
        """The last moment at which the certificate may sign."""
        return _moment(self.certificate.not_valid_after)

    @property
    def trust(self) -> Trust:
        """What an examiner must trust for the papers of this signer: the root of its chain."""
        anchor = self.chain[-1] if self.chain else self.certificate.dump()
        stampers = self.stamping.authority.anchors if self.stamping else ()
        return Trust((anchor,), stampers)


def load_pkcs12(path: Path, passphrase: str | None) -> Signer:
    """Load a key and its chain; raise SigningError where they cannot sign certificates.

    Accepts RSA keys of 3072 bits and more, and elliptic-curve keys on P-256 and P-384.
    """
    secret = passphrase.encode() if passphrase else None
    try:
        bundle = pkcs12.load_pkcs12(path.read_bytes(), secret)
    except (OSError, ValueError) as error:
        raise SigningError(f"The key file {path} cannot be opened: {error}") from error
    if bundle.cert is None or bundle.key is None:
        raise SigningError(f"The key file {path} must hold a private key and its certificate.")
    leaf = bundle.cert.certificate
    if bundle.key.public_key() != leaf.public_key():
        raise SigningError(f"The key file {path} holds a key that is not its certificate's.")
    return signer_of(bundle.key, leaf, [entry.certificate for entry in bundle.additional_certs])


def signer_of(
    key: object, leaf: pyca_x509.Certificate, others: Iterable[pyca_x509.Certificate]
) -> Signer:
    """Put a key, its certificate and those above it together, in any order and with others.

    Raises SigningError for a key that papers are not signed with, or a certificate that is for
    something else than signatures.
    """
    _check_purpose(leaf)
    return Signer(
        key=supported_key(key),
        certificate=x509.Certificate.load(der(leaf)),
        chain=tuple(der(certificate) for certificate in chain_of(leaf, others)),
    )


def _check_purpose(leaf: pyca_x509.Certificate) -> None:
    """Examiners ask for the usage of non-repudiation; a certificate without it is no use."""
    try:
        usage = leaf.extensions.get_extension_for_class(pyca_x509.KeyUsage).value
    except pyca_x509.ExtensionNotFound:
        return
    if not usage.content_commitment:
        raise SigningError(
            f"The certificate {name_of(leaf)} is not for signing documents: its key usage must "
            "include nonRepudiation (contentCommitment)."
        )


def development_signer(folder: Path) -> Signer:
    """Load the development authority of a folder, making it on the first run.

    Writes `development-authority.p12` and `trust-anchor.pem`, readable by the owner only. Two
    processes that start together end up with the same authority.
    """
    file = folder / PKCS12_FILE
    if not file.exists():
        create_development_authority(file)
    signer = load_pkcs12(file, None)
    anchor = folder / ANCHOR_FILE
    if not anchor.exists():
        anchor.write_text(signer.trust.to_pem(), encoding="ascii")
        anchor.chmod(0o600)
    return signer


def sign(pdf: bytes, signer: Signer, *, at: datetime) -> bytes:
    """Append a signature made at the moment `at` (with a time zone) to an unsigned paper.

    Raises SigningError for a moment outside the certificate's validity, for a file that is no PDF
    or that is signed already, and where a time-stamp authority or a revocation list fails.
    """
    if at.tzinfo is None:
        raise SigningError("The time of signing needs a time zone.")
    if not signer.not_before <= at <= signer.not_after:
        raise SigningError(
            f"The certificate {signer.name} is valid from {signer.not_before:%Y-%m-%d} "
            f"to {signer.not_after:%Y-%m-%d}; it cannot sign at {at:%Y-%m-%d %H:%M %Z}."
        )
    try:
        return _append(_Revision(io.BytesIO(pdf)), signer, at)
    except PdfError as error:
        raise SigningError(f"The file cannot be signed: {error}") from error


class _Revision(IncrementalPdfFileWriter):
    """An appended revision that leaves the metadata alone.

    pyHanko would write the machine's time into them, against the dates that the paper states.
    """

    def _update_meta(self) -> None:
        return None


def _append(writer: _Revision, signer: Signer, at: datetime) -> bytes:
    if writer.prev.embedded_signatures:
        raise SigningError("The file is signed already.")
    writer.register_extension(_ESIC)
    stamping = signer.stamping
    if stamping and stamping.lists:
        keep_places(writer)
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(FIELD)).write_cms(FIELD, writer)
    next(steps)
    steps.send(
        SigObjSetup(
            sig_placeholder=_placeholder(signer, at),
            mdp_setup=SigMDPSetup(
                certify=True, docmdp_perms=MDPPerm.NO_CHANGES, md_algorithm=DIGEST
            ),
        )
    )
    draft, output = steps.send(SigIOSetup(md_algorithm=DIGEST))
    message = _message(signer, draft.document_digest, at)
    own = signer.certificate.dump()
    if stamping is None:
        steps.send(message)
        return bytes(output.getvalue())
    stamp = stamping.stamp(message, own, at)
    steps.send(with_stamp(message.dump(), stamp.token))
    return stamping.archived(output.getvalue(), (own, *signer.chain), stamp)


def _message(signer: Signer, digest: bytes, at: datetime) -> cms.ContentInfo:
    maker = LoadedKeySigner(signer.key, signer.certificate, signer.chain)
    return asyncio.run(
        maker.async_sign(
            data_digest=digest,
            digest_algorithm=DIGEST,
            use_pades=True,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=at),
        )
    )


def digits_reserved(signer: Signer) -> int:
    """Give how many hexadecimal digits the file keeps free for the signature, two for each byte."""
    embedded = len(signer.certificate.dump()) + sum(len(above) for above in signer.chain[:-1])
    stamp = signer.stamping.room() if signer.stamping else 0
    return 2 * (embedded + signature_length(signer.key) + stamp + _FRAME)


def _placeholder(signer: Signer, at: datetime) -> PdfSignedData:
    placeholder = SignatureObject(
        timestamp=at,
        subfilter=SigSeedSubFilter.PADES,
        bytes_reserved=digits_reserved(signer),
        name=signer.name,
    )
    if signer.stamping:
        placeholder[pdf_name(MARK)] = signer.stamping.mark()
    return placeholder


def _moment(value: datetime) -> datetime:
    """Say to the type checker what asn1crypto gives: a time with its zone."""
    assert value.tzinfo is not None
    return value
