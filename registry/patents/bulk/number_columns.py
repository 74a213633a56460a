"""Patent numbers in columns: ``numbers.parse`` for those that are written in the tidy way.

The application and patent numbers since 1990: year, type digit, serial, and the right check digit,
with or without dot, with or without CN or ZL before them. What is not vouched for here may be right
all the same; ``numbers.parse`` decides on it. A test holds the two against each other.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute as pc

from registry.patents.number_types import KIND_OF_TYPE_DIGIT, Kind

Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

KINDS = tuple(Kind)
NO_KEY = -1
_WEIGHTS = np.array((2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), np.uint16)
_TYPE_DIGITS = np.zeros(256, np.bool_)
_KIND_CODES = np.zeros(256, np.int8)
for _digit, _kind in KIND_OF_TYPE_DIGIT.items():
    _TYPE_DIGITS[ord(_digit)] = True
    _KIND_CODES[ord(_digit)] = KINDS.index(_kind)
# Where the remainder of the sum is ten, the check digit is X.
_CHECKS = np.frombuffer(b"0123456789X", np.uint8)


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """What was read: ``is_right`` vouches for a row, in all others the rest says nothing.

    ``canonical`` is that of ``PatentNumber``, ``kinds`` places in KINDS, ``keys`` as ``key_of``.
    """

    is_right: Flags
    canonical: pa.StringArray
    kinds: NDArray[np.int8]
    keys: NDArray[np.int64]


def key_of(canonical: str) -> int:
    """A whole number for the canonical form of a number of a Chinese right: equal for equal ones.

    The digits, then 0 to 9, 10 for X, 11 where there is no check digit.
    """
    digits, _, check = canonical.partition(".")
    return int(digits) * 16 + (11 if not check else "0123456789X".index(check))


def read_numbers(cells: pa.StringArray) -> NumberColumn:
    """The numbers of a column of trimmed cells without nulls."""
    ends, content = _ends_and_bytes(cells)
    starts, lengths = ends[:-1], np.diff(ends)
    column = _Column(len(cells))
    for length in np.flatnonzero(np.bincount(lengths, minlength=1)).tolist():
        for prefix in (0, 2):
            body = _BODY_OF_LENGTH.get(length - prefix)
            if body is not None:
                some = np.flatnonzero(lengths == length)
                places = starts[some] + np.arange(length, dtype=np.int32)[:, None]
                column.take(some, _Written(content[places], prefix, *body))
    return NumberColumn(column.right, _strings(column.canonical), column.kinds, column.keys)


# Length without prefix → how many digits stand before the check digit, and whether a dot does.
_BODY_OF_LENGTH = {14: (12, True), 13: (12, False), 10: (8, True), 9: (8, False)}
_LONGEST = 14


class _Column:
    """What has been read so far."""

    def __init__(self, rows: int) -> None:
        self.right = np.zeros(rows, np.bool_)
        self.kinds = np.zeros(rows, np.int8)
        self.keys = np.full(rows, NO_KEY, np.int64)
        self.canonical = np.zeros((rows, _LONGEST), np.uint8)

    def take(self, rows: NDArray[np.int64], written: "_Written") -> None:
        """Take over what is right of the cells of some rows."""
        right = written.is_right()
        held = rows[right]
        self.right[held] = True
        self.kinds[held] = written.kinds()[right]
        self.keys[held] = written.keys()[right]
        canonical = written.canonical()
        self.canonical[held, : len(canonical)] = canonical.T[right]


class _Written:
    """Cells of one length, read as one way of writing: a row for each character, so that what is
    done with one is done with a million of them side by side."""

    def __init__(self, cells: Bytes, prefix: int, body: int, dotted: bool) -> None:
        self._prefix = cells[:prefix]
        self._dot = cells[-2] if dotted else None
        self._body = cells[prefix : prefix + body]
        self._check = cells[-1]
        self._digits = self._body - np.uint8(ord("0"))
        self._type_digit = self._body[4 if body == 12 else 2]

    def is_right(self) -> Flags:
        """Whether each cell is written that way, and its check digit is right."""
        right: Flags = _TYPE_DIGITS[self._type_digit] & self._is_year()
        right &= self._digits.max(axis=0) <= 9
        right &= self._check == _CHECKS[self._sum() % 11]
        if self._dot is not None:
            right &= self._dot == ord(".")
        if len(self._prefix):
            first, second = self._prefix
            is_zl = (first == ord("Z")) & (second == ord("L"))
            right &= is_zl | ((first == ord("C")) & (second == ord("N")))
        return right

    def _sum(self) -> NDArray[np.uint16]:
        total = np.zeros(len(self._check), np.uint16)
        for digit, weight in zip(self._digits, _WEIGHTS, strict=False):
            total += digit * weight
        return total

    def _is_year(self) -> Flags:
        """2003 to 2099, or 90 to 99 and 00 to 03; years that begin with 8 have rules of their own."""
        first, second = self._digits[:2]
        if len(self._digits) == 12:
            since_2003 = (self._digits[2] > 0) | (self._digits[3] >= 3)
            is_year: Flags = (first == 2) & (second == 0) & since_2003
        else:
            is_year = (first == 9) | ((first == 0) & (second <= 3))
        return is_year

    def kinds(self) -> NDArray[np.int8]:
        """Places in KINDS."""
        kinds: NDArray[np.int8] = _KIND_CODES[self._type_digit]
        return kinds

    def keys(self) -> NDArray[np.int64]:
        """As ``key_of`` of the canonical form."""
        key = np.zeros(len(self._check), np.int64)
        for digit in self._digits:
            key *= 10
            key += digit
        key *= 16
        key += np.where(self._check == ord("X"), 10, self._check - np.uint8(ord("0")))
        return key

    def canonical(self) -> Bytes:
        """Digits, dot, check digit: a row for each character."""
        dot = np.full((1, len(self._check)), ord("."), np.uint8)
        return np.concatenate((self._body, dot, self._check[None]))


def _strings(canonical: Bytes) -> pa.StringArray:
    """Rows of bytes, filled up with NUL at the end, as text."""
    fixed = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(_LONGEST), len(canonical), [None, pa.py_buffer(canonical)]
    )
    text = fixed.cast(pa.binary()).cast(pa.string())
    return text if (canonical[:, -1] != 0).all() else pc.utf8_rtrim(text, "\0")


def _ends_and_bytes(cells: pa.StringArray) -> tuple[NDArray[np.int32], Bytes]:
    """Where each cell ends (and the first begins), and the bytes of all."""
    _, offsets, content = cells.buffers()
    ends = np.frombuffer(offsets, np.int32)[cells.offset : cells.offset + len(cells) + 1]
    return ends, np.frombuffer(content, np.uint8) if content else np.zeros(0, np.uint8)
