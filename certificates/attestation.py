"""What an examined file attests, and whom the examiner trusts."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from asn1crypto import pem, x509

from certificates.errors import SigningError
from certificates.payload import Paper, canonical_json, paper_from_json


class Outcome(StrEnum):
    """The four answers to "is this a paper of ours, as it was issued?"."""

    GENUINE = "genuine"
    ALTERED = "altered"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Attestation:
    """The answer, with its reason in an English sentence fit for translation.

    `payload`, a certificate's or a notice's, and `number` are given for a genuine file only: what
    an altered one says is worth nothing. `sha256` is that of the whole file as it was examined; the
    registry compares it with the one it keeps, because two different files can carry valid
    signatures of one key. Of a genuine file `signed_at` is when its signer says that it was signed,
    `stamped_at` when a time-stamp authority that is believed says that it was there, and
    `expires_at` when the signer's certificate expires.
    """

    outcome: Outcome
    reason: str
    sha256: str
    payload: Paper | None = None
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def number(self) -> str | None:
        """The number of the certificate or notice, of a genuine file."""
        return self.payload.number if self.payload else None

    def to_json(self) -> str:
        """Write the attestation for another process or program."""
        return json.dumps(
            {
                "outcome": self.outcome.value,
                "reason": self.reason,
                "number": self.number,
                "sha256": self.sha256,
                "signed_at": _text(self.signed_at),
                "stamped_at": _text(self.stamped_at),
                "expires_at": _text(self.expires_at),
                "payload": json.loads(canonical_json(self.payload)) if self.payload else None,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; raise ValueError, KeyError or PayloadError otherwise."""
        data = json.loads(text)
        payload = data["payload"]
        return cls(
            outcome=Outcome(data["outcome"]),
            reason=str(data["reason"]),
            sha256=str(data["sha256"]),
            payload=paper_from_json(json.dumps(payload).encode()) if payload else None,
            signed_at=_moment(data["signed_at"]),
            stamped_at=_moment(data["stamped_at"]),
            expires_at=_moment(data["expires_at"]),
        )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class Trust:
    """The root certificates, in DER, whose signatures are those of the authority.

    `stampers` are those of the time-stamp authorities that are believed.
    """

    anchors: tuple[bytes, ...]
    stampers: tuple[bytes, ...] = ()

    def certificates(self) -> list[x509.Certificate]:
        """Give the roots, parsed."""
        return [x509.Certificate.load(anchor) for anchor in self.anchors]

    def to_pem(self) -> str:
        """Write the roots as PEM text."""
        return "".join(pem.armor("CERTIFICATE", anchor).decode("ascii") for anchor in self.anchors)

    def to_base64(self) -> dict[str, list[str]]:
        """Write the certificates as base64 texts, for JSON."""
        return {
            name: [base64.b64encode(each).decode("ascii") for each in certificates]
            for name, certificates in (("anchors", self.anchors), ("stampers", self.stampers))
        }

    @classmethod
    def from_base64(cls, texts: dict[str, list[str]]) -> Self:
        """Read what `to_base64` wrote."""
        both = [tuple(map(base64.b64decode, texts[name])) for name in ("anchors", "stampers")]
        return cls(*both)


def load_trust(path: Path, stampers: Path | None = None) -> Trust:
    """Read root certificates from PEM files, the authority's and the time-stamp authorities'.

    Raises SigningError where there is none in a file.
    """
    return Trust(load_certificates(path), load_certificates(stampers) if stampers else ())


def load_certificates(path: Path) -> tuple[bytes, ...]:
    """Read certificates from a PEM file, to DER; raise SigningError where there is none."""
    try:
        blocks = [block for _, _, block in pem.unarmor(path.read_bytes(), multiple=True)]
        for block in blocks:
            x509.Certificate.load(block).subject.dump()
    except (OSError, ValueError) as error:
        raise SigningError(f"No certificate can be read from {path}: {error}") from error
    return tuple(blocks)
