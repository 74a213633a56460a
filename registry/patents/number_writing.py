"""How people write patent numbers: one pattern for every mess that is still a clear statement.

Characters are folded one for one (full-width forms, dots and dashes of all sorts, blanks, zero
width marks, case), so that a place in the folded text is the same place in the typed one.
"""

import re

_DOTS = "。·・•‧∙⋅｡﹒．"
_DASHES = "‐‑‒–—―−－﹣"
_CROSSES = "×✕╳ⅩⅹХх"
_BLANKS = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\t\r\n\v\f"
)
_FOLDED = (
    {code: ord(chr(code - 0xFEE0).upper()) for code in range(0xFF01, 0xFF5F)}
    | {code: code - 0x20 for code in range(ord("a"), ord("z") + 1)}
    | {ord(mark): ord(".") for mark in _DOTS}
    | {ord(mark): ord("-") for mark in _DASHES}
    | {ord(mark): ord("X") for mark in _CROSSES}
    | {ord(mark): ord(" ") for mark in _BLANKS}
)

FOREIGN_OFFICES = tuple("EP US JP KR WO DE GB FR TW HK MO CA AU RU EA".split())
"""Offices whose numbers are recognised and kept, not checked. WIPO ST.3 codes that are also
words or abbreviations (NO, IN, IT …) are left out: “No. 2021…” is no Norwegian patent."""


def folded(text: str) -> str:
    """``text`` with the characters a number is written in as plain ASCII, each in its place."""
    return text.translate(_FOLDED)


_GAP = "[ ]{0,40}"
_START = r"(?<![0-9A-Z])"
_END = r"(?![0-9A-Z])"
_PREFIX = rf"(?:(?:CN{_GAP})?ZL|CN)"
_TO_DIGITS = r"[ .:\-]{0,40}"


def _digits(first: str, more: int) -> str:
    """``first``, then ``more`` digits, with blanks allowed between them."""
    return first + "".join(_GAP + "[0-9]" for _ in range(more))


_MODERN = _digits(f"2{_GAP}0", 10)
_OLD = _digits(f"(?:8{_GAP}[5-9]|9{_GAP}[0-9]|0{_GAP}[0-3])", 6)
_UNCHECKED = _digits(f"8{_GAP}[5-8]", 6)
# Without a dot the check digit is the last of its row: it stands right behind the others, or
# no further digits follow, which could as well be part of the number.
_CHECK = (
    rf"{_GAP}(?:[.\-]{{1,2}}{_GAP}(?P<dotted>[0-9X]){_END}|(?P<plain>[0-9X]){_END}"
    rf"(?:(?<=[0-9]{{12}}[0-9X])|(?<=(?<![0-9])[0-9]{{8}}[0-9X])|(?!{_GAP}[0-9])))"
)
_KIND_CODE = rf"[ \-]{{0,2}}(?P<code>[A-Z][0-9]?){_END}"
_NO_KIND_CODE = rf"{_END}(?!{_GAP}[0-9])"

_APPLICATION = rf"(?P<prefix>{_PREFIX})?(?:(?<=[LN]){_TO_DIGITS})?"
_DOCUMENT = f"{_digits('[1-3]', 8)}|{_digits('[1-3]', 6)}|{_UNCHECKED}"
_OFFICES = "|".join(FOREIGN_OFFICES)

# The first sort that fits decides, so the whole forms stand before their fragments.
_SORTS = (
    # 2.01910E+12
    rf"(?P<scientific>[0-9](?:\.[0-9]{{1,15}})?E[+\-]?[0-9]{{1,3}}){_END}",
    # PCT/CN2020/123456
    rf"(?P<pct>PCT[ /]{{0,2}}[A-Z]{{2}}[ ]?[0-9]{{2,4}}[ ]?/[ ]?[0-9]{{5,6}}){_END}",
    # EP 1234567 B1, US 2024/0143633 A1
    rf"(?P<office>{_OFFICES})(?P<foreign>[ \-]?[A-Z]?[ ]?"
    rf"[0-9](?:[ /,.\-]?[0-9]){{5,14}}(?:[ \-]?[A-Z][0-9]?)?){_END}",
    # ZL 2021 1 0123456.7, 97121791.2, with or without the dot
    rf"{_APPLICATION}(?P<body>{_MODERN}|{_OLD}){_CHECK}",
    # CN85102475: without CN or ZL it could as well be a telephone number
    rf"(?P<unchecked_prefix>{_PREFIX}){_TO_DIGITS}(?P<unchecked>{_UNCHECKED}){_NO_KIND_CODE}",
    # CN 112990638 A, CN1030001A, CN85102475A, CN101091984
    rf"(?P<document_prefix>{_PREFIX}){_TO_DIGITS}(?P<document>{_DOCUMENT})"
    rf"(?:{_KIND_CODE}|{_NO_KIND_CODE})",
    # 112990638A
    rf"(?P<bare_document>[1-3][0-9]{{8}})[ \-]?(?P<bare_code>[ABCUYSD][0-9]?){_END}",
    # 202110123456, CN03268679: all but the check digit
    rf"(?:{_PREFIX}{_TO_DIGITS})?(?P<checkless>{_MODERN})(?!\.[0-9X])(?:[ ]?[A-Z][0-9]?)?{_END}",
    rf"{_PREFIX}{_TO_DIGITS}(?P<checkless_old>{_OLD})(?:[ ]?[A-Z][0-9]?)?{_END}",
    # anything else that was meant to be a number
    rf"(?P<broken>(?:{_PREFIX}{_TO_DIGITS}[0-9O](?:[ ]?[0-9O]){{4,24}}|[0-9][0-9O]{{8,24}})"
    rf"(?:{_GAP}[.\-]{_GAP}[0-9X]{{1,9}})?)(?:[ ]?[A-Z][0-9]?)?{_END}",
)

WRITTEN_NUMBER = re.compile(f"{_START}(?:{'|'.join(_SORTS)})")
"""Finds one written number after the other; the name of the group tells what sort it is."""
