"""Which rows have a gram, packed: the grams of one bin in one block of bytes.

A gram's rows are a sorted list of 32-bit numbers or, where that is longer, one bit for each row
that there can be. A block is, little-endian: how many lists, how many bit fields, the bytes of a
bit field (32 bits each); the grams (64 bits each), those with lists first; how many rows each has
(32 bits); the lists; the bit fields.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from registry.search.columns import Keys, Occurrences, Rows, scattered

Bits = NDArray[np.uint8]
BIN_BITS = 12
BINS = 1 << BIN_BITS
_BIN_SHIFT = np.uint64(42 - BIN_BITS)
# Bins whose grams are put together at once: memory stays small beside the columns themselves.
_GROUP = 64
_HEAD = 3


def bin_of(gram: int) -> int:
    """The block in which a gram of ``bigrams`` is."""
    return scattered(gram) >> int(_BIN_SHIFT)


def pack(chunks: Sequence[Occurrences], last_row: int) -> Iterator[tuple[int, bytes]]:
    """Every bin that has a gram, with its block; the chunks follow each other by row."""
    width = last_row // 8 + 1
    for first in range(0, BINS if chunks else 0, _GROUP):
        grams, rows = _between(chunks, first, first + _GROUP)
        bins = (grams >> _BIN_SHIFT).astype(np.int64)
        ends = bins.searchsorted(np.arange(first, first + _GROUP + 1))
        for number, (start, end) in enumerate(zip(ends[:-1], ends[1:], strict=True), first):
            if start < end:
                yield number, _pack_bin(grams[start:end], rows[start:end], width)


def _between(chunks: Sequence[Occurrences], first: int, end: int) -> tuple[Keys, Rows]:
    limits = np.array([first, end], np.uint64) << _BIN_SHIFT
    parts = [(chunk, *chunk.grams.searchsorted(limits)) for chunk in chunks]
    grams = np.concatenate([chunk.grams[start:stop] for chunk, start, stop in parts])
    rows = np.concatenate([chunk.rows[start:stop] for chunk, start, stop in parts])
    order = grams.argsort(kind="stable")
    return grams[order], rows[order]


def _pack_bin(grams: Keys, rows: Rows, width: int) -> bytes:
    own, starts, counts = np.unique(grams, return_index=True, return_counts=True)
    common = counts * 4 > width
    listed = rows[~np.repeat(common, counts)]
    fields = [
        _bits(rows[start : start + count], width)
        for start, count in zip(starts[common], counts[common], strict=True)
    ]
    order = np.argsort(common, kind="stable")
    head = np.array([len(own) - len(fields), len(fields), width], "<u4")
    packed = (head, own[order].astype("<u8"), counts[order].astype("<u4"), listed.astype("<u4"))
    return b"".join(part.tobytes() for part in (*packed, *fields))


def _bits(rows: Rows, width: int) -> Bits:
    flags = np.zeros(width * 8, np.bool_)
    flags[rows] = True
    return np.packbits(flags, bitorder="little")


def unpack(block: bytes, gram: int) -> Rows | Bits:
    """The rows of one gram, as a list or as bits; an empty list when no row has it."""
    lists, fields, width = np.frombuffer(block, "<u4", _HEAD).tolist()
    at = _HEAD * 4
    grams = np.frombuffer(block, "<u8", lists + fields, at)
    found = np.flatnonzero(grams == scattered(gram))
    if not len(found):
        return np.empty(0, np.uint32)
    place = int(found[0])
    at += grams.nbytes
    counts = np.frombuffer(block, "<u4", lists + fields, at)
    at += counts.nbytes
    if place < lists:
        before = int(counts[:place].sum(dtype=np.int64))
        return np.frombuffer(block, "<u4", int(counts[place]), at + before * 4)
    at += int(counts[:lists].sum(dtype=np.int64)) * 4 + (place - lists) * width
    return np.frombuffer(block, np.uint8, width, at)


def unpack_all(block: bytes) -> Iterator[tuple[int, Rows]]:
    """Every gram of a block as it is kept, with its rows; for checking."""
    lists, fields, width = np.frombuffer(block, "<u4", _HEAD).tolist()
    grams = np.frombuffer(block, "<u8", lists + fields, _HEAD * 4)
    at = _HEAD * 4 + grams.nbytes
    counts = np.frombuffer(block, "<u4", lists + fields, at)
    at += counts.nbytes
    for place, (gram, count) in enumerate(zip(grams.tolist(), counts.tolist(), strict=True)):
        if place < lists:
            yield gram, np.frombuffer(block, "<u4", count, at)
            at += count * 4
        else:
            yield gram, rows_of(np.frombuffer(block, np.uint8, width, at))
            at += width


def rows_of(posting: Rows | Bits) -> Rows:
    """The list of rows, ascending."""
    if posting.dtype == np.uint8:
        bits = np.unpackbits(posting.view(np.uint8), bitorder="little")
        return np.flatnonzero(bits).astype(np.uint32)
    return posting.view(np.uint32)


def in_all(postings: Iterable[Rows | Bits]) -> Rows:
    """The rows that are in every posting, of which there is one at least; ascending."""
    fields: list[Bits] = []
    lists: list[Rows] = []
    for posting in postings:
        if posting.dtype == np.uint8:
            fields.append(posting.view(np.uint8))
        else:
            lists.append(posting.view(np.uint32))
    if not lists:
        return rows_of(np.bitwise_and.reduce(fields))
    lists.sort(key=len)
    rows = lists[0]
    for other in lists[1:]:
        rows = rows[_among(rows, other)]
    for field in fields:
        rows = rows[_is_set(field, rows)]
    return rows


def in_any(rows: Rows, postings: Iterable[Rows | Bits]) -> Rows:
    """Those of the rows that are in one posting at least, ascending."""
    found = np.empty(0, np.uint32)
    for posting in postings:
        found = with_rows(found, in_all([rows, posting]))
    return found


def without_rows(rows: Rows, others: Rows) -> Rows:
    """The rows that are not among the others; the others need no order."""
    places = rows.searchsorted(others)
    known = places < len(rows)
    known[known] = rows[places[known]] == others[known]
    return np.delete(rows, places[known]) if known.any() else rows


def with_rows(rows: Rows, others: Rows) -> Rows:
    """Both together, ascending and each once; the others need no order."""
    if not len(others):
        return rows
    both = np.concatenate([rows, others])
    both.sort(kind="stable")
    first = np.ones(len(both), np.bool_)
    np.not_equal(both[1:], both[:-1], out=first[1:])
    return both[first]


def _among(rows: Rows, others: Rows) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(rows), np.bool_)
    places = others.searchsorted(rows)
    places[places == len(others)] = 0
    return np.asarray(others[places] == rows)


def _is_set(field: Bits, rows: Rows) -> NDArray[np.bool_]:
    return np.asarray(field[rows >> 3] >> (rows & 7) & 1, np.bool_)
