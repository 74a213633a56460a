"""What can be done to a certificate; expired and superseded follow from dates. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from registry.permissions import Permission


class CertificateStatus(StrEnum):
    """What the registry has decided of a certificate."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class CertificateAction(StrEnum):
    """What the registry can decide of a certificate."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"


class Outcome(StrEnum):
    """How a proposal ended."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PaperKind(StrEnum):
    """What a signed paper is."""

    CERTIFICATE = "certificate"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class CertificateTransition:
    """One row of the table; every one of them needs a reason.

    ``by_two`` demands that one person proposes it and another one confirms.
    """

    action: CertificateAction
    sources: frozenset[CertificateStatus]
    target: CertificateStatus
    by_two: bool = False
    permission: Permission = Permission.MAINTAIN_CERTIFICATES


_VALID, _SUSPENDED, _REVOKED = CertificateStatus
_TABLE = (
    CertificateTransition(CertificateAction.SUSPEND, frozenset({_VALID}), _SUSPENDED),
    CertificateTransition(CertificateAction.REINSTATE, frozenset({_SUSPENDED}), _VALID),
    CertificateTransition(
        CertificateAction.REVOKE, frozenset({_VALID, _SUSPENDED}), _REVOKED, by_two=True
    ),
)
CERTIFICATE_TRANSITIONS: dict[CertificateAction, CertificateTransition] = {
    row.action: row for row in _TABLE
}
