"""The levels of a signature beyond PAdES B-B: time-stamped (B-T), for a long time (B-LTA).

The signature itself says which level its paper has and by which time-stamp authorities, in an entry
`/PIP_Stamps` of its dictionary, which it covers. So nobody can take a time stamp away unnoticed, or
put another authority's in its place, even where an examiner knows no time-stamp authority.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from asn1crypto import cms
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    pdf_name,
)

from certificates.archive import Store, prepared
from certificates.chains import check_valid, parsed
from certificates.encoding import FIELD_0, FIELD_1, SEQUENCE, SET, wrap
from certificates.errors import RevocationError, TimestampError
from certificates.keys import der
from certificates.revocation import Lists, is_current
from certificates.stamps import Stamp
from certificates.timestamps import Authority

MARK = "/PIP_Stamps"
STAMPED, LONG_TERM = "/B-T", "/B-LTA"
_TYPE = cms.CMSAttributeType("signature_time_stamp_token").dump()
# How far two clocks may be apart that are both said to be right.
_TOLERANCE = timedelta(minutes=5)
# The time stamps of one authority differ in length by a few bytes; the attribute around one takes
# some more.
_SLACK, _FRAME = 256, 64


@dataclass(slots=True, eq=False)
class Stamping:
    """Who stamps the signatures; with `lists` they are made for a long time."""

    authority: Authority
    lists: Lists | None = None
    _room: int = 0

    def room(self) -> int:
        """The bytes to keep free for a time stamp; the first call has one made to see its length.

        Raises TimestampError or ExchangeError.
        """
        if not self._room:
            self._room = len(self.authority.stamp(sha256().digest()).token) + _SLACK
        return self._room

    def mark(self) -> DictionaryObject:
        """The entry of the signature's dictionary: the level, and the hash of each anchor."""
        hashes = (sha256(anchor).digest() for anchor in self.authority.anchors)
        return DictionaryObject(  # type: ignore[no-untyped-call]  # pyHanko gives it none
            {
                pdf_name("/Level"): pdf_name(LONG_TERM if self.lists else STAMPED),
                pdf_name("/Anchors"): ArrayObject(ByteStringObject(each) for each in hashes),
            }
        )

    def stamp(self, message: cms.ContentInfo, certificate: bytes, at: datetime) -> Stamp:
        """Have a signature stamped that is said to be made at `at`.

        Raises TimestampError where the authority's clock contradicts, or ExchangeError; ChainError
        where the signer's certificate was not valid at the moment of the stamp.
        """
        signer = message["content"]["signer_infos"][0]
        stamp = self._fitting(sha256(signer["signature"].native).digest())
        if stamp.moment < at - _TOLERANCE:
            raise TimestampError(
                f"The time-stamp authority says that it is {stamp.moment:%Y-%m-%d %H:%M} UTC, before "
                f"the time of signing, {at:%Y-%m-%d %H:%M %Z}: one of the two clocks is wrong."
            )
        check_valid(parsed([certificate])[0], stamp.moment)
        return stamp

    def archived(self, signed: bytes, chain: Iterable[bytes], stamp: Stamp) -> bytes:
        """Append the last revision to a stamped file; `chain` is the signer's, leaf to root.

        Raises RevocationError, TimestampError or ExchangeError.
        """
        if self.lists is None:
            return signed
        own = list(chain)
        found = self.lists.for_chains((parsed(own), stamp.chain), stamp.moment)
        held = dict.fromkeys([*own, *(der(each) for each in stamp.chain)])
        draft = prepared(signed, Store(tuple(held), found), self.room())
        last = self._fitting(draft.digest)
        if not all(is_current(each, stamp.moment, last.moment) for each in found):
            raise RevocationError("A revocation list is out of date; its authority must renew it.")
        return draft.filled(last.token)

    def _fitting(self, digest: bytes) -> Stamp:
        stamp = self.authority.stamp(digest)
        room = self.room()
        if len(stamp.token) + _FRAME > room:
            self._room = 0
            raise TimestampError(
                "The time stamps of the authority have become longer: there was room for "
                f"{room} bytes, this one has {len(stamp.token)}. Sign once more."
            )
        return stamp


def with_stamp(message: bytes, token: bytes) -> bytes:
    """Put a time stamp beside a signature, as its one unsigned attribute (RFC 5652, 5.3)."""
    whole = cms.ContentInfo.load(message)
    data = whole["content"]
    signers = data["signer_infos"]
    before = data.contents[: -len(signers.dump())]
    attribute = wrap(SEQUENCE, _TYPE, wrap(SET, token))
    signer = wrap(SEQUENCE, signers[0].contents, wrap(FIELD_1, attribute))
    content = wrap(FIELD_0, wrap(SEQUENCE, before, wrap(SET, signer)))
    return wrap(SEQUENCE, whole["content_type"].dump(), content)
