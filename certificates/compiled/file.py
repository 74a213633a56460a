"""A PDF file put together: what is the same for a shape once, the rest for each paper."""

import hashlib
import struct
from collections.abc import Mapping

import deflate

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# Type, offset or number of the object stream, index in that stream.
_ROW = (1, 4, 2)
_ROW_FIELDS = struct.Struct(">BIH")
_SHORT = 700


def packed(data: bytes) -> bytes:
    """Compress what changes from paper to paper: libdeflate at its fastest, a tenth of zlib's time.

    The level after the fastest takes twice the time for a hundredth of the size. ISA-L would be
    faster still, but what it writes depends on the processor, and a paper's bytes may not.
    """
    return bytes(deflate.zlib_compress(data, 1))


def dense(data: bytes) -> bytes:
    """Compress what is the same for all papers of a shape, as tightly as can be."""
    return bytes(deflate.zlib_compress(data, 12))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Write a stream object, with further entries of its dictionary, compressed if it is long.

    Of a short one some two hundred bytes would be saved, for as much time as a paper's signature.
    """
    if len(data) < _SHORT:
        return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data)
    return _with_length(entries, packed(data))


def _with_length(entries: bytes, body: bytes) -> bytes:
    written = (entries, len(body), body)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % written


class Prefix:
    """The beginning of every file of a shape: the objects that are the same, written once."""

    def __init__(self, plain: Mapping[int, bytes], streams: Mapping[int, bytes], size: int) -> None:
        """Take dictionaries, which go into one object stream, and streams, by their numbers.

        `size` is the number of the first object that is free to be used.
        """
        # The two after the prefix: the objects of one paper together, and the table of places.
        self.together, self.table = size + 1, size + 2
        self.size = size + 3
        # One row for each object, of those that are not there as well.
        self.places = [_row(0, 0, 0xFFFF)] * self.size
        self._parts = [_HEADER]
        self._end = len(_HEADER)
        for number, data in streams.items():
            self._put(number, data)
        head, body = _object_stream(plain, size, self.places)
        self._put(size, _with_length(head, dense(body)))
        self.data = b"".join(self._parts)
        self.digest = hashlib.sha256(self.data)

    def _put(self, number: int, data: bytes) -> None:
        written = b"%d 0 obj\n%b\nendobj\n" % (number, data)
        self.places[number] = _row(1, self._end, 0)
        self._parts.append(written)
        self._end += len(written)


def _object_stream(
    objects: Mapping[int, bytes], own: int, places: list[bytes]
) -> tuple[bytes, bytes]:
    """Write dictionaries as one stream (ISO 32000-1, 7.5.7): its entries, and its content.

    `own` is the number of that stream; where the objects are is put into `places`.
    """
    heads, bodies, here = [], [], 0
    for index, (number, data) in enumerate(objects.items()):
        heads.append(b"%d %d" % (number, here))
        bodies.append(data)
        here += len(data) + 1
        places[number] = _row(2, own, index)
    head = b" ".join(heads) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return entries, head + b"\n".join(bodies)


class FileWriter:
    """One file being written after a prefix."""

    def __init__(self, prefix: Prefix) -> None:
        self._prefix = prefix
        self._places = list(prefix.places)
        self._parts = [prefix.data]
        self._dictionaries: dict[int, bytes] = {}
        self.end = len(prefix.data)

    def add(self, number: int, dictionary: bytes) -> None:
        """Take in a dictionary, to be written together with the others of the paper."""
        self._dictionaries[number] = dictionary

    def put(self, number: int, data: bytes) -> int:
        """Write an object; give where its data begin in the file."""
        head = b"%d 0 obj\n" % number
        self._places[number] = _row(1, self.end, 0)
        self._parts += (head, data, b"\nendobj\n")
        begin = self.end + len(head)
        self.end = begin + len(data) + 8
        return begin

    def finish(self, root: int, info: int, identifiers: tuple[bytes, bytes]) -> bytearray:
        """Write the table of places, and give the whole file."""
        own, together = self._prefix.table, self._prefix.together
        head, body = _object_stream(self._dictionaries, together, self._places)
        self.put(together, stream(body, head))
        self._places[own] = _row(1, self.end, 0)
        entries = b"/Type/XRef/Index[0 %d]/W[%d %d %d]/Size %d/Root %d 0 R/Info %d 0 R" % (
            self._prefix.size,
            *_ROW,
            self._prefix.size,
            root,
            info,
        )
        entries += b"/ID[<%b><%b>]" % identifiers
        place = self.end
        self.put(own, stream(b"".join(self._places), entries))
        self._parts.append(b"startxref\n%d\n%%%%EOF\n" % place)
        return bytearray(b"".join(self._parts))


def _row(kind: int, place: int, index: int) -> bytes:
    return _ROW_FIELDS.pack(kind, place, index)
