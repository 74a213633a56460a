"""Chains of certificates: from one certificate up to an authority that is believed.

Written over `cryptography` alone, so that it shares nothing with pyHanko's own validation.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from certificates.errors import ChainError

# Ours have one certificate between leaf and root at most; eight are more than anybody has.
_LONGEST = 8


def parsed(certificates: Iterable[bytes]) -> list[x509.Certificate]:
    """Read certificates in DER; raise ChainError for what is none."""
    try:
        return [x509.load_der_x509_certificate(each) for each in certificates]
    except ValueError as error:
        raise ChainError(f"A certificate cannot be read: {error}") from error


def chain_to(
    leaf: x509.Certificate,
    others: Iterable[x509.Certificate],
    anchors: Iterable[x509.Certificate],
    at: datetime,
) -> list[x509.Certificate]:
    """Give the way from a leaf to an anchor, all valid at the moment `at`; raise ChainError."""
    chain = way_to(leaf, others, anchors)
    for certificate in chain:
        check_valid(certificate, at)
    return chain


def way_to(
    leaf: x509.Certificate,
    others: Iterable[x509.Certificate],
    anchors: Iterable[x509.Certificate],
) -> list[x509.Certificate]:
    """Give the certificates from the leaf to the anchor, both included, whatever the day is.

    Each but the anchor is signed by the next, and those above the leaf are authorities. Raises
    ChainError where there is no such way.
    """
    believed, between = list(anchors), list(others)
    chain = [leaf]
    while chain[-1] not in believed:
        above = _issuer(chain[-1], [*believed, *between])
        if above is None or len(chain) == _LONGEST:
            raise ChainError(
                f"The certificate {name_of(leaf)} does not lead to an authority that is believed."
            )
        chain.append(above)
    return chain


def _issuer(below: x509.Certificate, candidates: list[x509.Certificate]) -> x509.Certificate | None:
    return next((each for each in candidates if _issued(below, each)), None)


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    if below == above or below.issuer != above.subject or not is_authority(above):
        return False
    try:
        below.verify_directly_issued_by(above)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def is_authority(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate may sign others."""
    try:
        extensions = certificate.extensions
        if not extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        return extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound as missing:
        # RFC 5280, 4.2.1.3: an authority need not name its usages, but it must say that it is one.
        return missing.oid == x509.KeyUsage.oid
    except ValueError:
        return False


def check_valid(certificate: x509.Certificate, at: datetime) -> None:
    """Raise ChainError for a moment before or after the certificate's validity."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begins <= at <= ends:
        raise ChainError(
            f"The certificate {name_of(certificate)} is valid from {begins:%Y-%m-%d} to "
            f"{ends:%Y-%m-%d}; that does not include {at.astimezone(UTC):%Y-%m-%d %H:%M} UTC."
        )


def name_of(certificate: x509.Certificate) -> str:
    """The common name of a certificate's subject, or all of its subject where it has none."""
    common = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else certificate.subject.rfc4514_string()
