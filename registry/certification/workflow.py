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


@dataclass(frozen=True, slots=True)
class CertificateTransition:
    """One row of the table; every one of them needs a reason."""

    action: CertificateAction
    sources: frozenset[CertificateStatus]
    target: CertificateStatus
    permission: Permission = Permission.MAINTAIN_CERTIFICATES


_VALID, _SUSPENDED, _REVOKED = CertificateStatus
_TABLE = (
    CertificateTransition(CertificateAction.SUSPEND, frozenset({_VALID}), _SUSPENDED),
    CertificateTransition(CertificateAction.REINSTATE, frozenset({_SUSPENDED}), _VALID),
    CertificateTransition(CertificateAction.REVOKE, frozenset({_VALID, _SUSPENDED}), _REVOKED),
)
CERTIFICATE_TRANSITIONS: dict[CertificateAction, CertificateTransition] = {
    row.action: row for row in _TABLE
}
