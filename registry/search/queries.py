"""What is found: the rows that contain every word, exactly those, and how many they are."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, or_, select

from registry.errors import BadInput, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.search.bigrams import doubtful_grams_of, grams_of, words_of
from registry.search.columns import Rows
from registry.search.databases import row_list
from registry.search.models import Kind, SearchBlock, SearchEntry, SearchRecent
from registry.search.postings import (
    Bits,
    bin_of,
    in_all,
    in_any,
    unpack,
    with_rows,
    without_rows,
)

Postings = dict[int, Rows | Bits]
MOST_WORDS = 20
MOST_CHARACTERS = 200

TOO_MUCH = N_("This is too much to search for at once.")
WRITE_LESS = N_("Write at most {words} words and {characters} characters.")


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found, by ascending id, and how many there are in all."""

    ids: tuple[int, ...]
    total: int


def find(kind: Kind, typed: str, limit: int, offset: int = 0) -> Hits:
    """The rows whose texts contain every word that was typed, in any order of the words.

    One character is a word. Where nothing can be searched for (spaces, punctuation), nothing is
    found.
    """
    rows = _found(kind, words_in(typed))
    return Hits(tuple(rows[offset : offset + limit].tolist()), len(rows))


def matching(kind: Kind, typed: str) -> Select[tuple[int]]:
    """The same rows as a query of their ids, for ``in_()`` in the query of a list.

    They are found when this is called, and sent along as one value.
    """
    return row_list(_found(kind, words_in(typed)).tolist())


def words_in(typed: str) -> tuple[str, ...]:
    """The words that are looked for; BadInput for more than anybody types."""
    words = words_of(typed[: MOST_CHARACTERS + 1])
    if len(typed) > MOST_CHARACTERS or len(words) > MOST_WORDS:
        limits = {"words": str(MOST_WORDS), "characters": str(MOST_CHARACTERS)}
        raise BadInput([FieldProblem("q", typed[:40], TOO_MUCH, WRITE_LESS, limits)])
    return words


def _found(kind: Kind, words: tuple[str, ...]) -> Rows:
    if not words:
        return _none()
    # The newer rows first: what is folded between the two is then found twice, never missed.
    newer, replaced = _recent(kind, words)
    older = _folded(kind, words)
    return with_rows(without_rows(older, replaced), newer)


def _recent(kind: Kind, words: tuple[str, ...]) -> tuple[Rows, Rows]:
    """Of the rows put in since the last fold: those that are found, and those that were others."""
    hit = _says(words)
    found = db.session.execute(
        select(SearchRecent.row_id, SearchRecent.replaced, hit)
        .join(SearchEntry, _same_row())
        .where(SearchRecent.kind == kind, or_(SearchRecent.replaced, hit))
    ).all()
    newer = [row_id for row_id, _, is_hit in found if is_hit]
    replaced = [row_id for row_id, was_there, _ in found if was_there]
    return np.array(newer, np.uint32), np.array(replaced, np.uint32)


def _folded(kind: Kind, words: tuple[str, ...]) -> Rows:
    needed = {gram for word in words for gram in grams_of(word)}
    doubtful = {gram for word in words for gram in doubtful_grams_of(word)}
    postings = _postings(kind, needed | doubtful)
    if not needed <= postings.keys():
        return _none()
    rows = in_all([postings[gram] for gram in needed])
    unsure = in_any(rows, [postings[gram] for gram in doubtful & postings.keys()])
    return without_rows(rows, _refuted(kind, words, unsure))


def _postings(kind: Kind, grams: Iterable[int]) -> Postings:
    """Gram → its rows, for the grams that any row has."""
    bins = {gram: bin_of(gram) for gram in grams}
    found = db.session.execute(
        select(SearchBlock.bin, SearchBlock.content).where(
            SearchBlock.kind == kind, SearchBlock.bin.in_(set(bins.values()))
        )
    )
    blocks = {number: content for number, content in found}
    unpacked = {
        gram: unpack(blocks[number], gram) for gram, number in bins.items() if number in blocks
    }
    return {gram: posting for gram, posting in unpacked.items() if len(posting)}


def _refuted(kind: Kind, words: tuple[str, ...], unsure: Rows) -> Rows:
    """Those of the rows that have all pairs of a word and not the word."""
    if not len(unsure):
        return _none()
    found = db.session.scalars(
        select(SearchEntry.row_id)
        .where(SearchEntry.kind == kind, SearchEntry.row_id.in_(row_list(unsure.tolist())))
        .where(~_says(words))
    )
    return np.array(found.all(), np.uint32)


def _says(words: tuple[str, ...]) -> ColumnElement[bool]:
    return and_(*(SearchEntry.text.contains(word, autoescape=True) for word in words))


def _same_row() -> ColumnElement[bool]:
    same_kind = SearchEntry.kind == SearchRecent.kind
    return and_(same_kind, SearchEntry.row_id == SearchRecent.row_id)


def _none() -> Rows:
    return np.empty(0, np.uint32)
