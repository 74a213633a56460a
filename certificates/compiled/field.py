"""The signature field of a compiled paper, the same that pyHanko adds to the others.

It is part of the first and only revision of the file: an invisible widget on the first page, a
signature that permits no changes, and the name of the extension that PAdES is.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import pydyf

from certificates.compiled.file import FileWriter
from certificates.compiled.objects import pdf_string
from certificates.compiled.signature import Message
from certificates.sign import FIELD

_RANGE = b"/ByteRange[0 %010d %010d %010d]"
# The parameters of a certification that permits no changes (ISO 32000-1, 12.8.2.2).
_REFERENCE = (
    b"/Reference[<</Type/SigRef/TransformMethod/DocMDP"
    b"/TransformParams<</Type/TransformParams/V/1.2/P 1>>>>]"
)


def add_field(pdf: pydyf.PDF) -> int:
    """Add the field to a document in memory; give the number that its signature will have."""
    page = next(item for item in pdf.objects if _is_page(item))
    number = len(pdf.objects) + 1
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(FIELD),
            "F": 132,
            "Rect": pydyf.Array((0, 0, 0, 0)),
            "P": page.reference,
            "V": f"{number} 0 R",
        }
    )
    pdf.add_object(widget)
    page.setdefault("Annots", pydyf.Array()).append(widget.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {"Fields": pydyf.Array((widget.reference,)), "SigFlags": 3}
    )
    pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": f"{number} 0 R"})
    extension = {
        "Type": "/DeveloperExtensions",
        "BaseVersion": "/1.7",
        "ExtensionLevel": 1,
        "ExtensionRevision": pydyf.String(":PAdES"),
    }
    pdf.catalog["Extensions"] = pydyf.Dictionary({"ESIC": pydyf.Dictionary(extension)})
    return number


def _is_page(item: object) -> bool:
    return isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Page"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file the signature goes: the gap from `first` to `last` with its brackets."""

    first: int
    last: int


def put_placeholder(writer: FileWriter, number: int, name: str, at: datetime, room: int) -> Place:
    """Write the signature object with room for a signature of so many bytes."""
    moment = f"D:{at.astimezone(UTC):%Y%m%d%H%M%SZ}"
    head = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%b/Name%b%b" % (
        pdf_string(moment),
        pdf_string(name),
        _REFERENCE,
    )
    gap = b"<%b>" % (b"0" * (2 * room))
    tail = _RANGE % (0, 0, 0)
    begin = writer.put(number, b"%b/Contents%b%b>>" % (head, gap, tail))
    first = begin + len(head) + len(b"/Contents")
    return Place(first, first + len(gap))


def fill_in(file: bytearray, place: Place, message: Message) -> bytes:
    """Sign everything but the gap, and put the signature into it."""
    ranges = _RANGE % (place.first, place.last, len(file) - place.last)
    file[place.last : place.last + len(ranges)] = ranges
    view = memoryview(file)
    digest = hashlib.sha256(view[: place.first])
    digest.update(view[place.last :])
    view.release()
    signature = message.sign(digest.digest()).hex().upper().encode("ascii")
    file[place.first + 1 : place.first + 1 + len(signature)] = signature
    return bytes(file)
