"""What can go wrong between a payload and a signed paper, in words for the person who must act."""

import unicodedata


class CertificateError(Exception):
    """Any refusal of this package; its text is fit to be shown to an operator."""


class PayloadError(CertificateError):
    """The payload breaks its own schema; `problems` maps each field to its messages."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        self.problems = problems
        lines = (f"{field}: {' '.join(messages)}" for field, messages in sorted(problems.items()))
        super().__init__("The certificate's payload is not valid. " + "; ".join(lines))


class DesignError(CertificateError):
    """A design is absent or incomplete, or differs from its lock."""


class MissingGlyph(CertificateError):
    """The fonts of the project cannot draw these characters, so no paper may be issued."""

    def __init__(self, characters: list[str]) -> None:
        self.characters = characters
        named = ", ".join(describe_character(character) for character in characters)
        super().__init__(
            f"No certificate can be made: no font of the project has {named}. "
            "Correct the text or extend the fonts."
        )


class MissingSystemPart(CertificateError):
    """A library or font of the operating system is absent; the text says how to install it."""

    def __init__(self, part: str, package: str) -> None:
        self.part = part
        self.package = package
        super().__init__(f"{part} is missing. Install it with: apt-get install -y {package}")


class SigningError(CertificateError):
    """A key, a chain or a passphrase cannot be used for signing."""


class ChainError(SigningError):
    """A certificate is not valid at the moment, or does not lead to an authority."""


class TimestampError(SigningError):
    """The time-stamp authority gave no time stamp, or none that can be believed."""


class RevocationError(SigningError):
    """A certificate is revoked, or nothing says that it is not."""


class ExchangeError(SigningError):
    """A service that signing needs could not be reached, or gave no whole answer in time."""


class NotAsSigned(SigningError):
    """The check of what was just signed found a fault; the paper must not be issued."""


def describe_character(character: str) -> str:
    """Name a character so that it is recognised even where it cannot be drawn: `'〇' (U+3007)`."""
    name = unicodedata.name(character, "")
    return f"{character!r} (U+{ord(character):04X}{' ' + name if name else ''})"
