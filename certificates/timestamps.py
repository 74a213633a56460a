"""Asking a time-stamp authority for a time stamp (RFC 3161) over HTTP."""

import secrets
from dataclasses import dataclass

from asn1crypto import cms, core, tsp

from certificates.chains import parsed
from certificates.errors import TimestampError
from certificates.exchange import Limits, Question, ask
from certificates.stamps import Stamp, stamp_of

# With four certificates of RSA-4096 a time stamp has some 8,000 bytes.
MOST_BYTES = 10_000
_GRANTED = ("granted", "granted_with_mods")


@dataclass(frozen=True, slots=True)
class Authority:
    """Where time stamps come from, and the root certificates, in DER, that they must lead to."""

    url: str
    anchors: tuple[bytes, ...]
    limits: Limits = Limits(size=100_000)

    def stamp(self, digest: bytes) -> Stamp:
        """Have a SHA-256 stamped; raise TimestampError or ExchangeError where that fails."""
        # 63 bits: as large as a number can be that no implementation takes for a negative one.
        nonce = secrets.randbits(63)
        question = Question(
            "The time-stamp authority",
            self.url,
            "application/timestamp-reply",
            _request(digest, nonce),
            "application/timestamp-query",
        )
        stamp = stamp_of(_granted(ask(question, self.limits)), digest, parsed(self.anchors))
        if stamp.nonce != nonce:
            raise TimestampError("The time stamp answers another request than ours.")
        if len(stamp.token) > MOST_BYTES:
            raise TimestampError(
                f"The time stamp has {len(stamp.token)} bytes; there is room for {MOST_BYTES}."
            )
        return stamp


class _Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto gives no types
    """A TimeStampResp (RFC 3161, 2.4.2); asn1crypto's own cannot read one that refuses."""

    _fields = [("status", tsp.PKIStatusInfo), ("token", cms.ContentInfo, {"optional": True})]


def _request(digest: bytes, nonce: int) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    request: bytes = tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    ).dump()
    return request


def _granted(answer: bytes) -> bytes:
    try:
        response = _Answer.load(answer, strict=True)
        status = response["status"]
        word, texts = status["status"].native, status["status_string"].native or []
        failure = status["fail_info"].native or ()
        token: bytes = response["token"].dump()
    except Exception as error:  # the parser may raise anything on what is no answer
        raise TimestampError(
            f"The answer of the time-stamp authority cannot be read: {error!r}."
        ) from error
    if word not in _GRANTED:
        reason = "; ".join([*texts, *sorted(failure)]) or word
        raise TimestampError(f"The time-stamp authority refused: {reason}.")
    return token
