"""The last revision of a paper that is to be examined in a long time (PAdES B-LTA).

It holds what a later examiner could no longer fetch, certificates and revocation lists, and a time
stamp over the whole file. The first revision has kept places for both: an empty security store and
an empty field. So the last one changes two objects, adds some, and is written here byte for byte
the same whenever the same things go into it: an examiner writes it again and compares.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils.generic import DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

FIELD = "Archive"
_MOST_ITEMS = 20
_WIDTHS = (1, 5, 2)


@dataclass(frozen=True, slots=True)
class Store:
    """What an examiner needs besides the signatures: certificates and revocation lists, in DER."""

    certificates: tuple[bytes, ...]
    revocations: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file whose last time stamp is still missing: `gap` is where it goes, with its brackets."""

    file: bytes
    gap: tuple[int, int]

    @property
    def digest(self) -> bytes:
        """The SHA-256 of everything but the gap."""
        found = hashlib.sha256(self.file[: self.gap[0]])
        found.update(self.file[self.gap[1] :])
        return found.digest()

    def filled(self, token: bytes) -> bytes:
        """Give the file with its time stamp."""
        first, last = self.gap
        digits = token.hex().upper().encode("ascii").ljust(last - first - 2, b"0")
        return b"%b<%b>%b" % (self.file[:first], digits, self.file[last:])


@dataclass(frozen=True, slots=True)
class _Places:
    """The numbers of the objects that the first revision has kept free, and of its trailer's."""

    store: int
    field: int
    page: int
    root: int
    info: int
    size: int
    identity: bytes
    start: int


def keep_places(writer: IncrementalPdfFileWriter) -> None:
    """Put an empty security store and an empty, invisible field into the first revision."""
    store = DictionaryObject(  # type: ignore[no-untyped-call]  # pyHanko gives it none
        {pdf_name("/Type"): pdf_name("/DSS")}
    )
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko gives it none
    append_signature_field(writer, SigFieldSpec(FIELD))


def prepared(signed: bytes, store: Store, room: int) -> Prepared:
    """Write the last revision behind a signed file, with room for a time stamp of so many bytes."""
    places = _places(signed)
    objects = dict(_objects(places, store))
    out, positions, gap = io.BytesIO(), {}, (0, 0)
    out.write(signed)
    for number, content in objects.items():
        positions[number] = out.tell()
        out.write(b"%d 0 obj\n%b" % (number, content))
        if number == places.size:
            gap = _write_gap(out, room)
        out.write(b"\nendobj\n")
    _write_references(out, places, positions)
    return Prepared(_with_range(out.getvalue(), gap), gap)


def stored(pdf: bytes) -> Store:
    """Read the security store of a file."""
    store = PdfFileReader(io.BytesIO(pdf), strict=True).root["/DSS"]
    both = [store[name] for name in ("/Certs", "/CRLs")]
    return Store(*(tuple(bytes(each.get_object().data) for each in items) for items in both))


def _places(signed: bytes) -> _Places:
    reader = PdfFileReader(io.BytesIO(signed), strict=True)
    root, trailer = reader.root, reader.trailer
    fields = [each for each in root["/AcroForm"].raw_get("/Fields")]
    field = next(each for each in fields if each.get_object()["/T"] == FIELD)
    return _Places(
        store=root.raw_get("/DSS").idnum,
        field=field.idnum,
        page=field.get_object().raw_get("/P").idnum,
        root=trailer.raw_get("/Root").idnum,
        info=trailer.raw_get("/Info").idnum,
        size=int(trailer["/Size"]),
        identity=trailer["/ID"][0].original_bytes,
        start=int(signed[signed.rindex(b"startxref") + 9 :].split()[0]),
    )


def _objects(places: _Places, store: Store) -> Iterator[tuple[int, bytes]]:
    """The objects by number, each without its frame; the time stamp's is without its end."""
    number = places.size
    yield places.field, _FIELD % (FIELD.encode("ascii"), places.page, number)
    yield number, b"<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/Contents"
    lists = []
    for items in (store.certificates, store.revocations):
        lists.append(b" ".join(b"%d 0 R" % (number + 1 + i) for i in range(len(items))))
        for item in items:
            number += 1
            yield number, b"<</Length %d>>\nstream\n%b\nendstream" % (len(item), item)
    yield places.store, b"<</Type/DSS/Certs[%b]/CRLs[%b]>>" % tuple(lists)


_FIELD = b"<</FT/Sig/T(%b)/Type/Annot/Subtype/Widget/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R>>"
_RANGE = b"/ByteRange[0 %010d %010d %010d]>>"


def _write_gap(out: io.BytesIO, room: int) -> tuple[int, int]:
    first = out.tell()
    out.write(b"<%b>" % (b"0" * (2 * room)))
    last = out.tell()
    out.write(_RANGE % (0, 0, 0))
    return first, last


def _with_range(file: bytes, gap: tuple[int, int]) -> bytes:
    first, last = gap
    text = _RANGE % (first, last, len(file) - last)
    return file[:last] + text + file[last + len(text) :]


def _write_references(out: io.BytesIO, places: _Places, positions: dict[int, int]) -> None:
    """Write the cross-reference stream (ISO 32000-1, 7.5.8), uncompressed, and the file's end."""
    here = out.tell()
    own = max(positions) + 1
    entries = sorted((positions | {own: here}).items())
    table = b"".join(
        b"".join(value.to_bytes(width, "big") for value, width in zip((1, at, 0), _WIDTHS))
        for _, at in entries
    )
    index = b" ".join(b"%d 1" % number for number, _ in entries)
    changed = hashlib.sha256(b"%d" % here + places.identity).hexdigest()[:32].encode("ascii")
    head = b"<</Type/XRef/W[%d %d %d]/Size %d/Root %d 0 R/Info %d 0 R/Prev %d" % (
        *_WIDTHS,
        own + 1,
        places.root,
        places.info,
        places.start,
    )
    identity = b"/ID[<%b><%b>]" % (places.identity.hex().encode("ascii"), changed)
    tail = b"/Index[%b]/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (index, len(table), table)
    out.write(b"%d 0 obj\n%b%b%b" % (own, head, identity, tail))
    out.write(b"startxref\n%d\n%%%%EOF\n" % here)


def is_within_measure(store: Store) -> bool:
    """Tell whether a store has no more in it than ours have."""
    return len(store.certificates) <= _MOST_ITEMS and len(store.revocations) <= _MOST_ITEMS
