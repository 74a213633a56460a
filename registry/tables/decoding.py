"""In what encoding a text file is: UTF-8 with or without BOM, or GB 18030.

The two are told apart by their bytes, read once from beginning to end in pieces. A UTF-8 file with
a damaged place often decodes as GB 18030 too, into other characters; it is refused instead.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from registry.money import N_
from registry.tables.problems import UTF16, WRONG_BYTES_AT, WRONG_ENCODING, FileProblem

# What people hand in instead of a table, by the first bytes of the file.
_OTHER_FORMATS = (
    (b"%PDF", N_("{file} is a PDF file; a CSV or XLSX file is needed.")),
    (
        b"\xd0\xcf\x11\xe0",
        N_("{file} is a workbook of the old kind (XLS); save it as XLSX or as CSV."),
    ),
    (b"PK", N_("{file} is a ZIP file, and no workbook; a CSV or XLSX file is needed.")),
    (b"\x89PNG", N_("{file} is a picture; a CSV or XLSX file is needed.")),
    (b"\xff\xd8\xff", N_("{file} is a picture; a CSV or XLSX file is needed.")),
    (b"<", N_("{file} is a web page or XML file; a CSV or XLSX file is needed.")),
)
BINARY = N_("{file} is no text file: there are NUL bytes in it; a CSV or XLSX file is needed.")
# Chinese characters and punctuation: three bytes each, which GB 18030 text hardly ever imitates.
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_CHUNK = 1 << 20


def encoding_of(stream: BinaryIO, file: str) -> str:
    """The name of a codec that fits from beginning to end and leaves a BOM out; FileProblem when
    it is no text or in another encoding. The stream stands at its beginning again afterwards."""
    head = stream.read(4)
    for beginning, problem in _OTHER_FORMATS:
        if head.startswith(beginning):
            raise FileProblem(problem, file=file)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileProblem(UTF16, file=file)
    if _is_utf8(stream, file):
        encoding = "utf-8-sig"
    elif _is_gb18030(stream, file):
        encoding = "gb18030"
    else:
        raise FileProblem(WRONG_ENCODING, file=file)
    stream.seek(0)
    return encoding


def _chunks(stream: BinaryIO, file: str) -> Iterator[tuple[bytes, bool]]:
    """The file from its beginning in pieces; whether each is the last one (which is empty)."""
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        if b"\0" in chunk:
            # Text in UTF-16 without BOM has a NUL beside every ASCII character, nothing else has.
            looks_like_utf16 = chunk.count(b"\0") * 5 > len(chunk)
            raise FileProblem(UTF16 if looks_like_utf16 else BINARY, file=file)
        yield chunk, False
    yield b"", True


def _is_utf8(stream: BinaryIO, file: str) -> bool:
    """FileProblem for UTF-8 that is damaged."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, is_surely_utf8 = 1, False
    for chunk, is_last in _chunks(stream, file):
        try:
            text = decoder.decode(chunk, is_last)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8")
            if is_surely_utf8 or _is_surely_utf8(before):
                line += before.count("\n")
                raise FileProblem(WRONG_BYTES_AT, file=file, line=line) from error
            return False
        line += text.count("\n")
        is_surely_utf8 = is_surely_utf8 or _is_surely_utf8(text)
    return True


def _is_surely_utf8(text: str) -> bool:
    """Whether a BOM or Chinese is in it, read as UTF-8. Only the first piece can begin with BOM;
    within a text the character is as rare in GB 18030 as Chinese is."""
    return text.startswith("\ufeff") or _CHINESE.search(text) is not None


def _is_gb18030(stream: BinaryIO, file: str) -> bool:
    decoder = codecs.getincrementaldecoder("gb18030")()
    try:
        for chunk, is_last in _chunks(stream, file):
            decoder.decode(chunk, is_last)
    except UnicodeDecodeError:
        return False
    return True
