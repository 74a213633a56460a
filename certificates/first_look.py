"""What can be said of a file before any PDF parser reads it.

A signature can only vouch for bytes whose SHA-256 is written in it. Where it is not, the file was
changed, whatever else a parser would find; and so it was where the field of the signature is not
written as we write it. So hardly anybody who changes a paper of ours gets as far as the parser,
which is where damaged files do harm. This look only ever refuses: a file that passes it is examined
as if it had not taken place.
"""

import re
from hashlib import sha256

from certificates.attestation import Trust

_RANGE = re.compile(rb"/ByteRange ?\[ ?0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) ?\]")
_FIELD = re.compile(rb"<[0-9A-F]+>")


def carries_our_signature(pdf: bytes, trust: Trust) -> bool:
    """Look for the name of one of our roots as a signature carries it, in hexadecimal.

    It stands there at least twice, as the issuer in the leaf and in the reference to it, so that
    damage to one does not hide the other.
    """
    text = pdf.lower()
    names = (anchor.subject.dump().hex().encode() for anchor in trust.certificates())
    return any(name in text for name in names)


def is_changed(pdf: bytes) -> bool:
    """Whether some field of a signature lacks the SHA-256 of the bytes that it says it covers.

    Ranges that do not fit the file are left to the examination. Our signatures and time stamps are
    all over SHA-256; of other people's files this says nothing.
    """
    ranges = (map(int, found.groups()) for found in _RANGE.finditer(pdf))
    return any(
        not _is_vouched_for(pdf, first, second, rest)
        for first, second, rest in ranges
        if first < second and second + rest <= len(pdf)
    )


def _is_vouched_for(pdf: bytes, first: int, second: int, rest: int) -> bool:
    if not _FIELD.fullmatch(pdf, first, second):
        return False
    whole = memoryview(pdf)
    digest = sha256(whole[:first])
    digest.update(whole[second : second + rest])
    return digest.hexdigest().upper().encode("ascii") in pdf[first:second]
