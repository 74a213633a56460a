"""A paper of tokens drawn by WeasyPrint, up to the point where it would be written."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import get_ident
from typing import Any

import pydyf
from weasyprint import document as documents

from certificates.compiled.capture import Capture
from certificates.compiled.errors import Unfit
from certificates.compiled.objects import Finder
from certificates.compiled.tokens import TOKEN_DAY
from certificates.conformance import finish
from certificates.engine import DRAWING, MEDIA_TYPE, Engine

_CREATED = datetime.fromisoformat(TOKEN_DAY[0])


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document in memory; `faces` are WeasyPrint's fonts by its keys."""

    capture: Capture
    pdf: pydyf.PDF
    faces: dict[int, Any]


class _Stopped(Exception):
    """Ends WeasyPrint's work before it writes a file that nobody needs."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        super().__init__()


def draw(engine: Engine, html: str, name: str, paper_type: str, finder: Finder) -> Drawn:
    """Have the engine draw a paper of tokens; `name` is that of the attached file."""
    # Documents that were drawn before refer to themselves; two at once would be 30 MB more.
    gc.collect()
    try:
        # Functions of WeasyPrint are replaced for a while: by one thread at a time.
        with DRAWING, _stopping(finder, paper_type):
            engine.write(html, b"{}", name, _CREATED, paper_type)
    except _Stopped as stopped:
        return stopped.drawn
    raise Unfit("WeasyPrint did not draw the paper.")


@contextmanager
def _stopping(finder: Finder, paper_type: str) -> Iterator[None]:
    """Take the document away from WeasyPrint in this block when it has been drawn.

    Documents that other threads draw meanwhile, outside our engines, are none of its business.
    """
    original, own = documents.generate_pdf, get_ident()

    def generate(document: Any, *values: Any, **options: Any) -> Any:
        """WeasyPrint's own, but for this thread: captured, and stopped before it is written."""
        if get_ident() != own:
            return original(document, *values, **options)
        capture = Capture(document, finder)
        with capture.drawing():
            pdf = original(document, *values, **options)
        finish(pdf, MEDIA_TYPE, paper_type)
        pdf.add_object(pdf.info)
        raise _Stopped(Drawn(capture, pdf, dict(document.fonts)))

    documents.generate_pdf = generate
    try:
        yield
    finally:
        documents.generate_pdf = original
