"""Files of every kind that may be attached, and documents that are."""

import io
import zipfile

import pikepdf
from factories.accounts import actor
from openpyxl import Workbook
from PIL import Image

from registry.accounts.models import User
from registry.applications.models import Application, Document, DocumentKind
from registry.documents import service
from registry.documents.service import Examined, Sent
from registry.extensions import db
from registry.transaction import unit_of_work

_WORD = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def pdf(pages: int = 1, **options: object) -> bytes:
    """A PDF of empty pages; ``options`` are those of ``pikepdf.Pdf.save``."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    # Two of them are equal, byte by byte; an encrypted one cannot be.
    return saved(made, **(options or {"deterministic_id": True}))


def saved(made: pikepdf.Pdf, **options: object) -> bytes:
    written = io.BytesIO()
    made.save(written, **options)  # type: ignore[arg-type]  # any of them
    return written.getvalue()


def picture(form: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, form)
    return written.getvalue()


def docx(**parts: str) -> bytes:
    """The least that is a DOCX; ``parts`` are put beside it."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _WORD)
        archive.writestr("word/document.xml", "<document/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def xlsx() -> bytes:
    written = io.BytesIO()
    Workbook().save(written)
    return written.getvalue()


def document_of(application: Application, user: User, content: bytes) -> Document:
    """A document that is attached to a draft."""
    with unit_of_work():
        found = db.session.get_one(Application, application.id)
        sent = Sent("示例许可合同.pdf", content)
        files = Examined(((sent, DocumentKind.PDF),))
        (made,) = service.attach(actor(user), found, files, found.version).attached
    return db.session.get_one(Document, made.id)
