"""PDF to what it attests: genuine, altered, not ours, unreadable. Doubt is never genuine.

`examine` answers in this process; `examine_isolated` in a child process with limits on time and
memory, which is the one for files from strangers: thirteen kinds of exception have been seen to
escape PDF parsers, and some files only want to use up the machine.
"""

import hashlib
import json

from certificates.attestation import Attestation, Outcome, Trust
from certificates.evidence import Broken, NoSignature, OtherSigner, verified_payload
from certificates.isolation import ISOLATION
from certificates.payload import PAPER_MARKS

GENUINE = "Signed by the authority, and exactly as it was signed."
ALTERED = "Carries the authority's signature, but is not as it was signed: {detail}"
UNSIGNED = "Reads like a paper of the authority, but its signature is missing."
OTHER_SIGNER = "Signed, but not by the authority."
NO_SIGNATURE = "Carries no signature of the authority."
UNREADABLE = "Cannot be read as a PDF file."
TOO_LARGE = "Larger than any paper of the authority: {size} bytes, at most {limit}."
FAILED = "The examination did not come to an end."

# Sixty patents with the longest titles make some 250 KB.
MAX_BYTES = 5_000_000
SECONDS = 20.0


def examine(pdf: bytes, trust: Trust) -> Attestation:
    """Say what a file attests. Never raises: whatever goes wrong, the file is not genuine."""
    digest = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > MAX_BYTES:
        reason = TOO_LARGE.format(size=len(pdf), limit=MAX_BYTES)
        return Attestation(Outcome.UNREADABLE, reason, digest)
    try:
        payload = verified_payload(pdf, trust)
    except Exception as error:  # a parser may raise anything on a damaged file
        outcome, reason = _explain(pdf, trust, error)
        return Attestation(outcome, reason, digest)
    return Attestation(Outcome.GENUINE, GENUINE, digest, payload)


def examine_isolated(pdf: bytes, trust: Trust, *, seconds: float = SECONDS) -> Attestation:
    """Do the same in a child process; one that crashes or runs on answers UNREADABLE.

    The first call of a process starts the server that the children come from, 0.6 s; call
    `certificates.isolation.ISOLATION.start()` to have it ready before.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > MAX_BYTES:
        return examine(pdf, trust)
    header = json.dumps({"anchors": trust.to_base64()}).encode()
    try:
        found = Attestation.from_json(ISOLATION.ask(header + b"\n" + pdf, seconds).decode())
    except Exception:  # a child that died may have left any answer, or none
        ISOLATION.replace()
        return Attestation(Outcome.UNREADABLE, FAILED, digest)
    # What the child says of another file is no answer.
    return found if found.sha256 == digest else Attestation(Outcome.UNREADABLE, FAILED, digest)


def _explain(pdf: bytes, trust: Trust, error: Exception) -> tuple[Outcome, str]:
    """Tell damage to one of our papers from a paper of someone else, and from rubbish."""
    if carries_our_signature(pdf, trust):
        detail = str(error) if isinstance(error, Broken) else "its structure is damaged."
        return Outcome.ALTERED, ALTERED.format(detail=detail)
    if isinstance(error, OtherSigner):
        return Outcome.NOT_OURS, OTHER_SIGNER
    if any(mark in pdf for mark in PAPER_MARKS):
        return Outcome.ALTERED, UNSIGNED
    if isinstance(error, NoSignature):
        return Outcome.NOT_OURS, NO_SIGNATURE
    return Outcome.UNREADABLE, UNREADABLE


def carries_our_signature(pdf: bytes, trust: Trust) -> bool:
    """Look for the name of one of our roots as a signature carries it, in hexadecimal.

    It stands there at least twice, as the issuer in the leaf and in the reference to it, so that
    damage to one does not hide the other.
    """
    text = pdf.lower()
    names = (anchor.subject.dump().hex().encode() for anchor in trust.certificates())
    return any(name in text for name in names)
