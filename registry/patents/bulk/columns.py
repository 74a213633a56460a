"""Days, statuses, names and document numbers in columns, each with what is vouched for.

Days and statuses are read by the functions that read a single one, each different text once. Names
are vouched for when all their characters are of the ordinary ones; a test holds that against
``plain_text.read_line``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute as pc

from registry.patents.sources.days import read_day
from registry.patents.sources.table_rows import NO_DAYS
from registry.patents.status import PatentStatus, read_status

Flags = NDArray[np.bool_]
T = TypeVar("T")

# Of what ``str.strip`` removes, all that there is.
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
# Characters that show, that no other one joins with, and that NFC leaves as they are: ASCII, the
# letters of Western Europe, Greek and Russian, Chinese, and the usual marks of all of them.
ORDINARY = (
    "\u0020-\u007e\u00a1-\u00a7\u00a9-\u00ac\u00ae\u00b0-\u00b3\u00b5-\u00b7\u00b9-\u00ff"
    "\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0401\u0410-\u044f\u0451"
    "\u2010-\u2027\u2030-\u203b\u2103\u2116\u2122\u2160-\u217b\u2190-\u2193"
    "\u2460-\u2473\u25a0-\u25cf\u3001-\u3011\u3014-\u301b\u3400-\u4dbf\u4e00-\u9fff"
    "\uff01-\uff5e\uffe5"
)
_ORDINARY = f"^[{ORDINARY}]*$"
# As documents.py has them: the first digit goes with the letter.
_TIDY_DOCUMENT = "^CN(1[0-9]{8}[ABC]|2[0-9]{8}[UY]|3[0-9]{8}[SD])[0-9]?$"
_MOST_TEXTS = 200_000


@dataclass(frozen=True, slots=True)
class Column:
    """Values, null where there is none; ``is_right`` vouches for a row."""

    values: pa.Array
    is_right: Flags


class Texts(Generic[T]):
    """Cells in which the same few texts stand again and again: each is read once.

    ``read`` gives None for a text that is wrong; those in ``nothing`` stand for no value.
    """

    def __init__(
        self, read: Callable[[str], T | None], nothing: tuple[str, ...], kind: pa.DataType
    ) -> None:
        self._read: Callable[[str], T | None] = read
        self._nothing = nothing
        self._kind = kind
        self._known: dict[str, T | None] = {}

    def column(self, cells: pa.StringArray) -> Column:
        """The values of trimmed cells."""
        encoded = cells.dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        read = [self._value(text) for text in texts]
        values = pa.array(read, self._kind).take(encoded.indices)
        is_right = [value is not None or text in self._nothing for text, value in zip(texts, read)]
        places = encoded.indices.to_numpy()
        return Column(values, np.array(is_right, np.bool_)[places])

    def _value(self, text: str) -> T | None:
        if text in self._nothing:
            return None
        if text not in self._known:
            if len(self._known) >= _MOST_TEXTS:
                self._known.clear()
            self._known[text] = self._read(text)
        return self._known[text]


def days() -> Texts[date]:
    """For cells that hold days."""
    return Texts(read_day, NO_DAYS, pa.date32())


def statuses() -> Texts[str]:
    """For cells that hold statuses; the values are those of PatentStatus."""
    return Texts[str](_status, ("",), pa.string())


def _status(text: str) -> PatentStatus | None:
    return read_status(text)


def trimmed(cells: pa.StringArray) -> pa.StringArray:
    """``str.strip`` of each cell."""
    return pc.utf8_trim(cells, _BLANKS)


def names(cells: pa.StringArray, longest: int) -> Column:
    """``plain_text.read_line`` of each trimmed cell, for those of ordinary characters."""
    ordinary = pc.match_substring_regex(cells, _ORDINARY)
    short = pc.less_equal(pc.utf8_length(cells), longest)
    return Column(cells, pc.and_(ordinary, short).to_numpy(zero_copy_only=False))


def documents(cells: pa.StringArray) -> Column:
    """The number (``PatentNumber.text``) of the document in each trimmed cell, null for none."""
    tidy = pc.match_substring_regex(cells, _TIDY_DOCUMENT)
    is_empty = pc.equal(cells, "")
    return Column(
        pc.if_else(tidy, cells, None), pc.or_(tidy, is_empty).to_numpy(zero_copy_only=False)
    )
