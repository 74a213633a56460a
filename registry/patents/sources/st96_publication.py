"""A published document in WIPO ST.96 (V6.0), ``PatentPublication``: of any office, one a file.

A Chinese document is an event of its patent, publication or grant. One of another office is kept
with its numbers, names and days; what its kind code means for the right is that office's law, and
is not read.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element

from registry.errors import FieldProblem
from registry.money import N_
from registry.patents.number_types import Form, PatentNumber
from registry.patents.numbers import parse
from registry.patents.sources import (
    Fetch,
    Progress,
    Record,
    SourceUnavailable,
    Unreadable,
    fetch_of_file,
    find_in,
    opened,
)
from registry.patents.sources.days import read_day
from registry.patents.sources.publications import (
    publication_event,
    read_application_number,
    read_document_number,
)
from registry.patents.sources.st96_events import COM, PAT, parties_in
from registry.patents.sources.xml_stream import elements, text_of

ROOT = f"{PAT}PatentPublication"
_DATA = f"{PAT}BibliographicData"
_DOCUMENT = f"{PAT}PatentPublicationIdentification"
_APPLICATION = f"{PAT}ApplicationIdentification"
_NUMBER = f"{_APPLICATION}/{COM}ApplicationNumber/{COM}ApplicationNumberText"
_HOLDERS = ("AssigneeBag", "ApplicantBag")

NO_BIBLIOGRAPHY = N_("{file} has no bibliographic data of WIPO ST.96 in it.")
NO_FOREIGN_NUMBER = N_("This is no application number that can be kept for the office {office}.")


class St96Publication:
    """A file with one published document."""

    name = "WIPO ST.96 publication"

    def __init__(self, path: Path, *, on_progress: Progress | None = None) -> None:
        self._path = path
        self._on_progress = on_progress

    def find(self, number: PatentNumber) -> Record | None:
        """What the document says of the application, if it is one of it."""
        return find_in(self, number)

    def records(self, *, start: int = 0) -> Iterator[Record | Unreadable]:
        """The one record of the file; its size is that of one document."""
        fetch = fetch_of_file(self.name, self._path)
        with opened(self._path) as stream:
            found = list(
                elements(stream, frozenset({_DATA}), self._path.name, on_bytes=self._report)
            )
        if not found:
            raise SourceUnavailable(NO_BIBLIOGRAPHY, file=self._path.name)
        yield from islice([_record(found[0], fetch, self._path.name)], start, None)

    def _report(self, read: int) -> None:
        if self._on_progress is not None:
            self._on_progress(read, self._path.stat().st_size)


def _record(element: Element, fetch: Fetch, place: str) -> Record | Unreadable:
    office = text_of(element, f"{_APPLICATION}/{COM}IPOfficeCode")
    number = _application(office, text_of(element, _NUMBER))
    if isinstance(number, FieldProblem):
        return Unreadable(place, (number,))
    document = _document(element)
    published_on = read_day(text_of(element, f"{_DOCUMENT}/{COM}PublicationDate"))
    event = publication_event(document, published_on, fetch) if office == "CN" else None
    return Record(
        fetch=fetch,
        place=place,
        number=number,
        publications=(document,) if document else (),
        kind=number.kind,
        title=text_of(element, f".//{PAT}InventionTitle"),
        patentee=_holders(element),
        filed_on=read_day(text_of(element, f"{_APPLICATION}/{PAT}FilingDate")),
        granted_on=read_day(text_of(element, f"{PAT}PatentGrantIdentification/{PAT}GrantDate")),
        events=(event,) if event else (),
    )


def _application(office: str, written: str) -> PatentNumber | FieldProblem:
    if office == "CN":
        return read_application_number(written)
    reading = parse(f"{office}{written}")
    if isinstance(reading, PatentNumber) and reading.form is Form.FOREIGN:
        return reading
    return FieldProblem("number", written, NO_FOREIGN_NUMBER, "", {"office": office})


def _document(element: Element) -> PatentNumber | None:
    parts = ("IPOfficeCode", "PublicationNumber", "PatentDocumentKindCode")
    spaces = (COM, PAT, COM)
    office, number, kind_code = (
        text_of(element, f"{_DOCUMENT}/{space}{part}")
        for space, part in zip(spaces, parts, strict=True)
    )
    return read_document_number(office, number, kind_code)


def _holders(element: Element) -> str:
    """The assignees, else the applicants."""
    named = (parties_in(element, f".//{PAT}{bag}") for bag in _HOLDERS)
    return next((names for names in named if names), "")
