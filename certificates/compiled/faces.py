"""TrueType faces cut down to the glyphs of one paper, by putting glyph records together.

A general subsetter reads and rewrites a face of 20 MB for each paper. The outlines of a TrueType
face lie in its `glyf` table as one record for each glyph, and a paper needs some two hundred: they
are copied out with new numbers, in the order in which the paper first uses them. Instructions for
hinting are left out, as WeasyPrint leaves them out.
"""

import struct
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from certificates.compiled.composing import Glyph
from certificates.compiled.errors import Unfit

_TABLE = struct.Struct(">4sIII")
# The directory of a file of six tables: version, count, three numbers for a binary search in it.
_HEADER = struct.pack(">IHHHH", 0x00010000, 6, 64, 2, 32)
_DIRECTORY = struct.Struct(">" + 6 * "4sIII")
# How many glyph records of a face are kept ready.
_MOST_KEPT = 4096
# A glyph that is put together from others begins with a negative number.
_COMPOSITE = b"\x80"
# Flags of a part of a composite glyph.
_WORDS, _SCALE, _MORE, _TWO_SCALES, _MATRIX, _INSTRUCTIONS = 0x1, 0x8, 0x20, 0x40, 0x80, 0x100


class Face:
    """A TrueType file: glyph records without instructions, and their widths."""

    def __init__(self, data: bytes | memoryview) -> None:
        """Take the file, which is not copied."""
        data = memoryview(data)
        count = int.from_bytes(data[4:6], "big")
        entries = (_TABLE.unpack_from(data, 12 + 16 * i) for i in range(count))
        tables = {tag: data[start : start + size] for tag, _, start, size in entries}
        if not {b"glyf", b"loca", b"head", b"hhea", b"hmtx", b"maxp"} <= tables.keys():
            raise Unfit("A face has no TrueType outlines.")
        head, hhea, maxp = (bytes(tables[tag]) for tag in (b"head", b"hhea", b"maxp"))
        self.frame = Frame(head, hhea, maxp)
        self.units = int.from_bytes(head[18:20], "big")
        self._glyf, self._hmtx = tables[b"glyf"], tables[b"hmtx"]
        self._metrics = int.from_bytes(hhea[34:36], "big")
        self._places = _places(tables[b"loca"], long=head[51] == 1)
        self._records: dict[int, tuple[bytes, int, bytes, int]] = {}

    def record(self, glyph: int) -> tuple[bytes, int, bytes, int]:
        """Give the record of a glyph, its parts still under their old numbers, and its width and
        left bearing, each with its checksum.
        """
        found = self._records.get(glyph)
        if found is None:
            if len(self._records) >= _MOST_KEPT:
                self._records.clear()
            raw = bytes(self._glyf[self._places[glyph] : self._places[glyph + 1]])
            record, metric = _without_instructions(raw), self.metric(glyph)
            found = record, _checksum(record), metric, _checksum(metric)
            self._records[glyph] = found
        return found

    def metric(self, glyph: int) -> bytes:
        """Give width and left bearing of a glyph as `hmtx` writes them."""
        if glyph < self._metrics:
            return bytes(self._hmtx[4 * glyph : 4 * glyph + 4])
        last = 4 * self._metrics
        bearing = last + 2 * (glyph - self._metrics)
        return bytes(self._hmtx[last - 4 : last - 2]) + bytes(self._hmtx[bearing : bearing + 2])


def _places(loca: memoryview, *, long: bool) -> tuple[int, ...]:
    if long:
        return struct.unpack(f">{len(loca) // 4}I", loca)
    return tuple(2 * place for place in struct.unpack(f">{len(loca) // 2}H", loca))


def _without_instructions(raw: bytes) -> bytes:
    if not raw:
        return raw
    contours = int.from_bytes(raw[:2], "big", signed=True)
    if contours >= 0:
        here = 10 + 2 * contours
        size = int.from_bytes(raw[here : here + 2], "big")
        raw = raw[:here] + b"\0\0" + raw[here + 2 + size :]
    else:
        kept = bytearray(raw)
        end = 10
        for place, end in parts(raw):
            kept[place] &= ~(_INSTRUCTIONS >> 8) & 0xFF
        raw = bytes(kept[:end])
    return raw + bytes(-len(raw) % 4)


def parts(record: bytes) -> Iterator[tuple[int, int]]:
    """Give where each part of a composite begins (flags, glyph number) and where it ends."""
    here, more = 10, True
    while more:
        flags = int.from_bytes(record[here : here + 2], "big")
        size = 8 if flags & _WORDS else 6
        size += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
        yield here, here + size
        here += size
        more = bool(flags & _MORE)


class Subset:
    """The glyphs of one paper from one face, numbered in order of first use; 0 is `.notdef`.

    `written` keeps what content streams say to draw a glyph, between angle brackets.
    """

    def __init__(self, face: Face) -> None:
        self.face = face
        self.slots: dict[int, int] = {0: 0}
        self.written: dict[Glyph, str] = {}
        self._origin, self._common = self, 0
        self.widths: list[int] = []
        self.texts: dict[int, str] = {}
        self._records: list[bytes] = []
        self._metrics: list[bytes] = []
        self._outline_sum = self._metric_sum = 0
        self._place(0, _thousandths(face, 0))

    def copy(self) -> "Subset":
        """Give a subset that can grow on its own."""
        other = copy(self)
        other._origin, other._common = self, len(self._records)
        other.slots, other.written = self.slots.copy(), self.written.copy()
        other.widths, other.texts = self.widths.copy(), self.texts.copy()
        other._records, other._metrics = self._records.copy(), self._metrics.copy()
        return other

    def add(self, glyph: int, text: str, width: int) -> int:
        """Take in a glyph that stands for a text; give its new number.

        Raises Unfit if the glyph stood for another text before: which of them a reader is to be
        told depends on the order of drawing.
        """
        slot = self.slots.get(glyph)
        if slot is None:
            slot = self._place(glyph, width)
        if self.texts.setdefault(slot, text) != text:
            raise Unfit(f"{text!r} is drawn like {self.texts[slot]!r}.")
        return slot

    def shown(self, glyphs: Sequence[Glyph]) -> str:
        """Write glyphs as an operand of TJ (ISO 32000-1, 9.4.3); new ones are taken in."""
        written = self.written
        try:
            parts = [written[glyph] for glyph in glyphs]
        except KeyError:
            self._take([glyph for glyph in glyphs if glyph not in written])
            parts = [written[glyph] for glyph in glyphs]
        # A space, else two numbers that meet would be read as one.
        return f"<{''.join(parts)}>".replace("<>", " ")

    def _take(self, glyphs: Sequence[Glyph]) -> None:
        """Take glyphs in, and write each between the moves that its place takes around it."""
        slots, texts, widths, digits = self.slots, self.texts, self.widths, hexadecimal()
        for glyph in glyphs:
            slot = slots.get(glyph.number)
            if slot is None:
                slot = self._place(glyph.number, glyph.width)
            if texts.setdefault(slot, glyph.text) != glyph.text:
                raise Unfit(f"{glyph.text!r} is drawn like {texts[slot]!r}.")
            written = digits[slot]
            kerning = int(widths[slot] + glyph.excess)
            if glyph.offset:
                written = f">{-glyph.offset}<{written}"
            if kerning:
                written = f"{written}>{kerning}<"
            self.written[glyph] = written
            # For all copies, if the glyph was there before they were made.
            if slot < self._common and slot in self._origin.texts:
                self._origin.remember(glyph, written)

    def remember(self, glyph: Glyph, written: str) -> None:
        """Keep how a glyph is written that all papers of a shape have."""
        if len(self.written) >= _MOST_KEPT:
            self.written.clear()
        self.written[glyph] = written

    def _place(self, glyph: int, width: int) -> int:
        slot = self.slots[glyph] = len(self._records)
        record, outline_sum, metric, metric_sum = self.face.record(glyph)
        self._records.append(record)
        self._metrics.append(metric)
        self.widths.append(width)
        self._outline_sum += outline_sum
        self._metric_sum += metric_sum
        if record[:1] >= _COMPOSITE:
            changed = self._records[slot] = self._renumbered(record)
            self._outline_sum += _checksum(changed) - outline_sum
        return slot

    def _renumbered(self, record: bytes) -> bytes:
        changed = bytearray(record)
        for place, _ in parts(record):
            part = int.from_bytes(record[place + 2 : place + 4], "big")
            slot = self.slots.get(part)
            if slot is None:
                slot = self._place(part, _thousandths(self.face, part))
            changed[place + 2 : place + 4] = slot.to_bytes(2, "big")
        return bytes(changed)

    def file(self) -> bytes:
        """Write the TrueType file."""
        return self.face.frame.file(
            self._records, self._metrics, (self._outline_sum, self._metric_sum)
        )


@dataclass(slots=True)
class Frame:
    """What the file of a subset has of the file of the whole face: three tables.

    They are kept with the fields empty that depend on the glyphs, beside their checksums.
    """

    head: bytes
    hhea: bytes
    maxp: bytes
    sums: tuple[int, int, int] = (0, 0, 0)

    def __post_init__(self) -> None:
        self.head = self.head[:8] + bytes(4) + self.head[12:50] + b"\0\1" + self.head[52:]
        self.hhea = self.hhea[:34] + bytes(2)
        self.maxp = self.maxp[:4] + bytes(2) + self.maxp[6:]
        padded = [table + bytes(-len(table) % 4) for table in (self.head, self.hhea, self.maxp)]
        head, hhea, maxp = map(_checksum, padded)
        self.sums = head, hhea, maxp

    def file(self, records: list[bytes], metrics: list[bytes], sums: tuple[int, int]) -> bytes:
        """Put the tables together under a directory (OpenType, "Font Tables").

        `sums` are those of the records and of the metrics, of any size.
        """
        count = len(records)
        number = count.to_bytes(2, "big")
        places = list(accumulate(map(len, records), initial=0))
        head, hhea, maxp = self.sums
        tables = (
            (b"glyf", b"".join(records), sums[0]),
            (b"head", self.head, head),
            (b"hhea", self.hhea[:34] + number, hhea + count),
            (b"hmtx", b"".join(metrics), sums[1]),
            (b"loca", struct.pack(f">{count + 1}I", *places), sum(places)),
            (b"maxp", self.maxp[:4] + number + self.maxp[6:], maxp + (count << 16)),
        )
        return _file(tables)


def _thousandths(face: Face, glyph: int) -> int:
    return round(int.from_bytes(face.metric(glyph)[:2], "big") * 1000 / face.units)


def _file(tables: Sequence[tuple[bytes, bytes, int]]) -> bytes:
    """Write six tables with their names and checksums, `head` the second of them."""
    here = len(_HEADER) + _DIRECTORY.size
    fields: list[bytes | int] = []
    bodies: list[bytes] = []
    for tag, table, checksum in tables:
        padding = -len(table) % 4
        fields += (tag, checksum & 0xFFFFFFFF, here, len(table))
        bodies.append(table + bytes(padding) if padding else table)
        here += len(table) + padding
    header = _HEADER + _DIRECTORY.pack(*fields)
    total = _checksum(header) + sum([checksum for _, _, checksum in tables])
    # The one field that makes the sum over the whole file what it must be.
    adjustment = (0xB1B0AFBA - total & 0xFFFFFFFF).to_bytes(4, "big")
    bodies[1] = bodies[1][:8] + adjustment + bodies[1][12:]
    return b"".join((header, *bodies))


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}I", data))
    return total & 0xFFFFFFFF


@cache
def hexadecimal() -> tuple[str, ...]:
    """Give the glyph numbers 0 to 65535 as a content stream writes them."""
    return tuple(f"{number:04x}" for number in range(65536))
