"""Payload or notice and design to PDF/A-3a, the same bytes every time.

What makes the bytes the same: every date comes from the payload, the file identifier from its
hash, the fonts from the pinned set. Nothing is fetched: the only addresses that can be read are
the drawings of the design, under the private scheme `design:`.
"""

import re
from datetime import UTC, datetime, time
from functools import cache
from html import unescape
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from certificates.design import Design
from certificates.errors import DesignError, MissingGlyph, MissingSystemPart
from certificates.fonts import missing_characters
from certificates.payload import Notice, Paper, Payload, paper_from_json, to_json
from certificates.system import require_libraries
from certificates.view import notice_view, view

try:
    require_libraries()
    from certificates.engine import Engine
except MissingSystemPart as error:
    # Everything else of the registry still starts; who asks for a paper is told what is missing.
    _absent: MissingSystemPart | None = error
else:
    _absent = None

ATTACHMENT = "certificate.jsonld"
NOTICE_ATTACHMENT = "notice.jsonld"
_TAGS = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)


def render(paper: Paper, design: Design) -> bytes:
    """Draw the paper, a certificate's payload or a notice.

    Raises PayloadError for a paper that its own schema refuses, MissingGlyph for a character
    that no pinned font has, MissingSystemPart where a library or font of the system is absent, and
    DesignError for a design that is for another kind of paper or asks for anything outside itself.
    """
    attached = to_json(paper)
    html = fill(paper_from_json(attached), design)
    missing = missing_characters(unescape(_TAGS.sub("", html)))
    if missing:
        raise MissingGlyph(missing)
    name = NOTICE_ATTACHMENT if isinstance(paper, Notice) else ATTACHMENT
    created = datetime.combine(paper.issued_on, time(), UTC)
    return engine_of(design).write(html, attached, name, created, paper.type)


def fill(paper: Paper, design: Design) -> str:
    """Fill the design's template: everything that the paper says is escaped by it."""
    if design.metadata["paper"] != paper.type:
        raise DesignError(
            f"The design {design.name} v{design.version} draws a {design.metadata['paper']}, "
            f"not a {paper.type}."
        )
    prepared = view(paper) if isinstance(paper, Payload) else notice_view(paper)
    values: dict[str, Any] = {"payload": paper, "view": prepared, "design": design.metadata}
    return template_of(design).render(values)


@cache
def template_of(design: Design) -> Template:
    """Give the template of a design, compiled once."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(design.template)


@cache
def engine_of(design: Design) -> "Engine":  # in quotes, as it may be absent
    """Give what draws the papers of a design, made once; raise MissingSystemPart without it."""
    if _absent is not None:
        raise _absent
    return Engine(design.css, design.drawings)
