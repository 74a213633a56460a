"""PDF to what it attests: genuine, altered, not ours, unreadable. Doubt is never genuine.

`examine` answers in this process; `examine_isolated` in a child process with limits on time and
memory, which is the one for files from strangers: thirteen kinds of exception have been seen to
escape PDF parsers, and some files only want to use up the machine.
"""

import hashlib
import json
from datetime import UTC, datetime

from certificates.attestation import Attestation, Outcome, Trust
from certificates.evidence import CHANGED, Evidence, NoSignature, OtherSigner, verified
from certificates.first_look import carries_our_signature, is_changed
from certificates.isolation import ISOLATION
from certificates.payload import PAPER_MARKS
from certificates.stamp_evidence import Broken

GENUINE = "Signed by the authority, and exactly as it was signed."
STAMPED = "A time stamp proves that it was signed by {moment}."
NOT_ASKED = (
    "It says itself that it was signed at {moment}; its time stamp is whole, but proves that only "
    "to somebody who trusts the time-stamp authority, and none was given to trust."
)
UNPROVEN = "It says itself that it was signed at {moment}; no time stamp proves it."
EXPIRES = "The signing certificate is valid until {moment}."
EXPIRED = "The signing certificate has expired since, at {moment}."
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


def examine(pdf: bytes, trust: Trust, at: datetime | None = None) -> Attestation:
    """Say what a file attests. Never raises: whatever goes wrong, the file is not genuine.

    `at` is the present moment; with it the reason says whether the signing certificate has expired
    since, without it until when it is valid.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > MAX_BYTES:
        reason = TOO_LARGE.format(size=len(pdf), limit=MAX_BYTES)
        return Attestation(Outcome.UNREADABLE, reason, digest)
    ours = carries_our_signature(pdf, trust)
    if ours and is_changed(pdf):
        return Attestation(Outcome.ALTERED, ALTERED.format(detail=CHANGED), digest)
    try:
        found = verified(pdf, trust)
    except Exception as error:  # a parser may raise anything on a damaged file
        outcome, reason = _explain(pdf, ours, error)
        return Attestation(outcome, reason, digest)
    return _genuine(found, digest, at)


def _genuine(found: Evidence, digest: str, at: datetime | None) -> Attestation:
    proof = found.stamped_at if found.stamp_believed else None
    if proof is not None:
        witness = STAMPED.format(moment=_text(proof))
    else:
        words = NOT_ASKED if found.stamped_at else UNPROVEN
        witness = words.format(moment=_text(found.signed_at))
    ending = EXPIRED if at is not None and at > found.expires_at else EXPIRES
    return Attestation(
        Outcome.GENUINE,
        f"{GENUINE} {witness} {ending.format(moment=_text(found.expires_at))}",
        digest,
        found.payload,
        found.signed_at,
        proof,
        found.expires_at,
    )


def _text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def examine_isolated(
    pdf: bytes, trust: Trust, at: datetime | None = None, *, seconds: float = SECONDS
) -> Attestation:
    """Do the same in a child process; one that crashes or runs on answers UNREADABLE.

    The first call of a process starts the server that the children come from, 0.6 s; call
    `certificates.isolation.ISOLATION.start()` to have it ready before.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > MAX_BYTES:
        return examine(pdf, trust, at)
    moment = at.isoformat() if at else None
    header = json.dumps({"trust": trust.to_base64(), "at": moment}).encode()
    try:
        found = Attestation.from_json(ISOLATION.ask(header + b"\n" + pdf, seconds).decode())
    except Exception:  # a child that died may have left any answer, or none
        ISOLATION.replace()
        return Attestation(Outcome.UNREADABLE, FAILED, digest)
    # What the child says of another file is no answer.
    return found if found.sha256 == digest else Attestation(Outcome.UNREADABLE, FAILED, digest)


def _explain(pdf: bytes, ours: bool, error: Exception) -> tuple[Outcome, str]:
    """Tell damage to one of our papers from a paper of someone else, and from rubbish."""
    if ours:
        detail = str(error) if isinstance(error, Broken) else "its structure is damaged."
        return Outcome.ALTERED, ALTERED.format(detail=detail)
    if isinstance(error, OtherSigner):
        return Outcome.NOT_OURS, OTHER_SIGNER
    if any(mark in pdf for mark in PAPER_MARKS):
        return Outcome.ALTERED, UNSIGNED
    if isinstance(error, NoSignature):
        return Outcome.NOT_OURS, NO_SIGNATURE
    return Outcome.UNREADABLE, UNREADABLE
