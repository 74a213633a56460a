"""XML of others: what harms is refused, what is large is read in little memory."""

import io
import tracemalloc

import pytest

from registry.patents.sources import SourceUnavailable, xml_stream
from registry.patents.sources.xml_stream import elements, parsed, text_of

NAMES = frozenset({"record"})
LAUGHS = b'<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;">]><a><record>&m;</record></a>'


def texts(content: bytes) -> list[str]:
    return [text_of(each) for each in parsed(content, NAMES, "示例.xml")]


def test_wanted_elements_are_read_with_their_text_and_children() -> None:
    content = "<a><record> 示例 </record><b>x</b><record n='1'><c>甲</c>x</record></a>".encode()
    first, second = parsed(content, NAMES, "示例.xml")
    assert (text_of(first), text_of(second, "c"), second.get("n")) == ("示例", "甲", "1")
    assert text_of(second, "missing") == text_of(None) == ""


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE a SYSTEM "/DTDS/x.dtd"[]>',
        b'<!DOCTYPE a SYSTEM "/DTDS/x.dtd" [ ] >',
        b'<!DOCTYPE a PUBLIC "-//X//EN" "http://127.0.0.1:9/x.dtd">',
        b"<!DOCTYPE a>",
    ],
)
def test_an_empty_document_type_as_in_the_files_of_the_office_is_left_out(doctype: bytes) -> None:
    content = b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n' + doctype
    assert texts(content + b"<a><record>1</record></a>") == ["1"]


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>',
        b'<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><a/>',
        b"<!DOCTYPE a><!DOCTYPE a><a/>",
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    ],
    ids=["laughs", "file", "address", "two", "UTF-16"],
)
def test_a_document_type_definition_is_refused(content: bytes) -> None:
    with pytest.raises(SourceUnavailable, match=r"document type definition|no XML"):
        texts(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no XML",
        b"<a><record>1</record>",
        b"<a><record>&undefined;</record></a>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_what_is_no_xml_to_its_end_is_told_with_the_name_of_the_file(content: bytes) -> None:
    with pytest.raises(SourceUnavailable, match="示例.xml is no XML that can be read to its end"):
        texts(content)


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(SourceUnavailable, match="more than 200 deep"):
        texts(b"<a>" * 201)


def test_a_record_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MAX_RECORD_BYTES", 1_000_000)
    with pytest.raises(SourceUnavailable, match="a single record has more than 1 MB"):
        texts(b"<a><record>" + b"x" * 1_200_000)


def test_a_prolog_made_to_keep_the_reader_busy_does_not() -> None:
    assert texts(b"<?a?>" * 3000 + b"<a><record>1</record></a>") == ["1"]


class Endless(io.RawIOBase):
    """A document of many records that is never in memory as a whole."""

    def __init__(self, records: int) -> None:
        self.left = records
        self.pending = b"<a>"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        if not self.pending:
            self.pending = self._next()
        size = min(len(buffer), len(self.pending))
        buffer[:size] = self.pending[:size]
        self.pending = self.pending[size:]
        return size

    def _next(self) -> bytes:
        self.left -= 1
        if self.left >= 0:
            skipped = b"<skipped>" + b"y" * 1000 + b"</skipped>"
            return skipped + b"<record><c>" + b"x" * 9000 + b"</c></record>"
        return b"</a>" if self.left == -1 else b""


def test_memory_does_not_grow_with_the_length_of_a_file() -> None:
    read = []
    tracemalloc.start()
    stream = io.BufferedReader(Endless(3000), 1 << 14)
    count = sum(1 for _ in elements(stream, NAMES, "示例.xml", on_bytes=read.append))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3000
    assert read[-1] > 30_000_000
    assert read == sorted(read)
    assert peak < 2_000_000


def test_reading_stops_where_nobody_asks_for_more() -> None:
    stream = io.BytesIO(b"<a>" + b"<record>1</record>" * 100_000)
    assert text_of(next(elements(stream, NAMES, "示例.xml"))) == "1"
    assert stream.tell() < 100_000
