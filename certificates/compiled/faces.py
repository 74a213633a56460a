"""TrueType faces cut down to the glyphs of one paper, by putting glyph records together.

A general subsetter reads and rewrites a face of 20 MB for each paper. The outlines of a TrueType
face lie in its `glyf` table as one record for each glyph, and a paper needs some two hundred: they
are copied out with new numbers, in the order in which the paper first uses them. Instructions for
hinting are left out, as WeasyPrint leaves them out.
"""

import struct
from collections.abc import Iterator
from copy import copy
from functools import cache
from itertools import accumulate

from certificates.compiled.errors import Unfit

_TABLE = struct.Struct(">4sIII")
# How many glyph records of a face are kept ready.
_MOST_KEPT = 4096
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
        self.head, self.hhea = bytes(tables[b"head"]), bytes(tables[b"hhea"])
        self.maxp = bytes(tables[b"maxp"])
        self.units = int.from_bytes(self.head[18:20], "big")
        self._glyf, self._hmtx = tables[b"glyf"], tables[b"hmtx"]
        self._metrics = int.from_bytes(self.hhea[34:36], "big")
        self._places = _places(tables[b"loca"], long=self.head[51] == 1)
        self._records: dict[int, tuple[bytes, int]] = {}

    def record(self, glyph: int) -> tuple[bytes, int]:
        """Give the record of a glyph, its parts still under their old numbers, and its checksum."""
        found = self._records.get(glyph)
        if found is None:
            if len(self._records) >= _MOST_KEPT:
                self._records.clear()
            raw = bytes(self._glyf[self._places[glyph] : self._places[glyph + 1]])
            record = _without_instructions(raw)
            found = self._records[glyph] = record, _checksum(record)
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


def is_composite(record: bytes) -> bool:
    """Tell whether a glyph is put together from others."""
    return bool(record) and record[0] >= 0x80


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

    `known` gives for the key of a glyph (its old number, the text that it stands for, its width)
    the new number in hexadecimal, and by how much another width is stated for it.
    """

    def __init__(self, face: Face) -> None:
        self.face = face
        self.slots: dict[int, int] = {0: 0}
        self.known: dict[tuple[int, str, int], tuple[str, int]] = {}
        self.widths: list[int] = [_thousandths(face, 0)]
        self.texts: dict[int, str] = {}
        self._records: list[bytes] = []
        self._sum = 0
        self._take(0)

    def copy(self) -> "Subset":
        """Give a subset that can grow on its own."""
        other = copy(self)
        other.slots, other.known = dict(self.slots), dict(self.known)
        other.widths, other.texts = list(self.widths), dict(self.texts)
        other._records = list(self._records)
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
        self.known[glyph, text, width] = (hexadecimal()[slot], self.widths[slot] - width)
        return slot

    def _place(self, glyph: int, width: int) -> int:
        slot = self.slots[glyph] = len(self._records)
        record = self._take(glyph)
        self.widths.append(width)
        if is_composite(record):
            self._records[slot] = self._renumbered(record)
            self._sum += _checksum(self._records[slot]) - _checksum(record)
        return slot

    def _take(self, glyph: int) -> bytes:
        record, checksum = self.face.record(glyph)
        self._records.append(record)
        self._sum += checksum
        return record

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
        count = len(self._records)
        number = count.to_bytes(2, "big")
        places = accumulate(map(len, self._records), initial=0)
        face = self.face
        return _file(
            {
                b"glyf": b"".join(self._records),
                b"head": face.head[:8] + bytes(4) + face.head[12:50] + b"\0\1" + face.head[52:],
                b"hhea": face.hhea[:34] + number,
                b"hmtx": b"".join(map(face.metric, self.slots)),
                b"loca": struct.pack(f">{count + 1}I", *places),
                b"maxp": face.maxp[:4] + number + face.maxp[6:],
            },
            self._sum & 0xFFFFFFFF,
        )


def _thousandths(face: Face, glyph: int) -> int:
    return round(int.from_bytes(face.metric(glyph)[:2], "big") * 1000 / face.units)


def _file(tables: dict[bytes, bytes], outlines: int) -> bytes:
    """Put tables together under a directory with their checksums (OpenType, "Font Tables").

    `outlines` is the checksum of the longest of them, `glyf`.
    """
    entries, bodies = [], []
    here = 12 + 16 * len(tables)
    for tag, table in tables.items():
        body = table + bytes(-len(table) % 4)
        checksum = outlines if tag == b"glyf" else _checksum(body)
        entries.append(_TABLE.pack(tag, checksum, here, len(table)))
        bodies.append(body)
        here += len(body)
    power = 1 << (len(tables).bit_length() - 1)
    header = struct.pack(
        ">IHHHH",
        0x00010000,
        len(tables),
        16 * power,
        power.bit_length() - 1,
        16 * (len(tables) - power),
    )
    total = _checksum(header + b"".join(entries)) + sum(map(_stated_sum, entries))
    # The one field that makes the sum over the whole file what it must be.
    head = list(tables).index(b"head")
    adjustment = (0xB1B0AFBA - total & 0xFFFFFFFF).to_bytes(4, "big")
    bodies[head] = bodies[head][:8] + adjustment + bodies[head][12:]
    return b"".join((header, *entries, *bodies))


def _stated_sum(entry: bytes) -> int:
    return int.from_bytes(entry[4:8], "big")


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 4}I", data))
    return total & 0xFFFFFFFF


@cache
def hexadecimal() -> tuple[str, ...]:
    """Give the glyph numbers 0 to 65535 as a content stream writes them."""
    return tuple(f"{number:04x}" for number in range(65536))
