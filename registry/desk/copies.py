"""A copy of what was handed in, to be kept: PDF/A-3a and PDF/UA-1, the same bytes every time.

It says what the rules were asked, from the facts as they were frozen then, and not what became of the
application. The facts are attached, and their SHA-256 is printed: it is the one in the registry.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.resources import files

from flask import render_template

from certificates.errors import CertificateError, MissingGlyph, MissingSystemPart
from certificates.fonts import missing_characters
from certificates.system import require_libraries
from registry.applications.models import Application, EvaluationRecord
from registry.applications.queries import evaluation_of
from registry.config import setting
from registry.eligibility.facts import Facts, PatentFacts
from registry.errors import NotReady
from registry.patents.status import PatentStatus

try:
    require_libraries()
    from certificates.engine import Engine
except MissingSystemPart as error:
    # Everything else of the registry still starts; who asks for a copy is told what is missing.
    _absent: MissingSystemPart | None = error
else:
    _absent = None

TYPE = "ApplicationCopy"
NAME = "application.json"
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Line:
    """A patent as it was known when the application was handed in."""

    facts: PatentFacts
    status: PatentStatus | None


def copy_pdf(application: Application, record: EvaluationRecord) -> bytes:
    """What was handed in when the rules ran, in the reader's language.

    Of ``application`` only the address is printed: a returned one may have been changed since.

    NotReady when a character has no face, or the machine lacks a library or font.
    """
    facts = Facts.from_json(record.facts)
    html = render_template(
        "desk/copy.html",
        application=application,
        facts=facts,
        patents=[Line(each, _status(each)) for each in facts.patents],
        evaluation=evaluation_of(record),
        record=record,
        authority=setting("AUTHORITY_NAME"),
    )
    missing = missing_characters(unescape(_TAGS.sub("", html)))
    try:
        if missing:
            raise MissingGlyph(missing)
        if _absent is not None:
            raise _absent
        return _engine().write(html, attached(record.facts), NAME, record.at, TYPE)
    except CertificateError as error:
        raise NotReady("The copy cannot be printed: {reason}", reason=error) from error


def attached(facts: Mapping[str, object]) -> bytes:
    """The facts as data: the bytes over which the registry's SHA-256 of them goes."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _status(patent: PatentFacts) -> PatentStatus | None:
    return PatentStatus(patent.status) if patent.status in set(PatentStatus) else None


@cache
def _engine() -> "Engine":
    return Engine(files("registry.desk").joinpath("copy.css").read_text("utf-8"), {})
