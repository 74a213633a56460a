"""Which rows of a block tell something new, and how each of them is to be stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import select

from registry.extensions import db
from registry.patents.bulk.rows import ROWS
from registry.patents.models import Patent, PatentPublication, StatusStatement

_OFFICE = "CN"
# Placeholders of one statement; SQLite takes 32,766.
_AT_ONCE = 10_000
_COMPARED = frozenset(ROWS.names) - {"place", "key", "has_several"}
_DESCRIBED = ("kind", "title", "patentee", "filed_on", "granted_on")


class Way(IntEnum):
    """How a row is stored."""

    AT_ONCE = 0
    """A new patent, or a new word on one whose description stays: with all others like it."""
    NOT_AT_ALL = 1
    """It says what is known."""
    SINGLY = 2
    """It changes what is known, or its number stood in the file before: as any record."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """How each row is to be stored (values of Way), and the ids of the patents known already."""

    ways: NDArray[np.int8]
    patent_ids: pa.Array

    def of(self, way: Way) -> NDArray[np.bool_]:
        """The rows that go this way."""
        is_of: NDArray[np.bool_] = self.ways == way
        return is_of


class Numbers:
    """The numbers that stood in the file so far, 8 bytes each."""

    def __init__(self) -> None:
        self._seen = np.empty(0, np.int64)

    def first_seen(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of the next rows have a number that did not stand there before."""
        unique, places = np.unique(keys, return_index=True)
        found = np.searchsorted(self._seen, unique)
        found[found == len(self._seen)] = 0
        is_new = self._seen[found] != unique if len(self._seen) else np.ones(len(unique), np.bool_)
        # Two runs in order, which the stable sort only merges.
        self._seen = np.sort(np.concatenate((self._seen, unique[is_new])), kind="stable")
        first = np.zeros(len(keys), np.bool_)
        first[places[is_new]] = True
        return first


def sort_rows(rows: pa.Table, numbers: Numbers, source: str, *, is_empty: bool) -> Sorted:
    """``source`` is the one that speaks; ``is_empty``: the registry knows no patent yet."""
    first = numbers.first_seen(rows.column("key").to_numpy())
    single = ~first | rows.column("has_several").to_numpy()
    ways = np.where(single, Way.SINGLY, Way.AT_ONCE).astype(np.int8)
    patent_ids: list[int | None] = [None] * len(rows)
    if is_empty:
        return Sorted(ways, pa.nulls(len(rows), pa.int64()))
    known = _Known(rows, source)
    for place in known.places():
        patent_ids[place] = known.patent_id(place)
        if ways[place] == Way.AT_ONCE:
            ways[place] = known.way(place)
    return Sorted(ways, pa.array(patent_ids, pa.int64()))


class _Known:
    """What is known of the patents in a block of rows."""

    def __init__(self, rows: pa.Table, source: str) -> None:
        self._stated = {name: rows.column(name).to_pylist() for name in _COMPARED}
        self._numbers: list[str] = self._stated["number"]
        found = _patents(self._numbers)
        self._patents = {patent.number: patent for patent in found}
        ids = [patent.id for patent in found]
        self._said = _said(ids, source)
        self._tied = _tied(ids)

    def places(self) -> Iterator[int]:
        """The rows whose patents are known."""
        return (place for place, n in enumerate(self._numbers) if n in self._patents)

    def patent_id(self, place: int) -> int:
        """The id of the patent of a row."""
        return int(self._patents[self._numbers[place]].id)

    def way(self, place: int) -> Way:
        """How the row is to be stored, if its number did not stand in the file before."""
        patent = self._patents[self._numbers[place]]
        stated = ((self._stated[name][place], getattr(patent, name)) for name in _DESCRIBED)
        if any(value and value != known for value, known in stated):
            return Way.SINGLY
        document, as_of = self._stated["publication"][place], self._stated["as_of"][place]
        is_tied = document is None or (patent.id, document) in self._tied
        said = self._said.get((patent.id, as_of))
        if as_of is None or said == (
            self._stated["status"][place],
            self._stated["ended_on"][place],
        ):
            return Way.NOT_AT_ALL if is_tied else Way.SINGLY
        return Way.AT_ONCE if said is None and is_tied else Way.SINGLY


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _patents(numbers: list[str]) -> list[Any]:
    columns = [Patent.id, Patent.number, *(getattr(Patent, name) for name in _DESCRIBED)]
    question = select(*columns).where(Patent.office == _OFFICE)
    return [
        row
        for some in _parts(numbers)
        for row in db.session.execute(question.where(Patent.number.in_(some)))
    ]


def _said(ids: list[int], source: str) -> dict[tuple[int, date], tuple[str | None, date | None]]:
    """What a source said last of a patent as of a day."""
    s = StatusStatement
    question = select(s.patent_id, s.as_of, s.status, s.ended_on).where(s.source == source)
    return {
        (patent_id, as_of): (status, ended_on)
        for some in _parts(ids)
        for patent_id, as_of, status, ended_on in db.session.execute(
            question.where(s.patent_id.in_(some)).order_by(s.id)
        )
    }


def _tied(ids: list[int]) -> set[tuple[int, str]]:
    question = select(PatentPublication.patent_id, PatentPublication.number)
    return {
        (patent_id, number)
        for some in _parts(ids)
        for patent_id, number in db.session.execute(
            question.where(PatentPublication.patent_id.in_(some))
        )
    }
