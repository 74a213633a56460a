"""The unified social credit code (统一社会信用代码) after GB 32100."""

import re

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}")


def body_is_well_formed(body: str) -> bool:
    """Whether the first 17 characters are of the allowed ones (capitals; no I O S V Z), with the
    six digits of a region from the third on."""
    return _BODY.fullmatch(body) is not None


def check_character(body: str) -> str:
    """The 18th character that belongs to 17 well-formed ones (modulus 31, weights 3^i)."""
    total = sum(
        _ALPHABET.index(character) * weight
        for character, weight in zip(body, _WEIGHTS, strict=True)
    )
    return _ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Whether a code is right exactly as written; lower case and spaces are not."""
    return body_is_well_formed(code[:17]) and code[17:] == check_character(code[:17])
