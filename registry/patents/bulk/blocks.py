"""From the bytes of a CSV file to columns of cells, in blocks of a few megabytes."""

import codecs
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv

from registry.patents.bulk.regions import Places, Region
from registry.tables.records import Record, csv_records

MOST_WITHOUT_END = 8 << 20
ROWS_READ_SINGLY = 10_000


@dataclass(frozen=True, slots=True)
class Block:
    """``count`` records of a file. ``columns`` has the cells, as written, of those with which
    columns can do, by place in the header; ``places`` says where each of these stands among all.
    ``record`` gives any of them as ``csv`` reads it, or raises FileProblem."""

    count: int
    columns: dict[int, pa.StringArray]
    places: Places
    record: Callable[[int], Record]


def blocks_of(
    stream: BinaryIO, encoding: str, file: str, width: int, wanted: Sequence[int], piece: int
) -> Iterator[Block]:
    """The blocks of a file, header and blank lines included. ``wanted`` are the places of the
    columns to be had, of ``width``; ``piece`` bytes are read at once. Raises FileProblem, at the
    place where reading breaks off."""
    pieces = _utf8_pieces(stream, encoding, piece)
    rest, line = b"", 1
    for content in pieces:
        region = Region(rest + content, line, file)
        if not region.is_tidy or (region.end == 0 and len(region.content) > MOST_WITHOUT_END):
            rest = region.content
            break
        yield _block(region, width, wanted)
        rest = region.content[region.end :]
        line += region.line_count
    text = io.TextIOWrapper(io.BufferedReader(_Rest(rest, pieces)), "utf-8", newline="")
    yield from single_blocks(csv_records(text, file, before=line - 1))


def single_blocks(records: Iterator[Record]) -> Iterator[Block]:
    """Blocks of records that are all read singly."""
    while some := list(islice(records, ROWS_READ_SINGLY)):
        yield Block(len(some), {}, np.empty(0, np.int64), some.__getitem__)


def _block(region: Region, width: int, wanted: Sequence[int]) -> Block:
    regular = region.regular(width)
    places = np.flatnonzero(regular)
    columns = _cells(region.bytes_of(regular), width, wanted) if len(places) else {}
    return Block(len(region), columns, places, region.record)


def _cells(content: memoryview, width: int, wanted: Sequence[int]) -> dict[int, pa.StringArray]:
    names = [str(place) for place in range(width)]
    chosen = [names[place] for place in wanted]
    table = csv.read_csv(
        pa.BufferReader(pa.py_buffer(content)),
        csv.ReadOptions(column_names=names, use_threads=False, block_size=len(content) + 1),
        csv.ParseOptions(ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=dict.fromkeys(chosen, pa.string()),
            include_columns=chosen,
            strings_can_be_null=False,
        ),
    )
    return {
        place: table.column(name).combine_chunks()
        for place, name in zip(wanted, chosen, strict=True)
    }


def _utf8_pieces(stream: BinaryIO, encoding: str, piece: int) -> Iterator[bytes]:
    """The text in UTF-8 without BOM; the last line ends in a newline too."""
    decoder = codecs.getincrementaldecoder(encoding)()
    if encoding == "utf-8-sig" and stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    while content := stream.read(piece):
        yield content if encoding == "utf-8-sig" else decoder.decode(content).encode("utf-8")
    yield b"\n"


class _Rest(io.RawIOBase):
    """What has been read and not used, and the pieces that follow, as a stream."""

    def __init__(self, content: bytes, pieces: Iterator[bytes]) -> None:
        self._content = content
        self._pieces = pieces

    def readable(self) -> bool:
        """Nothing else can be done with it."""
        return True

    # Narrower than the base has it: BufferedReader hands over nothing but memoryviews.
    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """As ``RawIOBase`` has it; 0 at the end."""
        while not self._content:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._content = piece
        part, self._content = self._content[: len(buffer)], self._content[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
