"""Smaller papers, sooner: what no reader of a PDF asks for is left out, and deflating is done once.

Works on the document in memory, just before it is written. Of a TrueType face within a PDF a reader
uses the eight tables below (ISO 32000-1, 9.9); the others are for text that is still to be set.
WeasyPrint's writer would deflate every stream twice, once for its digest.
"""

import struct
import zlib
from collections.abc import Iterator

import pydyf

_TABLES = frozenset(
    {b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"}
)
_TRUETYPE = b"\0\1\0\0"
_DIRECTORY, _ENTRY = struct.Struct(">4s4H"), struct.Struct(">4s3I")
_LEVEL = 9


def compact(pdf: pydyf.PDF) -> None:
    """Strip the embedded faces and deflate every stream that is to be deflated."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            _deflate(item)


def _deflate(stream: pydyf.Stream) -> None:
    content = b"\n".join(_bytes(line) for line in stream.stream)
    if content.startswith(_TRUETYPE):
        content = stripped_face(content)
        stream.extra["Length1"] = len(content)
    stream.stream = [zlib.compress(content, _LEVEL)]
    stream.extra["Filter"] = "/FlateDecode"
    stream.compress = False


def _bytes(line: object) -> bytes:
    """Write one piece of a stream: an object knows how, what remains is plain text."""
    if isinstance(line, bytes):
        return line
    return line.data if isinstance(line, pydyf.Object) else str(line).encode("ascii")


def stripped_face(face: bytes) -> bytes:
    """Write a TrueType face anew with the tables only that a PDF reader uses."""
    tables = [(tag, check, data) for tag, check, data in _tables(face) if tag in _TABLES]
    offset = _DIRECTORY.size + len(tables) * _ENTRY.size
    entries, body = [], []
    for tag, check, data in tables:
        entries.append(_ENTRY.pack(tag, check, offset, len(data)))
        padded = data + bytes(-len(data) % 4)
        body.append(padded)
        offset += len(padded)
    power = 2 ** (len(tables).bit_length() - 1)
    head = _DIRECTORY.pack(
        _TRUETYPE, len(tables), 16 * power, power.bit_length() - 1, 16 * (len(tables) - power)
    )
    return b"".join((head, *entries, *body))


def _tables(face: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    """Give tag, checksum and content of each table, in the order of the directory."""
    count = _DIRECTORY.unpack_from(face)[1]
    for index in range(count):
        entry = _ENTRY.unpack_from(face, _DIRECTORY.size + index * _ENTRY.size)
        tag, check, offset, length = entry
        yield tag, check, face[offset : offset + length]
