"""Patents that came in without the index: they are put into it afterwards."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import func, select

from registry.extensions import db
from registry.patents.models import Patent
from registry.search import Kind, put
from registry.search.models import SearchEntry
from registry.search.service import rebuild
from registry.transaction import unit_of_work

# More than so many are faster to be had by building the index anew.
MOST_PUT_SINGLY = 20_000
_PUT_TOGETHER = 500
_READ_TOGETHER = 20_000

_INDEXED = select(SearchEntry.row_id).where(SearchEntry.kind == Kind.PATENT)
_TEXTS = select(Patent.id, Patent.title, Patent.patentee).order_by(Patent.id)
_NEW = _TEXTS.where(Patent.id.not_in(_INDEXED))


def index_new_patents(most_put_singly: int = MOST_PUT_SINGLY) -> None:
    """Have every patent found that is in no index yet, whoever recorded it; those whose import was
    interrupted before this are among them. More than ``most_put_singly``: the index is built anew.
    """
    count = db.session.scalars(select(func.count()).select_from(_NEW.subquery())).one()
    db.session.rollback()
    if count > most_put_singly:
        rebuild(Kind.PATENT, _all_texts())
        return
    rows = iter(db.session.execute(_NEW).all())
    while some := list(islice(rows, _PUT_TOGETHER)):
        with unit_of_work():
            for row_id, title, patentee in some:
                put(Kind.PATENT, row_id, title, patentee)


def _all_texts() -> Iterator[Sequence[Any]]:
    options = {"yield_per": _READ_TOGETHER}
    # Asked only when the first row is wanted: rebuild begins with a transaction of its own.
    yield from (tuple(row) for row in db.session.execute(_TEXTS, execution_options=options))
