"""Percentages as text: read into whole hundredths of a percent and written again.

One parser for the form and the files, as for money: ASCII digits only, at most two decimals.
"""

import re
from collections.abc import Mapping

from registry.money import N_

MAX_HUNDREDTHS = 100_00

_LONGEST = 40
_PLAIN = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")
_LOOKS_WIDE = re.compile(r"[\uff10-\uff19\uff0e\uff05]")

EXPECTED = N_("Write a percentage from 0 to 100 with at most two decimals, for example 12.5.")

EMPTY = N_("No percentage is given.")
FULL_WIDTH = N_("“{given}” is written with full-width characters.")
TOO_FINE = N_("“{given}” has more than two decimals.")
OUT_OF_RANGE = N_("“{given}” is not between 0 and 100.")
NOT_A_PERCENTAGE = N_("“{given}” is not a percentage.")


class PercentError(ValueError):
    """Text that is no percentage: ``problem`` and ``expected`` are templates over ``values``."""

    def __init__(self, problem: str, given: str) -> None:
        self.given = given if len(given) <= _LONGEST else given[:_LONGEST] + "…"
        self.problem = problem
        self.expected = EXPECTED
        self.values: Mapping[str, str] = {"given": self.given}
        super().__init__(f"{problem} {EXPECTED}".format_map(self.values))


def parse_percent(text: str) -> int:
    """Hundredths of a percent: ``25.5`` and ``25.5 %`` are 2550.

    Raises PercentError for anything but plain ASCII digits from 0 to 100 with up to two decimals.
    """
    figure = text.strip(" \t\r\n").removesuffix("%").rstrip(" ")
    match = _PLAIN.fullmatch(figure)
    if match is None:
        raise PercentError(_problem_of(figure), text)
    whole, decimals = match.groups(default="")
    hundredths = int(whole) * 100 + int(decimals.ljust(2, "0"))
    if hundredths > MAX_HUNDREDTHS:
        raise PercentError(OUT_OF_RANGE, text)
    return hundredths


def format_percent(hundredths: int) -> str:
    """``2550`` as ``25.5``: without the sign, without zeros at the end; read back by the parser."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def _problem_of(figure: str) -> str:
    if not figure:
        return EMPTY
    if _LOOKS_WIDE.search(figure):
        return FULL_WIDTH
    if re.fullmatch(r"[0-9]{1,3}\.[0-9]{3,}", figure):
        return TOO_FINE
    if re.fullmatch(r"-[0-9]+(\.[0-9]*)?|[0-9]{4,}(\.[0-9]*)?", figure):
        return OUT_OF_RANGE
    return NOT_A_PERCENTAGE
