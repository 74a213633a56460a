"""A PDF file put together: what is the same for a shape once, the rest for each paper."""

import hashlib
import zlib
from collections.abc import Mapping

import deflate

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# Type, offset or number of the object stream, index in that stream.
_ROW = (1, 4, 2)


def packed(data: bytes) -> bytes:
    """Compress what changes from paper to paper: libdeflate, smaller than zlib in half its time."""
    return bytes(deflate.zlib_compress(data, 6))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Write a stream object, compressed, with further entries of its dictionary."""
    body = packed(data)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (
        entries,
        len(body),
        body,
    )


class Prefix:
    """The beginning of every file of a shape: the objects that are the same, written once."""

    def __init__(self, plain: Mapping[int, bytes], streams: Mapping[int, bytes], size: int) -> None:
        """Take dictionaries, which go into one object stream, and streams, by their numbers.

        `size` is the number of the first object that is free to be used.
        """
        self.places: dict[int, bytes] = {0: _row(0, 0, 0xFFFF)}
        self.size = size + 2
        self._parts = [_HEADER]
        self._end = len(_HEADER)
        for number, data in streams.items():
            self._put(number, data)
        self._put(size, self._together(plain, size))
        self.data = b"".join(self._parts)
        self.digest = hashlib.sha256(self.data)

    def _put(self, number: int, data: bytes) -> None:
        written = b"%d 0 obj\n%b\nendobj\n" % (number, data)
        self.places[number] = _row(1, self._end, 0)
        self._parts.append(written)
        self._end += len(written)

    def _together(self, plain: Mapping[int, bytes], own: int) -> bytes:
        heads, bodies, here = [], [], 0
        for index, (number, data) in enumerate(plain.items()):
            heads.append(b"%d %d" % (number, here))
            bodies.append(data)
            here += len(data) + 1
            self.places[number] = _row(2, own, index)
        head = b" ".join(heads) + b"\n"
        body = zlib.compress(head + b"\n".join(bodies), 9)
        entries = (len(plain), len(head), len(body))
        start = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % entries
        return b"%b\nstream\n%b\nendstream" % (start, body)


class FileWriter:
    """One file being written after a prefix."""

    def __init__(self, prefix: Prefix) -> None:
        self._prefix = prefix
        self._places = dict(prefix.places)
        self._parts = [prefix.data]
        self.end = len(prefix.data)

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
        own = self._prefix.size - 1
        self._places[own] = _row(1, self.end, 0)
        free = _row(0, 0, 0xFFFF)
        table = b"".join([self._places.get(n, free) for n in range(self._prefix.size)])
        entries = b"/Type/XRef/Index[0 %d]/W[%d %d %d]/Size %d/Root %d 0 R/Info %d 0 R" % (
            self._prefix.size,
            *_ROW,
            self._prefix.size,
            root,
            info,
        )
        entries += b"/ID[<%b><%b>]" % identifiers
        place = self.end
        self.put(own, stream(table, entries))
        self._parts.append(b"startxref\n%d\n%%%%EOF\n" % place)
        return bytearray(b"".join(self._parts))


def _row(kind: int, place: int, index: int) -> bytes:
    return kind.to_bytes(1, "big") + place.to_bytes(4, "big") + index.to_bytes(2, "big")
