"""A table of patents, read in columns as far as columns can vouch for it, and row by row where not.

A row that is not vouched for goes to ``table_rows.read_row``, which reads it or says what is wrong
with it: there is one set of rules and one set of words.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from registry.patents.bulk.blocks import Block, blocks_of, single_blocks
from registry.patents.bulk.rows import ROWS, Vouching, in_order, rows_of_records
from registry.patents.sources import Fetch, Record, SourceUnavailable, Unreadable
from registry.patents.sources.table import column_names
from registry.patents.sources.table_rows import read_row
from registry.tables import records as tables
from registry.tables.decoding import encoding_of
from registry.tables.problems import FileProblem
from registry.tables.reading import opened, records_of
from registry.tables.table import EMPTY, row_of
from registry.tables.workbooks import is_workbook

PIECE = 8 << 20


@dataclass(frozen=True, slots=True)
class Rows:
    """What a block holds: the right rows and the wrong ones, each in order. ``record`` reads the
    right row at a place again, as a record."""

    right: pa.Table
    wrong: list[Unreadable]
    record: Callable[[int], Record]

    @property
    def count(self) -> int:
        """How many rows have anything in them."""
        return len(self.right) + len(self.wrong)


class TableReading:
    """A file that is read from end to end, ``piece`` bytes at once; ``as_of`` as for
    ``TableFile``."""

    def __init__(self, path: Path, fetch: Fetch, as_of: date | None, *, piece: int = PIECE) -> None:
        self._path = path
        self._fetch = fetch
        self._as_of = as_of
        self._piece = piece
        self._vouching = Vouching(as_of, fetch.day)
        self._names: list[str | None] = []
        self._header_line = 0

    def rows(self) -> Iterator[Rows]:
        """Block after block. Raises SourceUnavailable as ``TableFile.records`` does."""
        try:
            with opened(self._path) as stream:
                for block in self._blocks(stream):
                    yield self._read(block)
        except FileProblem as problem:
            raise SourceUnavailable(problem.template, **problem.values) from problem

    def _blocks(self, stream: BinaryIO) -> Iterator[Block]:
        if is_workbook(stream):
            records = records_of(self._path)
            self._take_header(records)
            yield from single_blocks(records)
            return
        stream.seek(0)
        encoding = encoding_of(stream, self._path.name)
        text = io.TextIOWrapper(stream, encoding, newline="")
        width = self._take_header(tables.csv_records(text, self._path.name))
        text.detach()
        stream.seek(0)
        wanted = [place for place, name in enumerate(self._names) if name is not None]
        yield from blocks_of(stream, encoding, self._path.name, width, wanted, self._piece)

    def _take_header(self, records: Iterable[tables.Record]) -> int:
        """How many cells it has."""
        header = next((record for record in records if not record.is_blank), None)
        if header is None:
            raise FileProblem(EMPTY, file=self._path.name)
        self._names = column_names(header.cells, self._path.name, self._as_of)
        self._header_line = header.line
        return len(header.cells)

    def _read(self, block: Block) -> Rows:
        vouched = self._vouched(block)
        single = np.ones(block.count, np.bool_)
        single[vouched.column("place").to_numpy()] = False
        records: list[tuple[int, Record]] = []
        wrong: list[Unreadable] = []
        for place in np.flatnonzero(single).tolist():
            read = self._single(block, place)
            if isinstance(read, Record):
                records.append((place, read))
            elif read is not None:
                wrong.append(read)
        right = in_order(vouched, rows_of_records(records))
        return Rows(right, wrong, lambda place: self._again(block, place))

    def _vouched(self, block: Block) -> pa.Table:
        if not block.columns:
            return ROWS.empty_table()
        written = {str(self._names[place]): cells for place, cells in block.columns.items()}
        return self._vouching.rows(written, block.places)

    def _single(self, block: Block, place: int) -> Record | Unreadable | None:
        """None for what is no row: the header, and what is blank."""
        record = block.record(place)
        if record.line <= self._header_line or record.is_blank:
            return None
        return read_row(row_of(record, self._names), self._fetch, self._as_of)

    def _again(self, block: Block, place: int) -> Record:
        read = self._single(block, place)
        if not isinstance(read, Record):
            raise TypeError(f"the row at {place} was right, and is {read!r}")
        return read
