"""The right rows of a table of patents, as columns: from cells, and from what was read singly."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute as pc

from registry.patents.bulk import columns
from registry.patents.bulk.columns import Column
from registry.patents.bulk.number_columns import KINDS, key_of, read_numbers
from registry.patents.sources import Record
from registry.patents.sources.table_rows import DAYS, LONGEST

Places = NDArray[np.int64]

ROWS = pa.schema(
    {
        "place": pa.int64(),
        "key": pa.int64(),
        "number": pa.string(),
        "kind": pa.string(),
        "title": pa.string(),
        "patentee": pa.string(),
        "filed_on": pa.date32(),
        "granted_on": pa.date32(),
        "status": pa.string(),
        "ended_on": pa.date32(),
        "as_of": pa.date32(),
        "publication": pa.string(),
        "has_several": pa.bool_(),
    }
)
"""Of each row: where it stands in its block, its number (as ``key_of``, and canonical), and what it
states. A title or patentee that is not stated is "", all else null. ``publication`` is the text of
the number of a document; ``has_several``: there are more, which do not stand here."""

_KIND_WORDS = pa.array([kind.value for kind in KINDS])


class Vouching:
    """Reads cells to rows. ``as_of`` holds for rows that state no day; none speaks for a day
    after ``today``."""

    def __init__(self, as_of: date | None, today: date) -> None:
        self._as_of = pa.scalar(as_of, pa.date32())
        self._today = pa.scalar(today, pa.date32())
        self._days = columns.days()
        self._statuses = columns.statuses()

    def rows(self, written: Mapping[str, pa.StringArray], places: Places) -> pa.Table:
        """The rows that columns can vouch for; ``written`` has the cells of the columns there are,
        ``places`` says where each row stands."""
        cells = {name: columns.trimmed(each) for name, each in written.items()}
        count = len(places)
        blank = pa.repeat("", count)
        numbers = read_numbers(cells["number"])
        read = {name: columns.names(cells.get(name, blank), LONGEST[name]) for name in LONGEST}
        read |= {name: self._days.column(cells.get(name, blank)) for name in DAYS}
        read["status"] = self._statuses.column(cells.get("status", blank))
        read["publication"] = columns.documents(cells.get("publication", blank))
        spoken_for = pc.coalesce(read["status_as_of"].values, self._as_of)
        read["as_of"] = self._as_of_column(spoken_for, read["status"].values)
        is_right = numbers.is_right & np.logical_and.reduce([c.is_right for c in read.values()])
        values = {name: column.values for name, column in read.items()} | {
            "place": pa.array(places),
            "key": pa.array(numbers.keys),
            "number": numbers.canonical,
            "kind": _KIND_WORDS.take(pa.array(numbers.kinds)),
            "has_several": pa.repeat(False, count),
        }
        table = pa.table({name: values[name] for name in ROWS.names}, ROWS)
        return table if is_right.all() else table.filter(pa.array(is_right))

    def _as_of_column(self, spoken_for: pa.Array, status: pa.Array) -> Column:
        """The day of the status, null where none is stated; there must be one, and not later."""
        has_status = status.is_valid()
        is_late = pc.fill_null(pc.greater(spoken_for, self._today), False)
        is_missing = pc.and_(has_status, spoken_for.is_null())
        is_wrong = pc.or_(is_late, is_missing).to_numpy(zero_copy_only=False)
        return Column(pc.if_else(has_status, spoken_for, None), ~is_wrong)


def rows_of_records(read: Sequence[tuple[int, Record]]) -> pa.Table:
    """Rows of what was read singly, each with its place."""
    return pa.Table.from_pylist([_row(place, record) for place, record in read], ROWS)


def _row(place: int, record: Record) -> dict[str, object]:
    texts = list(dict.fromkeys(each.text for each in record.publications))
    stated: dict[str, object] = {
        name: getattr(record, name) for name in ROWS.names if hasattr(record, name)
    }
    return stated | {
        "place": place,
        "key": key_of(record.number.canonical),
        "number": record.number.canonical,
        "kind": record.kind.value if record.kind else "",
        "publication": texts[0] if len(texts) == 1 else None,
        "has_several": len(texts) > 1,
    }


def in_order(vouched: pa.Table, singly: pa.Table) -> pa.Table:
    """All rows of a block, by their places."""
    if not len(singly):
        return vouched
    return cast(pa.Table, pa.concat_tables([vouched, singly]).sort_by("place"))
