"""Legal events from the EPO's Open Patent Services (INPADOC), one patent a question.

The service covers Chinese inventions and utility models, not designs, and writes their application
numbers without check digit. It repeats what the Chinese office sent it, some time after: how far
that reaches is told by the EPO's coverage tables, and by nobody else (``delivered_until``).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element

from registry import clock
from registry.money import N_
from registry.patents.event_codes import Effect, read_event_code
from registry.patents.events import LegalEvent, read_event
from registry.patents.number_types import Kind, PatentNumber
from registry.patents.sources import Fetch, Record, SourceUnavailable
from registry.patents.sources.days import read_day
from registry.patents.sources.kept_answers import KeptAnswers
from registry.patents.sources.publications import publication_event, read_publication
from registry.patents.sources.xml_stream import parsed, text_of

Ask = Callable[[str, str], bytes | None]
"""Application number (8 or 12 digits) and DOCDB kind code to the XML answer; None if unknown."""

_OPS = "{http://ops.epo.org}"
_EXCHANGE = "{http://www.epo.org/exchange}"
_MEMBER = f"{_OPS}family-member"
_DOCDB = f"{_EXCHANGE}document-id[@document-id-type='docdb']"
_KIND_CODES = {Kind.INVENTION: "A", Kind.UTILITY_MODEL: "U"}

UNKNOWN_CODE = N_(
    "EPO OPS states the event {code} of {number}, which is not in the table of event codes and "
    "speaks against the right; it must be added there first."
)
UNDATED = N_("EPO OPS states the event {code} of {number} without a date that can be read.")


class EpoOps:
    """The service, asked by ``ask`` and remembered in ``kept``.

    ``delivered_until``: the day up to which the EPO has the events of the Chinese gazette; without
    it an answer tells of events, and of nothing beyond their days.
    """

    name = "EPO OPS"

    def __init__(
        self, ask: Ask, *, kept: KeptAnswers | None = None, delivered_until: date | None = None
    ) -> None:
        self._ask = ask
        self._kept = kept
        self._delivered_until = delivered_until

    def find(self, number: PatentNumber) -> Record | None:
        """The events of one application or right; None if the service has none of that number."""
        kind_code = _KIND_CODES.get(number.kind) if number.kind else None
        if kind_code is None or not number.names_a_right:
            return None
        answer = self._answer(number.digits, kind_code)
        if answer is None:
            return None
        content, fetch = answer
        found = parsed(content, frozenset({_MEMBER}), f"{self.name} {number.text}")
        members = [member for member in found if _is_of(member, number.digits)]
        return _record(members, number, fetch, self._delivered_until) if members else None

    def _answer(self, digits: str, kind_code: str) -> tuple[bytes, Fetch] | None:
        key = f"{digits}.{kind_code}"
        kept = self._kept.get(key) if self._kept else None
        if kept is not None:
            content, at = kept
            return content, _fetch(content, at, digits)
        answer = self._ask(digits, kind_code)
        if answer is None:
            return None
        at = self._kept.put(key, answer) if self._kept else clock.now()
        return answer, _fetch(answer, at, digits)


def _fetch(content: bytes, at: datetime, asked: str) -> Fetch:
    return Fetch(EpoOps.name, at, hashlib.sha256(content).hexdigest(), asked)


def _is_of(member: Element, digits: str) -> bool:
    """Whether a member of the family is the application asked for; the others are of other
    offices, or divisionals."""
    for document in member.iterfind(f"{_EXCHANGE}application-reference/{_DOCDB}"):
        office = text_of(document, f"{_EXCHANGE}country")
        if office == "CN" and text_of(document, f"{_EXCHANGE}doc-number") == digits:
            return True
    return False


def _record(
    members: list[Element], number: PatentNumber, fetch: Fetch, delivered_until: date | None
) -> Record:
    publications: list[PatentNumber] = []
    events: list[LegalEvent] = []
    for member in members:
        for document in member.iterfind(f"{_EXCHANGE}publication-reference/{_DOCDB}"):
            publication, event = _publication(document, fetch)
            publications += [publication] if publication else []
            events += [event] if event else []
        events += _legal_events(member.iterfind(f"{_OPS}legal"), number, fetch)
    return Record(
        fetch=fetch,
        place=number.text,
        number=number,
        publications=tuple(dict.fromkeys(publications)),
        kind=number.kind,
        filed_on=_filed_on(members),
        as_of=delivered_until,
        events=tuple(dict.fromkeys(events)),
    )


def _filed_on(members: list[Element]) -> date | None:
    path = f"{_EXCHANGE}application-reference/{_DOCDB}/{_EXCHANGE}date"
    return read_day(text_of(members[0], path))


def _publication(document: Element, fetch: Fetch) -> tuple[PatentNumber | None, LegalEvent | None]:
    office, number, kind, day = (
        text_of(document, _EXCHANGE + name) for name in ("country", "doc-number", "kind", "date")
    )
    publication = read_publication(office, number, kind)
    return publication, publication_event(publication, read_day(day), fetch)


def _legal_events(
    entries: Iterable[Element], number: PatentNumber, fetch: Fetch
) -> Iterator[LegalEvent]:
    for entry in entries:
        if text_of(entry, f"{_OPS}L001EP") == "CN":
            yield _legal_event(entry, number, fetch)


def _legal_event(entry: Element, number: PatentNumber, fetch: Fetch) -> LegalEvent:
    """One ``ops:legal``. A code that nobody has read yet is harmless only if the EPO does not
    count it against the right."""
    code = text_of(entry, f"{_OPS}L008EP") or entry.get("code", "").strip()
    announced_on = read_day(text_of(entry, f"{_OPS}L007EP"))
    effective_on = read_day(text_of(entry, f".//{_OPS}L525EP"))
    if announced_on is None and effective_on is None:
        raise SourceUnavailable(UNDATED, code=code, number=number.text)
    event = read_event(
        code,
        announced_on=announced_on,
        effective_on=effective_on,
        known_on=fetch.day,
        source=fetch.source,
        details=" ; ".join(_details(entry)),
        holder=text_of(entry, f".//{_OPS}L509EP"),
    )
    if event is not None and read_event_code(code) is not None:
        return event
    if entry.get("infl", "").strip() == "-":
        raise SourceUnavailable(UNKNOWN_CODE, code=code, number=number.text)
    return LegalEvent(Effect.OTHER, announced_on, effective_on, fetch.day, fetch.source, code=code)


def _details(entry: Element) -> Iterator[str]:
    """The free text, which states termination dates and holders in the gazette's English."""
    for element in entry.iterfind(f".//{_OPS}L510EP"):
        yield (element.text or "").strip()
