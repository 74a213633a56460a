"""What an answer of a verification means to a buyer, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.applications.workflow import Status
from registry.certification.queries import State
from registry.certification.verification import Verdict, Verification
from registry.certification.workflow import PaperKind
from registry.directory.queries import Entry
from registry.money import N_


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence for the headline, one for the meaning, one for the next step: msgids."""

    headline: str
    meaning: str
    advice: str


OF_FILE: Mapping[Verdict, Explanation] = {
    Verdict.VALID: Explanation(
        N_("The certificate is genuine and valid."),
        N_(
            "The file is, byte for byte, the certificate that this registry issued, and it is "
            "valid today."
        ),
        N_("Compare product, model and enterprise below with what you are offered."),
    ),
    Verdict.SUSPENDED: Explanation(
        N_("The certificate is genuine, but suspended."),
        N_(
            "The registry issued this file, but has suspended the certificate while it looks into "
            "the matter."
        ),
        N_("Do not rely on it for now. The reason is given below; look again later."),
    ),
    Verdict.REVOKED: Explanation(
        N_("The certificate is genuine, but revoked."),
        N_(
            "The registry issued this file and has since revoked the certificate. The product is "
            "not certified under it."
        ),
        N_("Do not rely on it. The day and the reason are given below."),
    ),
    Verdict.EXPIRED: Explanation(
        N_("The certificate is genuine, but expired."),
        N_("The registry issued this file; its time of validity is over."),
        N_("Ask the enterprise for its present certificate."),
    ),
    Verdict.SUPERSEDED: Explanation(
        N_("The certificate is genuine, but a later one has taken its place."),
        N_("The registry issued this file; the product has a certificate of a later round."),
        N_("Ask the enterprise for the later certificate."),
    ),
    Verdict.ALTERED: Explanation(
        N_("The file has been altered."),
        N_(
            "The file comes from a certificate of this registry, but is not as it was issued. "
            "What it says proves nothing."
        ),
        N_(
            "Do not rely on it. Ask the enterprise for the original file, or look up the number. "
            "A file that was printed and scanned, or saved again, also gives this answer."
        ),
    ),
    Verdict.WITHDRAWN: Explanation(
        N_("The registration notice is genuine, but the application was withdrawn."),
        N_("The registry issued this file; the enterprise has taken its application back since."),
        N_("Do not rely on it: the product is not registered under this number."),
    ),
    Verdict.UNKNOWN: Explanation(
        N_("The register does not know this paper."),
        N_(
            "The file carries the signature of this registry, but it is none of the papers that "
            "the register has on record."
        ),
        N_("Do not rely on it, and tell the registry where it comes from."),
    ),
    Verdict.NOT_OURS: Explanation(
        N_("This is not a certificate of this registry."),
        N_("The file can be read, but this registry did not sign it."),
        N_("Do not rely on it. If it is a scan or a photograph, look up the number printed on it."),
    ),
    Verdict.UNREADABLE: Explanation(
        N_("The file cannot be examined."),
        N_("It is no PDF file that can be read, or it is damaged."),
        N_("Send the PDF file as the enterprise received it, or look up the number."),
    ),
}

OF_NUMBER: Mapping[State, Explanation] = {
    State.VALID: Explanation(
        N_("The certificate is valid."),
        N_("This registry issued a certificate of this number, and it is valid today."),
        N_(
            "A number is easily copied: compare everything below with the paper in your hands, or "
            "upload its file to have it examined."
        ),
    ),
    State.SUSPENDED: Explanation(
        N_("The certificate is suspended."),
        N_("The registry has suspended the certificate while it looks into the matter."),
        N_("Do not rely on it for now. The reason is given below; look again later."),
    ),
    State.REVOKED: Explanation(
        N_("The certificate is revoked."),
        N_("The registry has revoked the certificate. The product is not certified under it."),
        N_("Do not rely on it. The day and the reason are given below."),
    ),
    State.EXPIRED: Explanation(
        N_("The certificate has expired."),
        N_("Its time of validity is over."),
        N_("Ask the enterprise for its present certificate."),
    ),
    State.SUPERSEDED: Explanation(
        N_("A later certificate has taken its place."),
        N_("The product has a certificate of a later round."),
        N_("Ask the enterprise for the later certificate."),
    ),
}

# A notice is one of two things only: it stands, or the application was withdrawn.
NOTICE_STANDS = Explanation(
    N_("The registration notice is genuine, and the registration stands."),
    N_(
        "The file is, byte for byte, the notice that this registry issued. It says that the "
        "product is registered; it does not say that the product is certified."
    ),
    N_("For a certified product ask the enterprise for its certificate."),
)
NUMBER_WITHDRAWN = Explanation(
    N_("The application of this number was withdrawn."),
    N_("This registry gave the number out, and the enterprise has taken its application back."),
    N_("Do not rely on a paper that bears it: the product is not registered under this number."),
)

REGISTERED_ONLY = Explanation(
    N_("The product is registered, not certified."),
    N_(
        "The registry has examined the form of the filing. Whether the product reaches the "
        "benchmarks of its class has not been found, so this is no certification."
    ),
    N_("Whoever shows you this number as a certification is mistaken, or misleads you."),
)
UNDER_NOTICE = Explanation(
    N_("The product is registered; its certification is under public notice."),
    N_("Anybody may object to the intended certification until the last day of the notice."),
    N_("It is not certified yet. Look again when the notice is over."),
)
WITH_CERTIFICATE = Explanation(
    N_("The product is registered, and a certificate was issued for it."),
    N_("What that certificate is worth today is said on its own page."),
    N_("Open the page of the certificate before you rely on it."),
)


def of_answer(answer: Verification) -> Explanation:
    """What the answer about a file means."""
    is_notice = answer.paper is not None and answer.paper.kind is PaperKind.NOTICE
    if is_notice and answer.verdict is Verdict.VALID:
        return NOTICE_STANDS
    return OF_FILE[answer.verdict]


def of_entry(entry: Entry) -> Explanation:
    """What a registration number stands for today."""
    if entry.certificate is not None:
        return WITH_CERTIFICATE
    noticed = entry.application.status is Status.PUBLIC_NOTICE
    return UNDER_NOTICE if noticed else REGISTERED_ONLY
