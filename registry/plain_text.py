"""One line of text as people type it: trimmed, composed (NFC), free of what cannot be seen.

Characters that show nothing or turn the direction of writing can make two different names look
the same on a certificate, so they are refused and not silently removed.
"""

import unicodedata
from collections.abc import Mapping

from registry.money import N_

EMPTY = N_("Nothing is given.")
TOO_LONG = N_("The text has {length} characters.")
INVISIBLE = N_("The text has a character that cannot be seen ({code}) at place {place}.")
EXPECTED_SOME = N_("Write 1 to {longest} characters.")
EXPECTED_AT_MOST = N_("Write at most {longest} characters.")
EXPECTED_VISIBLE = N_("Type the text again instead of pasting it.")

# Controls, formats (bidirectional marks among them), surrogates, private use, line separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class LineError(ValueError):
    """Text that cannot be taken: ``problem`` and ``expected`` are templates over ``values``."""

    def __init__(self, problem: str, expected: str, given: str, **values: object) -> None:
        self.given = given if len(given) <= 40 else given[:40] + "…"
        self.problem = problem
        self.expected = expected
        self.values: Mapping[str, str] = {name: str(value) for name, value in values.items()}
        super().__init__(f"{problem} {expected}".format_map(self.values))


def read_line(text: str, longest: int, *, required: bool = True) -> str:
    """The text as it is kept, at most ``longest`` characters; raises LineError."""
    line = unicodedata.normalize("NFC", text.strip())
    if not line and required:
        raise LineError(EMPTY, EXPECTED_SOME, text, longest=longest)
    if len(line) > longest:
        raise LineError(TOO_LONG, EXPECTED_AT_MOST, text, length=len(line), longest=longest)
    for place, character in enumerate(line, start=1):
        if unicodedata.category(character) in _INVISIBLE:
            code = f"U+{ord(character):04X}"
            raise LineError(INVISIBLE, EXPECTED_VISIBLE, text, code=code, place=place)
    return line
