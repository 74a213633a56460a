"""QR codes bit by bit the same as segno's, from what segno has encoded before.

For one length of text a QR symbol is affine over GF(2): a bit of the text that changes turns over
the same modules whatever the other bits are, those of the error correction included. So a symbol is
the exclusive or of a known one and of one constant for each bit that differs, and segno is asked
once for each constant. The eight masks are judged as ISO/IEC 18004, 7.8.3 says, all modules of a
symbol at once: it is one integer, its rows, each with a margin of zeros, and then its columns.
"""

from dataclasses import dataclass, field
from functools import lru_cache

import segno

_MARGIN = 4
_MASKS = range(8)


def rows(text: str) -> list[str]:
    """Encode an ASCII text with error correction M; give each row as dark `1` and light `0`."""
    symbols = _symbols(len(text)) if _is_bytes(text) else None
    if symbols is None:
        return ["".join("01"[module] for module in row) for row in _encode(text).matrix]
    return symbols.rows(text.encode("ascii"))


def _is_bytes(text: str) -> bool:
    """Tell whether a text is encoded byte by byte: a small letter is in no denser alphabet."""
    return text.isascii() and text.upper() != text


def _encode(text: str | bytes, mask: int | None = None) -> segno.QRCode:
    return segno.make(text, error="m", micro=False, boost_error=False, mask=mask)


# One length takes up to 300 KB; the addresses of one registry have two or three.
@lru_cache(maxsize=16)
def _symbols(length: int) -> "_Symbols":
    return _Symbols(b"a" * length)


@dataclass(slots=True)
class _Symbols:
    """All symbols of texts of one length; `base` is the text that the others are made from."""

    base: bytes
    size: int = 0
    masked: list[int] = field(default_factory=list)
    turned: dict[tuple[int, int], int] = field(default_factory=dict)
    judged: int = 0
    area: int = 0

    def __post_init__(self) -> None:
        code = _encode(self.base, 0)
        self.size = len(code.matrix)
        self.masked = [self._packed(_encode(self.base, mask).matrix) for mask in _MASKS]
        every = [[1] * self.size] * self.size
        self.area = self._packed(every)
        self.judged = self._packed(_judged(self.size))

    @property
    def _stride(self) -> int:
        return self.size + _MARGIN

    @property
    def _half(self) -> int:
        return self.size * self._stride

    def _packed(self, matrix: object) -> int:
        lines = [list(row) for row in matrix]  # type: ignore[attr-defined]  # segno has no types
        both = (*lines, *zip(*lines, strict=True))
        written = "".join("".join("01"[m] for m in line) + "0" * _MARGIN for line in both)
        return int(written[::-1], 2)

    def _turn(self, place: int, bit: int) -> int:
        """Give the modules that one bit of the text turns over."""
        found = self.turned.get((place, bit))
        if found is None:
            other = bytearray(self.base)
            other[place] ^= 1 << bit
            # Spelt as in the text: segno takes bytes for bytes only if no denser form is there.
            found = self.masked[0] ^ self._packed(_encode(bytes(other), 0).matrix)
            self.turned[place, bit] = found
        return found

    def rows(self, text: bytes) -> list[str]:
        """Give the rows of the symbol of a text of this length."""
        change = 0
        for place, (one, other) in enumerate(zip(self.base, text, strict=True)):
            if difference := one ^ other:
                for bit in range(7):
                    if difference >> bit & 1:
                        change ^= self._turn(place, bit)
        symbols = [masked ^ change for masked in self.masked]
        best = min(_MASKS, key=lambda mask: self._penalty(symbols[mask] & self.judged))
        written = f"{symbols[best] & ((1 << self._half) - 1):0{self._half}b}"[::-1]
        return [written[y : y + self.size] for y in range(0, self._half, self._stride)]

    def _penalty(self, dark: int) -> int:
        light = dark ^ self.area
        upper = (1 << self._half) - 1
        blocks = _squares(dark & upper, self._stride) + _squares(light & upper, self._stride)
        share = (dark & upper).bit_count() / self.size**2
        balance = 10 * int(abs(share * 100 - 50) / 5)
        return _long_runs(dark) + _long_runs(light) + 3 * blocks + 40 * _finders(dark) + balance


def _judged(size: int) -> list[list[int]]:
    """Mark the modules that are judged: format and version are not yet there when that is done."""
    matrix = [[1] * size for _ in range(size)]
    for i in (*range(9), *range(size - 8, size)):
        matrix[8][i] = matrix[i][8] = 0
    # The timing patterns cross these lines.
    matrix[6][8] = matrix[8][6] = 1
    if size >= 45:
        for i in range(6):
            for j in range(size - 11, size - 8):
                matrix[i][j] = matrix[j][i] = 0
    return matrix


def _squares(bits: int, stride: int) -> int:
    pairs = bits & bits >> 1
    return (pairs & pairs >> stride).bit_count()


def _long_runs(bits: int) -> int:
    """Give three points for each run of five, and one more for each further module."""
    threes = bits & bits >> 1 & bits >> 2
    fives = threes & threes >> 2
    return fives.bit_count() + 2 * (fives & ~(fives << 1)).bit_count()


def _finders(bits: int) -> int:
    """Count what looks like a finder pattern with a light area of four on one side."""
    found = ~(bits >> 1 | bits >> 5) & bits & bits >> 2 & bits >> 3 & bits >> 4 & bits >> 6
    free = ~(bits << 1 | bits << 2 | bits << 3 | bits << 4)
    free |= ~(bits >> 7 | bits >> 8 | bits >> 9 | bits >> 10)
    counted = found & free
    if not (counted << 4 | counted << 6) & found:
        return counted.bit_count()
    return _one_by_one(found, free)


def _one_by_one(found: int, free: int) -> int:
    """Count from the first on, as a pattern that shares modules with one counted is none."""
    count = here = 0
    while found >> here:
        here += (found >> here & -(found >> here)).bit_length() - 1
        counts = free >> here & 1
        count += counts
        here += 7 if counts else 4
    return count
