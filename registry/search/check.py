"""Whether the index says what the rows say: every text, and every gram of every text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from registry.extensions import db
from registry.search.bigrams import document
from registry.search.columns import Rows, occurrences
from registry.search.databases import alone
from registry.search.models import Kind, SearchBlock, SearchRecent
from registry.search.postings import pack, unpack_all
from registry.search.service import entries_of
from registry.transaction import unit_of_work

Grams = dict[int, Rows]


@dataclass(frozen=True, slots=True)
class Differences:
    """Rows whose text is missing, left over or another; rows whose grams are not their text's."""

    texts: tuple[int, ...]
    grams: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.texts or self.grams)


def differences(kind: Kind, rows: Iterable[Sequence[int | str]]) -> Differences:
    """Compare the index with what it should be of ``(id, text, …)``; nothing is changed.

    The rows are read while nobody else can put one in, so give a query that has yet to run.
    """
    with unit_of_work():
        alone(kind)
        entries = dict(entries_of(kind))
        return Differences(_texts(dict(entries), rows), _grams(kind, entries))


def _texts(entries: dict[int, str], rows: Iterable[Sequence[int | str]]) -> tuple[int, ...]:
    wrong = []
    for row_id, *texts in rows:
        if entries.pop(int(row_id), None) != document(tuple(map(str, texts))):
            wrong.append(int(row_id))
    return tuple(sorted([*wrong, *entries]))


def _grams(kind: Kind, entries: dict[int, str]) -> tuple[int, ...]:
    """What was put in since the last fold is left out on both sides: it is read as text."""
    newer = np.array(_recent(kind), np.uint32)
    settled = sorted(entries.keys() - set(newer.tolist()))
    chunks = list(occurrences((row, entries[row]) for row in settled))
    expected = dict(pack(chunks, settled[-1])) if settled else {}
    stored = {number: content for number, content in _blocks(kind)}
    wrong = {
        row
        for number in expected.keys() | stored.keys()
        for row in _unequal(_of_bin(expected, number), _of_bin(stored, number))
    }
    return tuple(sorted(wrong - set(newer.tolist())))


def _recent(kind: Kind) -> Sequence[int]:
    return db.session.scalars(select(SearchRecent.row_id).where(SearchRecent.kind == kind)).all()


def _blocks(kind: Kind) -> Iterable[tuple[int, bytes]]:
    found = db.session.execute(
        select(SearchBlock.bin, SearchBlock.content).where(SearchBlock.kind == kind)
    )
    return ((number, content) for number, content in found)


def _of_bin(blocks: dict[int, bytes], number: int) -> Grams:
    return dict(unpack_all(blocks[number])) if number in blocks else {}


def _unequal(expected: Grams, stored: Grams) -> Iterator[int]:
    nothing = np.empty(0, np.uint32)
    for gram in expected.keys() | stored.keys():
        yield from np.setxor1d(expected.get(gram, nothing), stored.get(gram, nothing)).tolist()
