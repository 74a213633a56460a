"""What a paper in somebody's hands is: by its bytes, our signature, and the register."""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

from certificates.attestation import Attestation, Outcome
from certificates.examine import examine_isolated
from registry import clock
from registry.applications.workflow import REGISTERED
from registry.certification.keys import trust
from registry.certification.models import Certificate, Paper
from registry.certification.queries import by_number, prints_of, state_on
from registry.certification.workflow import PaperKind
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.numbering import is_well_formed


class Verdict(StrEnum):
    """The answers of a verification."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict, its reason as an English template over ``values``, and what was found.

    ``paper`` is the print that was examined, or the newest one of the number; it is a notice where
    ``certificate`` is None. ``remark`` is one more template, empty where there is nothing to say.
    ``attestation`` is there for a file that our key signed.
    """

    verdict: Verdict
    reason: str
    values: dict[str, str]
    certificate: Certificate | None
    paper: Paper | None = None
    remark: str = ""
    attestation: Attestation | None = None


REASONS = {
    Verdict.VALID: N_("This is the paper that the registry issued as {number}, and it is valid."),
    Verdict.SUSPENDED: N_("This paper was issued as {number}, but the certificate is suspended."),
    Verdict.REVOKED: N_("This paper was issued as {number}, but the certificate is revoked."),
    Verdict.EXPIRED: N_("This paper was issued as {number}; it was valid until {valid_until}."),
    Verdict.SUPERSEDED: N_("This paper was issued as {number}; a later one has taken its place."),
}
OF_NOTICES = {
    Verdict.VALID: N_(
        "This is the registration notice that the registry issued as {number}, and the "
        "registration stands."
    ),
    Verdict.WITHDRAWN: N_(
        "This registration notice was issued as {number}, but the application was withdrawn "
        "afterwards."
    ),
}
# What the examination says in detail, in English, goes along as the value ``detail``.
NOT_GENUINE = {
    Outcome.ALTERED: N_("The file is not as the registry signed it: it was changed afterwards."),
    Outcome.NOT_OURS: N_("The registry did not sign this file."),
    Outcome.UNREADABLE: N_("The file cannot be read as a PDF."),
}
UNKNOWN_PAPER = N_("Our key signed this paper, but the register does not know it.")
OTHER_PAPER = N_(
    "Our key signed this file, but it is none of the papers that the register knows of {number}."
)
REPRINTED = N_("It has been printed again on {reprinted_on}; both prints are genuine.")
MISTYPED = N_("The check character of {number} does not fit: a character is mistyped or missing.")
NOT_GIVEN_OUT = N_("This registry gave out no number {number}.")
# Far longer than any number or the address of one.
_LONGEST = 200


def verify_file(content: bytes) -> Verification:
    """Examine a PDF: is it, bit for bit, a paper of ours, and what does the register say today?"""
    attestation = examine_isolated(content, trust(), clock.now())
    if attestation.outcome is not Outcome.GENUINE:
        verdict = Verdict(attestation.outcome.value)
        reason = NOT_GENUINE[attestation.outcome]
        return Verification(verdict, reason, {"detail": attestation.reason}, None)
    return replace(_of_genuine(attestation), attestation=attestation)


def _of_genuine(attestation: Attestation) -> Verification:
    """Our key signed it; which print is it?"""
    number = attestation.number or ""
    prints = prints_of(number)
    if not prints:
        return Verification(Verdict.UNKNOWN, UNKNOWN_PAPER, {"number": number}, None)
    found = next((each for each in prints if each.pdf_sha256 == attestation.sha256), None)
    if found is None:
        certificate = by_number(number)
        return Verification(
            Verdict.UNKNOWN, OTHER_PAPER, {"number": number}, certificate, prints[-1]
        )
    later = [each for each in prints if each.print_no > found.print_no and each.made_at]
    return _of_print(found, later[-1] if later else None)


def _of_print(paper: Paper, later: Paper | None) -> Verification:
    if paper.kind is PaperKind.NOTICE:
        found = _of_notice(paper)
    else:
        certificate = by_number(paper.number)
        assert certificate is not None  # the paper's row refers to it
        found = verify_certificate(certificate)
    values, remark = dict(found.values), ""
    if later is not None and later.made_at is not None:
        remark, values["reprinted_on"] = REPRINTED, clock.day_of(later.made_at).isoformat()
    return Verification(found.verdict, found.reason, values, found.certificate, paper, remark)


def _of_notice(paper: Paper) -> Verification:
    stands = paper.application.status in REGISTERED
    verdict = Verdict.VALID if stands else Verdict.WITHDRAWN
    return Verification(verdict, OF_NOTICES[verdict], {"number": paper.number}, None, paper)


def verify_certificate(certificate: Certificate) -> Verification:
    """What the certificate is today, by the register alone."""
    verdict = Verdict(state_on(certificate, clock.today()).value)
    values = {
        "number": certificate.number,
        "valid_until": certificate.valid_until.isoformat(),
    }
    return Verification(verdict, REASONS[verdict], values, certificate)


def verify_number(text: str) -> Verification:
    """What a certificate or registration is today, by its number as people type or copy it.

    BadInput for a text without any number. A number that the register does not know is UNKNOWN,
    and the reason says whether its check character speaks for a typing error.
    """
    number = written(text)
    if not number:
        problem, expected = N_("There is no number."), N_("Type the number printed on the paper.")
        raise BadInput([FieldProblem("number", text[:_LONGEST], problem, expected)])
    certificate = by_number(number)
    if certificate is not None:
        newest = certificate.papers[-1]
        known = verify_certificate(certificate)
        return Verification(known.verdict, known.reason, known.values, certificate, newest)
    prints = prints_of(number)
    if prints:
        return _of_notice(prints[-1])
    reason = NOT_GIVEN_OUT if is_well_formed(number) else MISTYPED
    return Verification(Verdict.UNKNOWN, reason, {"number": number}, None)


def written(text: str) -> str:
    """A number as it was given out: full-width and small letters, spaces, invisible characters and
    the address of a QR code before it are all taken for what they mean."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip().rstrip("/")
    return "".join(each for each in plain.rpartition("/")[2].upper() if _shows(each))


def _shows(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc")
