"""WeasyPrint, kept in: pinned fonts, nothing fetched, PDF/A-3a and PDF/UA-1 at once.

Importing this module loads Pango. What costs time and never changes is made once for a design:
font configuration, style sheet, parsed drawings.
"""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock

import pydyf
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from certificates.compact import compact
from certificates.conformance import finish
from certificates.errors import DesignError
from certificates.fetcher import SCHEME, DesignFetcher, ForbiddenAddress
from certificates.fonts import write_fontconfig
from certificates.payload import Payload
from certificates.prepared import PreparedDrawing

MEDIA_TYPE = "application/ld+json"


class Engine:
    """Draws the papers of one design; safe to share between threads, which then take turns."""

    def __init__(self, css: str, drawings: Mapping[str, str]) -> None:
        self.fetcher = DesignFetcher(drawings)
        with _pinned_fonts_only():
            self.fonts = FontConfiguration()
        self.css = CSS(string=css, font_config=self.fonts, url_fetcher=self.fetcher)
        # WeasyPrint looks here before it reads an address.
        self.images: dict[str, object] = {
            SCHEME + name: PreparedDrawing(name.removesuffix(".svg"), svg, self.fetcher)
            for name, svg in drawings.items()
        }
        self.lock = Lock()

    def write(
        self,
        html: str,
        attached: bytes,
        name: str,
        created: datetime,
        paper_type: str = Payload.type,
    ) -> bytes:
        """Draw one paper with `attached` as its associated data file.

        `name` is the file name of the data, and `paper_type` what the metadata call the paper.
        `created` dates the attachment and must be in UTC; the identifier of the file is derived
        from `attached`, so the same input gives the same bytes.
        """
        with self.lock:
            try:
                return self._write(html, attached, name, created, paper_type)
            except ForbiddenAddress as error:
                raise DesignError(str(error)) from error

    def _write(
        self, html: str, attached: bytes, name: str, created: datetime, paper_type: str
    ) -> bytes:
        document = HTML(string=html, url_fetcher=self.fetcher).render(
            font_config=self.fonts,
            stylesheets=[self.css],
            cache=self.images,
            pdf_variant="pdf/a-3a",
        )
        attachment = Attachment(
            file_obj=io.BytesIO(attached),
            name=name,
            description=f"The {Path(name).stem} as data (JSON-LD)",
            created=created,
            modified=created,
            relationship="Data",
            url_fetcher=self.fetcher,
        )
        pdf: bytes = document.write_pdf(
            attachments=[attachment],
            pdf_variant="pdf/a-3a",
            pdf_identifier=hashlib.sha256(attached).hexdigest()[:32].encode(),
            finisher=partial(_finish, paper_type),
        )
        return pdf


def _finish(paper_type: str, _: object, pdf: pydyf.PDF) -> None:
    finish(pdf, MEDIA_TYPE, paper_type)
    compact(pdf)


@contextmanager
def _pinned_fonts_only() -> Iterator[None]:
    """Let fontconfig, while it is being started in this block, know the pinned faces only.

    It takes its configuration from the variable FONTCONFIG_FILE and from nowhere else, and needs
    the file no longer once it has started; so the variable is put back for other programs, and
    nothing stays behind in the temporary folder.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="certificate-fonts-") as folder:
        os.environ["FONTCONFIG_FILE"] = str(write_fontconfig(Path(folder)))
        try:
            yield
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before
