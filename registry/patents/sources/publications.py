"""Numbers as sources give them, and what a published document tells of the right.

Until the end of 1992 an application was laid open to opposition before the grant: B, U and S of
that time are no grants.
"""

from datetime import date

from registry.errors import FieldProblem
from registry.money import N_
from registry.patents.event_codes import Effect
from registry.patents.events import LegalEvent
from registry.patents.number_types import Form, PatentNumber
from registry.patents.numbers import parse
from registry.patents.sources import Fetch

_GRANTED = frozenset("CYD")
_GRANTED_SINCE_1993 = frozenset("BUS")
_END_OF_PREGRANT_OPPOSITION = date(1993, 1, 1)


NO_RIGHT = N_("{number} is the number of a document, not of an application or patent.")
ENTER_APPLICATION = N_("Enter the application number or the patent number.")
SUGGESTED = N_("The nearest right number is {suggestion}; compare it with the patent certificate.")


def read_application_number(text: str) -> PatentNumber | FieldProblem:
    """The application or patent number that stands there, or why there is none."""
    reading = parse(text)
    if isinstance(reading, PatentNumber):
        if reading.names_a_right:
            return reading
        return FieldProblem("number", text, NO_RIGHT, ENTER_APPLICATION, {"number": reading.text})
    values = dict(reading.values)
    if reading.suggestion is None:
        return FieldProblem("number", text, reading.reason, "", values)
    values["suggestion"] = reading.suggestion
    return FieldProblem("number", text, reading.reason, SUGGESTED, values)


def read_publication(office: str, number: str, kind_code: str) -> PatentNumber | None:
    """The number of a published document from its parts, as exchange formats give them."""
    reading = parse(f"{office}{number}{kind_code}")
    if isinstance(reading, PatentNumber) and reading.form is Form.PUBLICATION:
        return reading
    return None


def read_document_number(office: str, number: str, kind_code: str) -> PatentNumber | None:
    """The same of any office; those of others are kept as they are written."""
    if office == "CN":
        return read_publication(office, number, kind_code)
    reading = parse(f"{office}{number}{kind_code}")
    return reading if isinstance(reading, PatentNumber) else None


def publication_event(
    publication: PatentNumber | None, published_on: date | None, fetch: Fetch
) -> LegalEvent | None:
    """The event that the document proves; None if its number, kind code or day is not known."""
    if publication is None or publication.kind_code is None or published_on is None:
        return None
    letter = publication.kind_code[0]
    is_grant = letter in _GRANTED or (
        letter in _GRANTED_SINCE_1993 and published_on >= _END_OF_PREGRANT_OPPOSITION
    )
    effect = Effect.GRANTED if is_grant else Effect.PUBLISHED
    return LegalEvent(
        effect, published_on, None, fetch.day, fetch.source, code=publication.kind_code
    )
