"""Revocation lists (RFC 5280, 5): fetched at signing, kept in the paper, checked by the examiner."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from certificates.chains import is_authority, name_of
from certificates.errors import RevocationError
from certificates.exchange import Limits, Question, ask

# A list is fetched again after ten minutes: a batch of papers needs one, not one each.
_FRESH_SECONDS = 600.0


@dataclass(slots=True)
class Lists:
    """Where revocation lists come from: the addresses that the certificates themselves name."""

    limits: Limits = Limits(size=500_000)
    _kept: dict[str, tuple[float, bytes]] = field(default_factory=dict)

    def for_chains(
        self, chains: Sequence[Sequence[x509.Certificate]], at: datetime
    ) -> tuple[bytes, ...]:
        """Give the lists, in DER, that cover all certificates of the chains but their anchors.

        `at` is the moment of the signature: none of them may have been revoked by then. Raises
        RevocationError or ExchangeError.
        """
        found: list[bytes] = []
        for chain in chains:
            for below, above in zip(chain, chain[1:], strict=False):
                content = self._fetch(_address(below))
                check_list(content, below, above, at)
                if content not in found:
                    found.append(content)
        return tuple(found)

    def _fetch(self, url: str) -> bytes:
        kept = self._kept.get(url)
        if kept is None or monotonic() - kept[0] > _FRESH_SECONDS:
            question = Question("The revocation list", url, "application/pkix-crl")
            kept = monotonic(), ask(question, self.limits)
            self._kept[url] = kept
        return kept[1]


def _address(certificate: x509.Certificate) -> str:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound as error:
        raise RevocationError(
            f"The certificate {name_of(certificate)} names no revocation list. "
            "Signatures for a long time need one: have it issued with a CRL distribution point."
        ) from error
    names = [name.value for point in points for name in point.full_name or ()]
    plain = [name for name in names if isinstance(name, str) and name.startswith("http")]
    if not plain:
        raise RevocationError(
            f"The revocation list of {name_of(certificate)} is not to be had over HTTP."
        )
    return plain[0]


def check_list(
    content: bytes, below: x509.Certificate, above: x509.Certificate, at: datetime
) -> None:
    """Raise RevocationError unless this list says that a certificate was not revoked by then."""
    found = read_list(content, above)
    _check_scope(found, below)
    revoked = found.get_revoked_certificate_by_serial_number(below.serial_number)
    if revoked is not None and revoked.revocation_date_utc <= at:
        raise RevocationError(
            f"The certificate {name_of(below)} was revoked on {revoked.revocation_date_utc:%Y-%m-%d}."
        )


def covers(content: bytes, below: x509.Certificate, above: x509.Certificate) -> bool:
    """Tell whether a list is one of the authority `above` that speaks of this certificate."""
    try:
        _check_scope(read_list(content, above), below)
    except RevocationError:
        return False
    return True


def read_list(content: bytes, above: x509.Certificate) -> x509.CertificateRevocationList:
    """Read a list that the authority `above` has signed."""
    try:
        found = x509.load_der_x509_crl(content)
    except ValueError as error:
        raise RevocationError(f"The list of {name_of(above)} cannot be read: {error}") from error
    key = above.public_key()
    if found.issuer != above.subject or not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        raise RevocationError(f"The revocation list is not one of {name_of(above)}.")
    if not found.is_signature_valid(key):
        raise RevocationError(f"The signature of the list of {name_of(above)} does not hold.")
    return found


def _check_scope(found: x509.CertificateRevocationList, below: x509.Certificate) -> None:
    """Lists that cover a part only, or changes only, say so in a critical extension."""
    for extension in found.extensions:
        value = extension.value
        if isinstance(value, x509.IssuingDistributionPoint):
            covered = _is_in_scope(value, below)
        else:
            covered = not extension.critical
        if not covered:
            raise RevocationError(f"The revocation list does not cover {name_of(below)}.")


def _is_in_scope(scope: x509.IssuingDistributionPoint, below: x509.Certificate) -> bool:
    if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs:
        return False
    authority = is_authority(below)
    if (scope.only_contains_user_certs and authority) or (
        scope.only_contains_ca_certs and not authority
    ):
        return False
    named = {name.value for name in scope.full_name or ()}
    return not named or _address(below) in named


def is_current(content: bytes, since: datetime, until: datetime) -> bool:
    """Tell whether a list had come out at `until` and was not yet overdue at `since`."""
    found = x509.load_der_x509_crl(content)
    ends = found.next_update_utc
    return found.last_update_utc <= until and (ends is None or since <= ends)
