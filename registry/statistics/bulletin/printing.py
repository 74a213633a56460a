"""A bulletin as a file: PDF/A-3a and PDF/UA-1, the same bytes every time.

It is drawn by the engine of the papers: pinned fonts, nothing fetched, its charts the only addresses
that can be read. The figures for programs are attached.
"""

import re
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import cache
from html import unescape
from importlib.resources import files
from threading import Lock

from flask import render_template

from certificates.errors import MissingGlyph, MissingSystemPart
from certificates.fonts import missing_characters
from certificates.system import require_libraries
from registry.statistics.bulletin.blocks import Language
from registry.statistics.bulletin.composing import compose
from registry.statistics.bulletin.data import NAME, attached
from registry.statistics.bulletin.findings import Findings

try:
    require_libraries()
    from certificates.engine import Engine
except MissingSystemPart as error:
    # Everything else of the registry still starts; who asks for a bulletin is told what is missing.
    _absent: MissingSystemPart | None = error
else:
    _absent = None

TYPE = "StatisticalBulletin"
KEPT = 16
_kept: "OrderedDict[bytes, bytes]" = OrderedDict()
_lock = Lock()
_TAGS = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)


def bulletin_pdf(found: Findings, language: Language) -> bytes:
    """The bulletin of a release. Raises MissingGlyph for a character that no pinned font has, and
    MissingSystemPart where a library or font of the system is absent.

    What was drawn is kept by its content: anybody may ask, and drawing takes a second.
    """
    bulletin = compose(found, language)
    html = render_template("statistics/bulletin/bulletin.html", bulletin=bulletin)
    data = attached(found, bulletin)
    drawings = bulletin.pictures
    key = "\0".join((html, *drawings.values())).encode() + data
    known = _known(key)
    if known is not None:
        return known
    missing = missing_characters(_text_of(html, drawings.values()))
    if missing:
        raise MissingGlyph(missing)
    if _absent is not None:
        raise _absent
    day = found.content.published_on or found.content.as_of
    created = datetime.combine(day, time(), UTC)
    engine = Engine(_style(), drawings)
    # What the engine prepares is for drawings without words; charts are set as they are, once.
    engine.images = {}
    pdf = engine.write(html, data, NAME, created, TYPE)
    _keep(key, pdf)
    return pdf


def forget() -> None:
    """Draw everything anew from here on."""
    with _lock:
        _kept.clear()


def _known(key: bytes) -> bytes | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: bytes, pdf: bytes) -> None:
    with _lock:
        _kept[key] = pdf
        while len(_kept) > KEPT:
            _kept.popitem(last=False)


def _text_of(html: str, drawings: Iterable[str]) -> str:
    return "".join(unescape(_TAGS.sub("", text)) for text in (html, *drawings))


@cache
def _style() -> str:
    return files("registry.statistics.bulletin").joinpath("bulletin.css").read_text("utf-8")
