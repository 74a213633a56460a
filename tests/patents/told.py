"""Records of an invented source, to record and to fold."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from factories import patent_number

from registry import clock
from registry.patents.event_codes import Effect
from registry.patents.events import LegalEvent
from registry.patents.numbers import PatentNumber, parse
from registry.patents.sources import Fetch, Record

SOURCE = "示例来源"
GRANTED_ON = date(2020, 6, 2)


def number(serial: int = 7) -> PatentNumber:
    read = parse(f"CN{patent_number(serial)}")
    assert isinstance(read, PatentNumber)
    return read


def document(text: str) -> PatentNumber:
    read = parse(text)
    assert isinstance(read, PatentNumber)
    return read


def fetch(source: str = SOURCE, content: str = "示例") -> Fetch:
    """A look into a source, now."""
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Fetch(source, clock.now(), digest, "示例.xml")


def event(effect: Effect, announced_on: date, source: str = SOURCE, **more: Any) -> LegalEvent:
    """An event that was learned of today."""
    plain = LegalEvent(effect, announced_on, None, clock.today(), source)
    return replace(plain, **more)


def grant() -> LegalEvent:
    return event(Effect.GRANTED, GRANTED_ON, code="GR01")


def lapse(source: str = SOURCE) -> LegalEvent:
    """The notice of 2025 of a lapse that is dated back into 2024."""
    stated = {"effective_on": date(2024, 3, 1), "code": "CF01"}
    return event(Effect.LAPSED, date(2025, 2, 11), source, **stated)


def record_of(*events: LegalEvent, serial: int = 7, **stated: Any) -> Record:
    """An invention of 2018; ``stated`` replaces what the source says of it."""
    its = number(serial)
    plain = Record(
        fetch=fetch(),
        place="1",
        number=its,
        kind=its.kind,
        title="一种示例装置",
        patentee="示例企业有限公司",
        filed_on=date(2018, 3, 1),
        events=events,
    )
    return replace(plain, **stated)
