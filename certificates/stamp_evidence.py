"""Are the time stamps of a file there that its signature says it has, and as they were written?

The signature says so in its dictionary, which it covers (see `certificates.levels`). Time stamps
are held against the authorities that it names, and against those that the examiner believes.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from asn1crypto import cms
from asn1crypto.core import Asn1Value
from cryptography import x509
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from certificates.archive import is_within_measure, prepared, stored
from certificates.attestation import Trust
from certificates.chains import chain_to, parsed
from certificates.errors import ChainError, SigningError
from certificates.keys import der
from certificates.levels import LONG_TERM, MARK, STAMPED
from certificates.revocation import check_list, covers, is_current
from certificates.stamps import Stamp, certificates_in, read_stamp

_RANGE = re.compile(rb"/ByteRange\[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})\]>>\nendobj\n")
_DIGITS = re.compile(rb"<([0-9A-F]+)>")


class Broken(Exception):
    """The signature does not vouch for the file; the text says in what."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """The moment by which a file was signed, and whether its witness is one that is believed."""

    moment: datetime
    is_believed: bool


def stamp_in(signer_info: cms.SignerInfo) -> bytes | None:
    """Give the time stamp that a signature carries; raise Broken for anything else beside it."""
    attributes = signer_info["unsigned_attrs"]
    if not isinstance(attributes, cms.CMSAttributes):
        return None
    values = attributes[0]["values"]
    if (
        len(attributes) != 1
        or len(values) != 1
        or (attributes[0]["type"].native != "signature_time_stamp_token")
    ):
        raise Broken("something was added to the signature.")
    token: bytes = values[0].dump()
    return token


def check_stamps(
    pdf: bytes, end: int, signature: EmbeddedPdfSignature, trust: Trust
) -> Stamped | None:
    """Check all time stamps of a file whose signed revision ends at `end`; None if it has none.

    Raises Broken where one is missing, too many, or not as it was written.
    """
    mark = signature.sig_object.get(MARK)
    signer = signature.signer_info
    token = stamp_in(signer)
    if mark is None:
        if token is not None or end != len(pdf):
            raise Broken("a time stamp was added to it.")
        return None
    if mark["/Level"] not in (STAMPED, LONG_TERM) or token is None:
        raise Broken("its time stamp is missing.")
    hashes = {each.original_bytes for each in mark["/Anchors"]}
    witness = _Witness(hashes, trust)
    stamp = witness.read(token, sha256(signer["signature"].native).digest())
    if (mark["/Level"] == LONG_TERM) != (end < len(pdf)):
        raise Broken("its last time stamp is missing, or is one too many.")
    if end < len(pdf):
        own = [
            signature.signer_cert.dump(),
            *(each.dump() for each in signature.other_embedded_certs),
        ]
        _check_archive(pdf, end, parsed(dict.fromkeys(own)), stamp, witness)
    return Stamped(stamp.moment, bool(trust.stampers))


@dataclass(frozen=True, slots=True)
class _Witness:
    """The authorities that a signature names, by hash, and those that the examiner believes."""

    named: set[bytes]
    trust: Trust

    def read(self, token: bytes, digest: bytes) -> Stamp:
        """Check a time stamp over a SHA-256 against both; raise Broken where it does not hold."""
        held = parsed(certificates_in(token))
        anchors = [each for each in held if sha256(der(each)).digest() in self.named]
        try:
            stamp = read_stamp(token, digest, anchors)
            if self.trust.stampers:
                chain_to(stamp.chain[0], held, parsed(self.trust.stampers), stamp.moment)
        except SigningError as error:
            raise Broken(str(error)) from error
        return stamp


def _check_archive(
    pdf: bytes, end: int, own: list[x509.Certificate], first: Stamp, witness: _Witness
) -> None:
    """Write the last revision again from what is in it; it must come out byte for byte the same."""
    store = stored(pdf)
    found = _RANGE.search(pdf, end)
    if found is None or not is_within_measure(store):
        raise Broken("what was added after signing is not as it was written.")
    begin, stop, _ = (int(number) for number in found.groups())
    digits = _DIGITS.fullmatch(pdf, begin, stop)
    if digits is None or len(digits[1]) % 2:
        raise Broken("the field of the last time stamp is not as it was written.")
    content = bytes.fromhex(digits[1].decode("ascii"))
    token = Asn1Value.load(content).dump()
    draft = prepared(pdf[:end], store, len(content))
    if draft.gap != (begin, stop) or draft.filled(token) != pdf:
        raise Broken("what was added after signing is not as it was written.")
    last = witness.read(token, draft.digest)
    if last.moment < first.moment:
        raise Broken("its last time stamp is older than its first.")
    try:
        _check_store(store.certificates, store.revocations, own, first, last)
    except SigningError as error:
        raise Broken(str(error)) from error


def _check_store(
    held: tuple[bytes, ...],
    lists: tuple[bytes, ...],
    own: list[x509.Certificate],
    first: Stamp,
    last: Stamp,
) -> None:
    """Each certificate below an authority is on none of the lists; no list is there for nothing."""
    known = parsed(held)
    if not {*own, *first.chain} <= {*known}:
        raise ChainError("A certificate is missing among those that were kept.")
    unused = set(lists)
    for below in (*own, *first.chain[:-1]):
        above = next((each for each in known if each.subject == below.issuer), None)
        # Who holds no more than the authority above its own has nobody to ask about that one.
        if above not in (None, below) or below == own[0]:
            unused -= _lists_for(below, above, lists, first)
    if unused or not all(is_current(each, first.moment, last.moment) for each in lists):
        raise ChainError("The revocation lists that were kept are not those of the moment.")


def _lists_for(
    below: x509.Certificate,
    above: x509.Certificate | None,
    lists: tuple[bytes, ...],
    first: Stamp,
) -> set[bytes]:
    found = {each for each in lists if above is not None and covers(each, below, above)}
    if above is None or not found:
        raise ChainError("A revocation list is missing among those that were kept.")
    for each in found:
        check_list(each, below, above, first.moment)
    return found
