"""What a paper in somebody's hands is: by its bytes, our signature, and the register."""

from dataclasses import dataclass
from enum import StrEnum

from certificates.attestation import Attestation, Outcome
from certificates.examine import examine_isolated
from registry import clock
from registry.certification.keys import trust
from registry.certification.models import Certificate
from registry.certification.queries import by_number, state_on
from registry.money import N_


class Verdict(StrEnum):
    """The answers of a verification."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict, its reason as an English template over ``values``, and what was found."""

    verdict: Verdict
    reason: str
    values: dict[str, str]
    certificate: Certificate | None


REASONS = {
    Verdict.VALID: N_("This is the paper that the registry issued as {number}, and it is valid."),
    Verdict.SUSPENDED: N_("This paper was issued as {number}, but the certificate is suspended."),
    Verdict.REVOKED: N_("This paper was issued as {number}, but the certificate is revoked."),
    Verdict.EXPIRED: N_("This paper was issued as {number}; it was valid until {valid_until}."),
    Verdict.SUPERSEDED: N_("This paper was issued as {number}; a later one has taken its place."),
}
# What the examination says in detail, in English, goes along as the value ``detail``.
NOT_GENUINE = {
    Outcome.ALTERED: N_("The file is not as the registry signed it: it was changed afterwards."),
    Outcome.NOT_OURS: N_("The registry did not sign this file."),
    Outcome.UNREADABLE: N_("The file cannot be read as a PDF."),
}
UNKNOWN_PAPER = N_("Our key signed this paper, but the register does not know it.")
OTHER_PAPER = N_("The file differs from the paper that the registry issued as {number}.")


def verify_file(content: bytes) -> Verification:
    """Examine a PDF: is it, bit for bit, a paper of ours, and what is its certificate today?"""
    attestation = examine_isolated(content, trust())
    if attestation.outcome is not Outcome.GENUINE:
        verdict = Verdict(attestation.outcome.value)
        reason = NOT_GENUINE[attestation.outcome]
        return Verification(verdict, reason, {"detail": attestation.reason}, _named(attestation))
    certificate = _named(attestation)
    if certificate is None:
        return Verification(Verdict.NOT_OURS, UNKNOWN_PAPER, {}, None)
    if certificate.pdf_sha256 != attestation.sha256:
        return Verification(
            Verdict.ALTERED, OTHER_PAPER, {"number": certificate.number}, certificate
        )
    return verify_certificate(certificate)


def verify_certificate(certificate: Certificate) -> Verification:
    """What the certificate is today, by the register alone."""
    verdict = Verdict(state_on(certificate, clock.today()).value)
    values = {
        "number": certificate.number,
        "valid_until": certificate.valid_until.isoformat(),
    }
    return Verification(verdict, REASONS[verdict], values, certificate)


def _named(attestation: Attestation) -> Certificate | None:
    return by_number(attestation.number) if attestation.number else None
