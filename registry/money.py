"""The one door for money: text in yuan becomes whole fen here, and fen become text again here.

A form, a JSON body, a CSV line and the importer all call ``parse_yuan``; nothing else turns text
into an amount. Inside the registry money is an ``int`` of fen (1 yuan = 100 fen), so that it adds
up exactly; it is rounded once, when shown in 万元 or 亿元.
"""

import re
from collections.abc import Mapping

FEN_PER_YUAN = 100
FEN_PER_WAN_YUAN = 10_000 * FEN_PER_YUAN
FEN_PER_YI_YUAN = 100_000_000 * FEN_PER_YUAN

MAX_FEN = 2**53 - 1
"""The largest amount of one declaration, in either direction: 90 trillion yuan, near enough.

It lies near the yearly output of the whole country, above that of any one product, and is the
largest whole number that every reader of JSON keeps exact (RFC 8785). It lies below 2^63 by a
factor of 1,024: sums over more amounts than that have to be split.
"""

_LONGEST = 40
_PLAIN = re.compile(r"(-?)([0-9]+)(?:\.([0-9]{1,2}))?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")
_GROUPING_ONLY = re.compile(r"-?[0-9,]+(?:\.[0-9]*)?")
_TOO_FINE = re.compile(r"-?[0-9]+\.[0-9]{3,}")
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_LOOKS_WIDE = re.compile(r"[\uff10-\uff19\uff0c\uff0e\uff0d\uff0b]")


def N_(msgid: str) -> str:
    """Mark a message for the translation catalogue; it is translated where it is shown."""
    return msgid


EXPECTED = N_("Write yuan in plain digits with at most two decimals, for example 1234567.50.")

EMPTY = N_("No amount is given.")
FULL_WIDTH = N_("“{given}” is written with full-width characters.")
EXPONENT = N_("“{given}” is written with an exponent, as a spreadsheet does.")
PLUS_SIGN = N_("“{given}” has a plus sign.")
MINUS_ZERO = N_("“{given}” is zero with a minus sign.")
TOO_FINE = N_("“{given}” has more than two decimals; a fen is the smallest amount.")
GROUPING = N_("The commas in “{given}” do not part it into groups of three digits.")
TOO_LARGE = N_("“{given}” is larger than the registry accepts for one amount.")
NOT_A_NUMBER = N_("“{given}” is not an amount in yuan.")


class MoneyError(ValueError):
    """Text that is no amount in yuan.

    ``given`` is the text as typed (cut after 40 characters), ``problem`` and ``expected`` are
    message templates over ``values``; ``template`` names the problem for a program.
    """

    def __init__(self, problem: str, given: str) -> None:
        self.given = given if len(given) <= _LONGEST else given[:_LONGEST] + "…"
        self.problem = problem
        self.expected = EXPECTED
        self.values: Mapping[str, str] = {"given": self.given}
        super().__init__(f"{problem} {EXPECTED}".format_map(self.values))

    @property
    def message(self) -> str:
        """The template of the problem alone, to be translated and filled with ``values``."""
        return self.problem


def parse_yuan(text: str) -> int:
    """The amount in fen that ``text`` states in yuan.

    Accepts ASCII digits, a leading ``-``, ``.`` with one or two decimals, thousands parted by
    ``,`` if every group is right, and ASCII blanks around it. Raises MoneyError for anything
    else: full-width digits, ``_``, exponents, ``+``, ``NaN``, ``-0``, a third decimal, ``.5``,
    ``5.``, amounts beyond MAX_FEN.
    """
    amount = text.strip(" \t\r\n")
    if len(amount) > _LONGEST:
        raise MoneyError(_problem_of_long(amount), amount)
    if _GROUPED.fullmatch(amount):
        amount = amount.replace(",", "")
    match = _PLAIN.fullmatch(amount)
    if match is None:
        raise MoneyError(_problem_of(amount), text)
    sign, yuan, decimals = match.groups(default="")
    fen = int(yuan) * FEN_PER_YUAN + int(decimals.ljust(2, "0"))
    if fen > MAX_FEN:
        raise MoneyError(TOO_LARGE, text)
    if sign and fen == 0:
        raise MoneyError(MINUS_ZERO, text)
    return -fen if sign else fen


def _problem_of_long(amount: str) -> str:
    """The problem with text that no amount within the limit could need."""
    return TOO_LARGE if re.fullmatch(r"-?[0-9,]+", amount) else NOT_A_NUMBER


def _problem_of(amount: str) -> str:
    """The first thing wrong with text that is no amount, in words a clerk can act upon."""
    if not amount:
        return EMPTY
    if _LOOKS_WIDE.search(amount):
        return FULL_WIDTH
    for pattern, problem in (
        (_EXPONENT, EXPONENT),
        (_TOO_FINE, TOO_FINE),
        (re.compile(r"\+[0-9.,]+"), PLUS_SIGN),
    ):
        if pattern.fullmatch(amount):
            return problem
    if "," in amount and _GROUPING_ONLY.fullmatch(amount):
        return GROUPING
    return NOT_A_NUMBER


def format_yuan(fen: int) -> str:
    """``123450`` as ``1,234.50``: yuan for people, exact."""
    return _sign(fen) + f"{abs(fen) // FEN_PER_YUAN:,}.{abs(fen) % FEN_PER_YUAN:02d}"


def fen_to_decimal_text(fen: int) -> str:
    """``123450`` as ``1234.50``: yuan for files, exact; ``parse_yuan`` reads it back."""
    return format_yuan(fen).replace(",", "")


def format_wan(fen: int) -> str:
    """Fen as 万元 (10,000 yuan) with two decimals, rounded half to even."""
    return _rounded(fen, FEN_PER_WAN_YUAN)


def format_yi(fen: int) -> str:
    """Fen as 亿元 (100 million yuan) with two decimals, rounded half to even."""
    return _rounded(fen, FEN_PER_YI_YUAN)


def _rounded(fen: int, unit: int) -> str:
    """``fen`` in units of ``unit`` fen, two decimals; zero after rounding carries no sign."""
    step = unit // 100
    hundredths, rest = divmod(abs(fen), step)
    if 2 * rest > step or (2 * rest == step and hundredths % 2 == 1):
        hundredths += 1
    sign = _sign(fen) if hundredths else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"


def _sign(fen: int) -> str:
    return "-" if fen < 0 else ""
