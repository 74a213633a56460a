"""What an examined file attests, and whom the examiner trusts."""

import base64
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from asn1crypto import pem, x509

from certificates.errors import SigningError
from certificates.payload import Paper, paper_from_json, to_json


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
    signatures of one key.
    """

    outcome: Outcome
    reason: str
    sha256: str
    payload: Paper | None = None

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
                "payload": json.loads(to_json(self.payload)) if self.payload else None,
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
        )


@dataclass(frozen=True, slots=True)
class Trust:
    """The root certificates, in DER, whose signatures are those of the authority."""

    anchors: tuple[bytes, ...]

    def certificates(self) -> list[x509.Certificate]:
        """Give the roots, parsed."""
        return [x509.Certificate.load(anchor) for anchor in self.anchors]

    def to_pem(self) -> str:
        """Write the roots as PEM text."""
        return "".join(pem.armor("CERTIFICATE", anchor).decode("ascii") for anchor in self.anchors)

    def to_base64(self) -> list[str]:
        """Write the roots as base64 texts, for JSON."""
        return [base64.b64encode(anchor).decode("ascii") for anchor in self.anchors]

    @classmethod
    def from_base64(cls, texts: list[str]) -> Self:
        """Read what `to_base64` wrote."""
        return cls(tuple(base64.b64decode(text) for text in texts))


def load_trust(path: Path) -> Trust:
    """Read root certificates from a PEM file; raise SigningError where there is none."""
    try:
        blocks = [block for _, _, block in pem.unarmor(path.read_bytes(), multiple=True)]
        for block in blocks:
            x509.Certificate.load(block).subject.dump()
    except (OSError, ValueError) as error:
        raise SigningError(f"No certificate can be read from {path}: {error}") from error
    return Trust(tuple(blocks))
