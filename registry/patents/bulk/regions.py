"""Where the records and cells of a piece of CSV begin and end, found in columns of bytes.

A quotation mark is *tidy* when it stands at the edge of a cell or is written twice. Where all are,
a comma or newline separates exactly when an even number of marks stands before it; that is what
``csv`` reads too. Where one is not, or a line ends in a bare return, columns cannot tell.
"""

import io
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from registry.tables.records import Record, csv_records

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_QUOTE, _COMMA, _RETURN, _NEWLINE = b'",\r\n'
# csv refuses longer cells, which columns would take.
_LONGEST_RECORD = 131_072


@dataclass(frozen=True)
class Region:
    """UTF-8 from the beginning of a record on; ``line`` is that of its first one in ``file``."""

    content: bytes
    line: int
    file: str

    def __len__(self) -> int:
        """How many whole records there are."""
        return len(self._ends)

    @property
    def end(self) -> int:
        """Where the first record begins that is not whole."""
        return int(self._ends[-1]) + 1 if len(self) else 0

    @cached_property
    def line_count(self) -> int:
        """How many lines the whole records have."""
        return int(np.searchsorted(self._newlines, self.end))

    @cached_property
    def lines(self) -> Places:
        """The line on which each record begins."""
        return self.line + np.searchsorted(self._newlines, self._starts)

    @cached_property
    def is_tidy(self) -> bool:
        """Whether columns can tell where the records end."""
        last = max(len(self.content) - 1, 0)
        returns = self._all(_RETURN)
        returns = returns[returns < last]
        if (self._bytes[returns + 1] != _NEWLINE).any():
            return False
        quotes = self._quotes[self._quotes < self.end]
        opening, closing = quotes[::2], quotes[1::2]
        before = self._bytes[opening[opening > 0] - 1]
        after = self._bytes[closing + 1]
        return bool(
            np.isin(before, (_QUOTE, _COMMA, _NEWLINE)).all()
            and np.isin(after, (_QUOTE, _COMMA, _RETURN, _NEWLINE)).all()
        )

    def regular(self, width: int) -> Flags:
        """Which records stand on one line and have as many cells as the header."""
        commas = self._outside_quotes(self._all(_COMMA))
        counts = np.diff(np.searchsorted(commas, self._ends), prepend=0)
        lengths = self._ends - self._starts
        on_one_line = np.diff(self.lines, append=self.line + self.line_count) == 1
        is_fit: Flags = (counts == width - 1) & on_one_line
        return is_fit & (lengths > 1) & (lengths < _LONGEST_RECORD)

    def bytes_of(self, records: Flags) -> memoryview:
        """The lines of some records, one after the other."""
        if records.all():
            return memoryview(self.content)[: self.end]
        edges = np.diff(records.astype(np.int8), prepend=0, append=0)
        firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
        runs = zip(self._starts[firsts].tolist(), (self._ends[lasts] + 1).tolist(), strict=True)
        return memoryview(b"".join(self.content[first:last] for first, last in runs))

    def record(self, place: int) -> Record:
        """One record as ``csv`` reads it; FileProblem if it cannot."""
        content = self.content[self._starts[place] : self._ends[place] + 1]
        text = io.StringIO(content.decode("utf-8"), newline="")
        return next(csv_records(text, self.file, before=int(self.lines[place]) - 1))

    @cached_property
    def _bytes(self) -> NDArray[np.uint8]:
        return np.frombuffer(self.content, np.uint8)

    def _all(self, byte: int) -> Places:
        return np.flatnonzero(self._bytes == byte)

    @cached_property
    def _quotes(self) -> Places:
        return self._all(_QUOTE)

    @cached_property
    def _newlines(self) -> Places:
        return self._all(_NEWLINE)

    def _outside_quotes(self, places: Places) -> Places:
        if not self._quotes.size:
            return places
        outside: Places = places[np.searchsorted(self._quotes, places) % 2 == 0]
        return outside

    @cached_property
    def _ends(self) -> Places:
        """Where the newline of each record stands."""
        return self._outside_quotes(self._newlines)

    @cached_property
    def _starts(self) -> Places:
        starts: Places = np.concatenate(([0], self._ends[:-1] + 1)).astype(np.int64)
        return starts[: len(self)]
