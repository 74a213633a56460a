"""From the bytes of a text file to its text: UTF-8 with or without BOM, or GB 18030.

The two are told apart by their bytes. A UTF-8 file with a damaged place often decodes as GB 18030
too, into other characters; it is refused instead.
"""

import codecs
import re

from registry.filing.problems import UTF16, WRONG_BYTES_AT, WRONG_ENCODING, FileProblem
from registry.money import N_

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


def decode(content: bytes, file: str) -> str:
    """The text, without BOM; FileProblem when it is none or in another encoding."""
    _refuse_other_formats(content, file)
    bare = content.removeprefix(codecs.BOM_UTF8)
    try:
        return bare.decode("utf-8")
    except UnicodeDecodeError as error:
        before = bare[: error.start].decode("utf-8")
        if bare is not content or _CHINESE.search(before):
            line = before.count("\n") + 1
            raise FileProblem(WRONG_BYTES_AT, file=file, line=line) from error
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise FileProblem(WRONG_ENCODING, file=file) from error


def _refuse_other_formats(content: bytes, file: str) -> None:
    for beginning, problem in _OTHER_FORMATS:
        if content.startswith(beginning):
            raise FileProblem(problem, file=file)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileProblem(UTF16, file=file)
    if b"\0" in content:
        # Text in UTF-16 without BOM has a NUL beside every ASCII character, nothing else has.
        looks_like_utf16 = content.count(b"\0") * 5 > len(content)
        raise FileProblem(UTF16 if looks_like_utf16 else BINARY, file=file)
