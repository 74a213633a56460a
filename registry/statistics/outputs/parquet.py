"""Parquet for DuckDB, pandas, Polars and Spark: the cells of a release, or the facts for staff.

What a column means is written into the file, in the metadata of its field (``description``).
"""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from registry.applications.ledger import AMOUNTS, LedgerEntry
from registry.applications.models import Application
from registry.extensions import db
from registry.statistics.filters import EVERYWHERE, Where, narrowed
from registry.statistics.outputs.columns import COLUMNS, rows
from registry.statistics.releases.content import ReleaseContent

_TYPES = {
    "string": pa.string(),
    "int8": pa.int8(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "date32": pa.date32(),
    "decimal128(21, 2)": pa.decimal128(21, 2),
}
ROWS_AT_ONCE = 50_000

FACTS = (
    ("id", "int64", "Position in the ledger."),
    ("application_id", "int64", "The product's record of this year; key within the registry."),
    ("enterprise_id", "int64", "Who filed it; key within the registry."),
    ("data_year", "int32", "Year that the amounts are of."),
    ("effective_on", "date32", "Day from which the entry holds."),
    ("known_on", "date32", "Day on which the registry wrote it."),
    ("on_day", "date32", "The later of the two: the totals of a day count what is not after it."),
    ("stage", "string", "registered (and not certified) or certified."),
    ("sign", "int8", "1: counted from then on; -1: no longer. Amounts carry this sign already."),
    ("region_code", "string", "GB/T 2260, of the day of registration."),
    ("class_code", "string", "Class of patent-intensive industries, of that day."),
    ("size", "string", "Size of the enterprise, of that day."),
    *((name, "int64", "Signed amount in fen; add it up for a total.") for name in AMOUNTS),
    ("reason", "string", "Why it was written."),
)


def release_parquet(content: ReleaseContent) -> bytes:
    """The figures of a release: of a content for the public, the published ones only."""
    fields = [(column.name, column.type, column.meaning) for column in COLUMNS]
    about = {
        "release": content.number or "",
        "as_of": content.as_of.isoformat(),
        "content_sha256": content.content_sha256,
        "example": str(content.example).lower(),
    }
    return _file(_schema(fields, about), _batches(rows(content)))


def facts_parquet(data_year: int, as_of: date, where: Where = EVERYWHERE) -> bytes:
    """The entries of the ledger behind the totals of a data year as known on a day, narrowed as
    they are. For staff: single declarations are in it."""
    columns = [getattr(LedgerEntry, name) for name, _, _ in FACTS]
    entries = (
        select(*columns, Application.industry_code)
        .join(Application, Application.id == LedgerEntry.application_id)
        .where(LedgerEntry.data_year == data_year, LedgerEntry.on_day <= as_of)
        .subquery()
    )
    chosen = narrowed(entries, where)
    query = (
        select(*(chosen.c[name] for name, _, _ in FACTS))
        .order_by(chosen.c.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    about = {"data_year": str(data_year), "as_of": as_of.isoformat()}
    about |= {
        name: ",".join(getattr(where, name)) for name in where.__slots__ if getattr(where, name)
    }
    found = (tuple(row) for row in db.session.execute(query))
    return _file(_schema(FACTS, about), _batches(found))


def _schema(fields: Sequence[tuple[str, str, str]], about: dict[str, str]) -> Any:
    made = [
        pa.field(name, _TYPES[kind], metadata={"description": meaning})
        for name, kind, meaning in fields
    ]
    return pa.schema(made, metadata=about)


def _batches(found: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in found:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    yield batch


def _file(schema: Any, batches: Iterator[list[tuple[Any, ...]]]) -> bytes:
    out = io.BytesIO()
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in batches:
            turned = zip(*batch, strict=True) if batch else [[] for _ in schema]
            arrays = [
                pa.array(list(values), type=field.type)
                for values, field in zip(turned, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
    return out.getvalue()
