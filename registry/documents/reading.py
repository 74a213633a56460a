"""What a stranger's file is, by its content, and a picture of its first page.

Runs in a process of its own (``child.py``): whatever is not understood to its end is refused.
"""

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pypdfium2
from defusedxml.ElementTree import fromstring
from PIL import Image

from registry.money import N_

MOST_PAGES = 2_000
MOST_PIXELS = 60_000_000
MOST_PARTS = 5_000
MOST_UNPACKED = 200_000_000
PREVIEW_PIXELS = 1_200
_CHUNK = 1 << 20

UNKNOWN = N_("This is neither a PDF nor a PNG, JPEG, DOCX or XLSX file.")
ONE_OF_THESE = N_("Attach one of these; save an old Office file as DOCX or XLSX first.")
BROKEN = N_("The file begins as {kind} and cannot be read to its end.")
SAVE_ANEW = N_("Open it on your own computer, save it anew, and attach it again.")
LOCKED = N_("The file is protected by a password.")
WITHOUT_PASSWORD = N_("Save it without a password, and attach it again.")
ACTIVE = N_("The file carries a script or macro.")
WITHOUT_SCRIPT = N_("Save it without scripts and macros, or print it to a PDF, and attach that.")
TOO_LARGE = N_("The file unpacks to more than is taken here: {size}.")
SMALLER = N_("At most {most} are taken; divide it, or save it smaller.")

_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
_OFFICE = {
    "docx": ("word/document.xml", f"{_MAIN}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_MAIN}spreadsheetml.sheet.main+xml"),
}
# The old formats of Office, and the new ones under a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class DocumentError(ValueError):
    """A file that is not taken: ``problem`` and ``expected`` are templates over ``values``."""

    def __init__(self, problem: str, expected: str, **values: str) -> None:
        self.problem, self.expected, self.values = problem, expected, values
        super().__init__(f"{problem} {expected}".format_map(values))


def kind_of(content: bytes) -> str:
    """``pdf``, ``png``, ``jpeg``, ``docx`` or ``xlsx``; DocumentError for anything else."""
    for magic, kind, read in _READERS:
        if content.startswith(magic):
            try:
                return read(content)
            except DocumentError:
                raise
            except Exception as error:  # closed: what cannot be read to its end is not taken
                raise DocumentError(BROKEN, SAVE_ANEW, kind=kind) from error
    raise DocumentError(UNKNOWN, ONE_OF_THESE)


def preview_of(content: bytes, kind: str) -> bytes:
    """The first page or the picture as a PNG of its own, with nothing else of the file in it."""
    if kind == "pdf":
        with pypdfium2.PdfDocument(content) as document:
            page = document[0]
            picture = page.render(scale=PREVIEW_PIXELS / max(*page.get_size(), 1)).to_pil()
    else:
        picture = _opened(content)
    picture = picture.convert("RGB")
    picture.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
    plain = Image.new("RGB", picture.size)
    plain.paste(picture)
    written = io.BytesIO()
    plain.save(written, "PNG")
    return written.getvalue()


def _read_pdf(content: bytes) -> str:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise DocumentError(LOCKED, WITHOUT_PASSWORD)
            _check_size(len(pdf.pages), MOST_PAGES, "pages")
            if len(pdf.pages) == 0:
                raise DocumentError(BROKEN, SAVE_ANEW, kind="PDF")
            _refuse_active(pdf.Root)
    except pikepdf.PasswordError as error:
        raise DocumentError(LOCKED, WITHOUT_PASSWORD) from error
    return "pdf"


def _refuse_active(root: pikepdf.Object) -> None:
    opened = root.get("/OpenAction")
    acts = isinstance(opened, pikepdf.Dictionary) and opened.get("/S") in ("/JavaScript", "/Launch")
    if acts or "/JavaScript" in root.get("/Names", pikepdf.Dictionary()):
        raise DocumentError(ACTIVE, WITHOUT_SCRIPT)


def _opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
    _check_size(picture.width * picture.height, MOST_PIXELS, "pixels")
    # A PNG that ends too early would be drawn as far as it goes; its checksums tell.
    Image.open(io.BytesIO(content), formats=("PNG", "JPEG")).verify()
    picture.load()
    return picture


def _read_picture(content: bytes) -> str:
    return {"PNG": "png", "JPEG": "jpeg"}[_opened(content).format or ""]


def _read_office(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _check_size(len(parts), MOST_PARTS, "parts")
        if any(part.flag_bits & 1 for part in parts):
            raise DocumentError(LOCKED, WITHOUT_PASSWORD)
        _check_size(sum(part.file_size for part in parts), MOST_UNPACKED, "bytes")
        names = {part.filename for part in parts}
        if _TYPES not in names:
            raise DocumentError(UNKNOWN, ONE_OF_THESE)
        for part in parts:
            _unpack(archive, part)
        types = _types_of(archive.read(_TYPES))
    if any("macroenabled" in each.lower() or "vba" in each.lower() for each in types):
        raise DocumentError(ACTIVE, WITHOUT_SCRIPT)
    for kind, (main, type_) in _OFFICE.items():
        if main in names and type_ in types:
            return kind
    raise DocumentError(UNKNOWN, ONE_OF_THESE)


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read it through, which checks its checksum; never more of it than it says it has."""
    with archive.open(part) as file:
        while file.read(_CHUNK):
            pass


def _types_of(content: bytes) -> set[str]:
    return {each.get("ContentType", "") for each in fromstring(content, forbid_dtd=True)}


def _read_old_office(content: bytes) -> str:
    raise DocumentError(UNKNOWN, ONE_OF_THESE)


def _check_size(size: int, most: int, unit: str) -> None:
    if size > most:
        given, limit = f"{size:,} {unit}", f"{most:,} {unit}"
        raise DocumentError(TOO_LARGE, SMALLER, size=given, most=limit)


_READERS: tuple[tuple[bytes, str, Callable[[bytes], str]], ...] = (
    (b"%PDF-", "PDF", _read_pdf),
    (b"\x89PNG\r\n\x1a\n", "PNG", _read_picture),
    (b"\xff\xd8\xff", "JPEG", _read_picture),
    (b"PK\x03\x04", "DOCX/XLSX", _read_office),
    (_OLE, "OLE", _read_old_office),
)
