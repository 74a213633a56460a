"""Signed files with something done to them on purpose: updates, and the known forgeries."""

import io
import re
from collections.abc import Callable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

_CONTENTS = re.compile(rb"/Contents ?<([0-9A-F]+)>")
_RANGES = re.compile(rb"/ByteRange ?\[([\d ]+)\]")


def with_revision(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """The file, unchanged, and one more revision behind it."""
    writer, out = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko gives it none
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko gives it none
    assert out.getvalue().startswith(pdf)
    return out.getvalue()


def in_root(key: str, value: generic.PdfObject) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[generic.pdf_name(key)] = value

    return change


def on_page(key: str, value: generic.PdfObject) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        page, _ = writer.find_page_for_modification(0)
        page.get_object()[generic.pdf_name(key)] = value

    return change


SCRIPT = generic.DictionaryObject(
    {
        generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
        generic.pdf_name("/JS"): generic.pdf_string("app.alert(1)"),
    }
)
UPDATES: dict[str, Callable[[IncrementalPdfFileWriter], None]] = {
    "nothing new": lambda writer: None,
    "another language": in_root("/Lang", generic.pdf_string("en")),
    "an action on opening": in_root("/OpenAction", SCRIPT),
    "no form any more": in_root("/AcroForm", generic.DictionaryObject()),
    "no attachment any more": in_root("/AF", generic.ArrayObject()),
    "another content of the page": on_page("/Contents", generic.StreamObject(stream_data=b"q Q")),
    "the page turned over": on_page("/Rotate", generic.NumberObject(180)),
    "an annotation": on_page("/Annots", generic.ArrayObject()),
}


def forged(pdf: bytes, other: bytes) -> Iterator[tuple[str, bytes]]:
    """The known ways to make a validator look elsewhere than a reader does."""
    digits, others = (_CONTENTS.search(file) for file in (pdf, other))
    assert digits is not None and others is not None
    head, tail = pdf[: digits.start(1)], pdf[digits.end(1) :]
    room = digits.end(1) - digits.start(1)
    yield "the signature of another paper", head + others[1][:room].ljust(room, b"0") + tail
    yield "no signature value", head + b"0" * room + tail
    yield "an empty field", head + tail
    yield "a longer field", head + digits[1] + b"00" + tail
    yield "small digits", head + digits[1].lower() + tail
    yield "no ranges", _RANGES.sub(lambda found: b"/ByteRange [" + b" " * len(found[1]) + b"]", pdf)
    yield (
        "ranges of nothing",
        _RANGES.sub(lambda found: b"/ByteRange [" + b"0 0 0 0".ljust(len(found[1])) + b"]", pdf),
    )
    yield "two papers in one", pdf + other
    yield "another paper before", other + pdf
    hole = f"%hidden\n{head[-40:].hex()}\n".encode()
    yield "something in the gap", head + digits[1] + b">" + hole + b"<" + tail
    yield "wrapped: the signed tail moved on", head + digits[1] + b">" + other + tail
    yield "another header", pdf.replace(b"%PDF-1.7", b"%PDF-1.4", 1)
    yield "a second end", pdf + b"startxref\n0\n%%EOF\n"
