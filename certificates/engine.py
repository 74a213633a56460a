"""WeasyPrint, kept in: pinned fonts, nothing fetched, PDF/A-3a and PDF/UA-1 at once.

Importing this module loads Pango. What costs time and never changes is made once for a design:
font configuration, style sheet, parsed drawings.
"""

import hashlib
import io
import os
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock

import pydyf
from cffi import FFI  # type: ignore[import-untyped]  # it has no types
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration

from certificates.compact import compact
from certificates.conformance import finish
from certificates.errors import DesignError
from certificates.fetcher import SCHEME, DesignFetcher, ForbiddenAddress
from certificates.fonts import fontconfig_text
from certificates.payload import Payload
from certificates.prepared import PreparedDrawing

MEDIA_TYPE = "application/ld+json"
# Pango and what is kept of it are used by one thread at a time, in all engines. A fork waits until
# nobody draws, so that the child finds everything whole and the lock free.
DRAWING = RLock()
os.register_at_fork(
    before=DRAWING.acquire, after_in_parent=DRAWING.release, after_in_child=DRAWING.release
)
_FONTCONFIG = FFI()
_FONTCONFIG.cdef(
    """
    typedef struct _FcConfig FcConfig;
    FcConfig *FcConfigCreate(void);
    int FcConfigParseAndLoadFromMemory(FcConfig *config, const unsigned char *text, int complain);
    int FcConfigBuildFonts(FcConfig *config);
    """
)


class PinnedFonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no types
    """WeasyPrint's fonts, but the pinned faces only, whatever the machine has.

    The configuration is handed to fontconfig from memory: the variable FONTCONFIG_FILE, which it
    would read, belongs to the whole process.
    """

    def __init__(self) -> None:
        super().__init__()
        library = _FONTCONFIG.dlopen("libfontconfig.so.1")
        made = library.FcConfigCreate()
        # What fontconfig keeps of the faces is in memory then; nothing stays behind on disk.
        with TemporaryDirectory(prefix="certificate-fonts-") as folder:
            text = fontconfig_text(Path(folder)).encode()
            if not library.FcConfigParseAndLoadFromMemory(made, text, 1):
                raise DesignError("The pinned fonts cannot be loaded.")
            library.FcConfigBuildFonts(made)
        self._config = ffi.cast("FcConfig *", int(_FONTCONFIG.cast("uintptr_t", made)))
        font_map = ffi.cast("PangoFcFontMap *", self.font_map)
        pangoft2.pango_fc_font_map_set_config(font_map, self._config)
        # The font map has a reference of its own.
        fontconfig.FcConfigDestroy(self._config)


class Engine:
    """Draws the papers of one design; safe to share between threads, which then take turns."""

    def __init__(self, css: str, drawings: Mapping[str, str]) -> None:
        self.fetcher = DesignFetcher(drawings)
        self.fonts = PinnedFonts()
        self.css = CSS(string=css, font_config=self.fonts, url_fetcher=self.fetcher)
        # WeasyPrint looks here before it reads an address.
        self.images: dict[str, object] = {
            SCHEME + name: PreparedDrawing(name.removesuffix(".svg"), svg, self.fetcher)
            for name, svg in drawings.items()
        }

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
        with DRAWING:
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
