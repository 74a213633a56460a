"""The index, kept: a row is put in where its name is written, in the same transaction.

What was put in since the last fold is read as text; folding packs everything into blocks again.
Nothing depends on when that happens but the time that a search takes.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from sqlalchemy import delete, func, insert, select, update

from registry.extensions import db
from registry.search.bigrams import document
from registry.search.columns import occurrences
from registry.search.databases import alone, among_others, write_rows
from registry.search.models import Kind, SearchBlock, SearchEntry, SearchRecent
from registry.search.postings import pack
from registry.transaction import unit_of_work

_AT_ONCE = 50_000


def put(kind: Kind, row_id: int, *texts: str) -> None:
    """Have a row found by what these texts contain, and by nothing that it said before."""
    among_others(kind)
    text = document(texts)
    this = (SearchEntry.kind == kind, SearchEntry.row_id == row_id)
    known = db.session.scalars(select(SearchEntry.text).where(*this)).one_or_none()
    if known == text:
        return
    if known is None:
        db.session.execute(insert(SearchEntry).values(kind=kind, row_id=row_id, text=text))
    else:
        db.session.execute(update(SearchEntry).where(*this).values(text=text))
    replaced = known is not None
    db.session.execute(insert(SearchRecent).values(kind=kind, row_id=row_id, replaced=replaced))


def rebuild(kind: Kind, rows: Iterable[Sequence[int | str]]) -> int:
    """Build the index of a kind anew from ``(id, text, …)``; returns how many rows there are.

    Nobody else can put in a row of the kind meanwhile; whoever searches finds the index as it was.
    """
    with unit_of_work():
        alone(kind)
        db.session.execute(delete(SearchEntry).where(SearchEntry.kind == kind))
        write_rows(SearchEntry, ("kind", "row_id", "text"), _entries(kind, rows))
        return _fold(kind)


def fold(kind: Kind) -> int:
    """Pack into blocks what was put in since the last fold; returns how many rows there are."""
    with unit_of_work():
        alone(kind)
        return _fold(kind)


def waiting(kind: Kind) -> int:
    """How many puts there were since the last fold; each search reads so many texts."""
    counted = select(func.count()).where(SearchRecent.kind == kind)
    return db.session.scalars(counted).one()


def _entries(
    kind: Kind, rows: Iterable[Sequence[int | str]]
) -> Iterator[tuple[str, int | str, str]]:
    for row_id, *texts in rows:
        yield kind.value, row_id, document(tuple(map(str, texts)))


def _fold(kind: Kind) -> int:
    chunks = list(occurrences(entries_of(kind)))
    of_kind = select(func.count(), func.coalesce(func.max(SearchEntry.row_id), 0))
    count, last = db.session.execute(of_kind.where(SearchEntry.kind == kind)).one()
    for model in (SearchBlock, SearchRecent):
        db.session.execute(delete(model).where(model.kind == kind))
    blocks = ((kind.value, *packed) for packed in pack(chunks, last))
    write_rows(SearchBlock, ("kind", "bin", "content"), blocks)
    return int(count)


def entries_of(kind: Kind) -> Iterator[tuple[int, str]]:
    """Row and text of every entry, by row, in a stream."""
    query = select(SearchEntry.row_id, SearchEntry.text).where(SearchEntry.kind == kind)
    options = {"yield_per": _AT_ONCE}
    found = db.session.execute(query.order_by(SearchEntry.row_id), execution_options=options)
    return map(itemgetter(0, 1), found)
