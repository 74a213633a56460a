"""The grams of very many texts at once, in columns; equal to those of ``bigrams`` one by one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from registry.search.bigrams import BITS, PART

Keys = NDArray[np.uint64]
Rows = NDArray[np.uint32]
# Texts that are taken at once: their places need 17 bits beside the 42 of a gram.
_PLACE_BITS = np.uint64(17)
CHUNK = 1 << 17
_PLACE = np.uint64(CHUNK - 1)
_GRAM_BITS = 2 * BITS
_MASK = (1 << _GRAM_BITS) - 1
_ODD = 0x9E3779B97F5 | 1
_CHARACTER = np.uint64(BITS)
_NO_CHARACTER = ord(PART)
LARGEST_ROW = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Which row has which gram: both columns sorted by gram, then row, and no pair twice."""

    grams: Keys
    rows: Rows


def scattered(gram: int) -> int:
    """A gram as it is kept: one to one, and spread evenly, so that its first bits can be a bin."""
    return gram * _ODD & _MASK


def occurrences(entries: Iterable[tuple[int, str]]) -> Iterator[Occurrences]:
    """The grams of (row, text) with ascending rows, a chunk of texts at a time.

    Raises ValueError for a row above 2 to the 32nd.
    """
    remaining = iter(entries)
    while chunk := list(islice(remaining, CHUNK)):
        yield _of_chunk([row for row, _ in chunk], [text for _, text in chunk])


def _of_chunk(rows: list[int], texts: Sequence[str]) -> Occurrences:
    if rows[-1] > LARGEST_ROW:
        raise ValueError(f"row {rows[-1]} is above {LARGEST_ROW}")
    joined = PART.join([*texts, ""])
    characters = np.frombuffer(joined.encode("utf-32-le"), "<u4").astype(np.uint64)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    places = np.repeat(np.arange(len(texts), dtype=np.uint64), lengths)
    keys = np.concatenate(_keys(characters, places))
    keys.sort()
    kept = (keys & _PLACE).astype(np.int64)
    return Occurrences(keys >> _PLACE_BITS, np.array(rows, np.uint32)[kept])


def _keys(characters: Keys, places: Keys) -> tuple[Keys, Keys, Keys]:
    """Gram and place in one number: of single characters, of pairs, of the repeated."""
    real = characters != _NO_CHARACTER
    single = _joined(characters << _CHARACTER, places)[real]
    marks = _joined(characters, places)[real]
    marks.sort()
    repeated = marks[1:][marks[1:] == marks[:-1]]
    both = real[:-1] & real[1:]
    pairs = _joined(characters[:-1] << _CHARACTER | characters[1:], places[:-1])[both]
    return _once(single), _once(pairs), _once(repeated)


def _once(keys: Keys) -> Keys:
    """Sorted, each once; numpy's own ``unique`` hashes first, which takes five times as long."""
    keys.sort()
    first = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    return keys[first]


def _joined(grams: Keys, places: Keys) -> Keys:
    kept = grams * np.uint64(_ODD) & np.uint64(_MASK)
    return kept << _PLACE_BITS | places
