"""Legal status data in WIPO ST.96 (V6.0), as offices deliver it: one file with many patents.

Each ``PatentLegalStatus`` names an application and lists its events; the date of creation of the
file is the day for which it speaks. Only Chinese applications are read.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element

from registry.errors import FieldProblem
from registry.money import N_
from registry.patents.number_types import Kind, PatentNumber
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
from registry.patents.sources.publications import read_application_number, read_publication
from registry.patents.sources.st96_events import COM, PAT, parties_in, read_status_event
from registry.patents.sources.xml_stream import elements, text_of

ROOT = f"{PAT}PatentLegalStatusData"
_RECORD = f"{PAT}PatentLegalStatus"
_APPLICATION = f"{PAT}ApplicationIdentification"
_NUMBER = f"{_APPLICATION}/{COM}ApplicationNumber"
_EVENT = f"{PAT}StatusEventDataBag/{PAT}StatusEventData"

_KINDS = {
    "Patent for invention": Kind.INVENTION,
    "Utility model": Kind.UTILITY_MODEL,
    "Design patent": Kind.DESIGN,
}

NOT_LEGAL_STATUS = N_("{file} is no legal status data of WIPO ST.96: it begins with {name}.")
NOT_CHINESE = N_("The application is one of the office {given}; only those of CN are read.")


class St96File:
    """A file of legal status data.

    ``as_of``: the day for which it speaks, if that is not its date of creation. Without either, it
    tells of events and of nothing beyond their days.
    """

    name = "WIPO ST.96"

    def __init__(
        self, path: Path, *, as_of: date | None = None, on_progress: Progress | None = None
    ) -> None:
        self._path = path
        self._as_of = as_of
        self._on_progress = on_progress

    def find(self, number: PatentNumber) -> Record | None:
        """What the file says of one application."""
        return find_in(self, number)

    def records(self, *, start: int = 0) -> Iterator[Record | Unreadable]:
        """Every application of the file, in its order; memory does not grow with its length."""
        fetch = fetch_of_file(self.name, self._path)
        created: list[date | None] = []

        def on_root(tag: str, attributes: dict[str, str]) -> None:
            if tag != ROOT:
                name = tag.rpartition("}")[2]
                raise SourceUnavailable(NOT_LEGAL_STATUS, file=self._path.name, name=name)
            created.append(read_day(attributes.get(f"{COM}creationDate", "")))

        with opened(self._path) as stream:
            found = elements(
                stream,
                frozenset({_RECORD}),
                self._path.name,
                on_root=on_root,
                on_bytes=self._report,
            )
            for place, element in islice(enumerate(found, start=1), start, None):
                yield _read(element, fetch, str(place), self._as_of or created[0])

    def _report(self, read: int) -> None:
        if self._on_progress is not None:
            self._on_progress(read, self._path.stat().st_size)


def _read(element: Element, fetch: Fetch, place: str, as_of: date | None) -> Record | Unreadable:
    office = text_of(element, f"{_APPLICATION}/{COM}IPOfficeCode")
    written = text_of(element, f"{_NUMBER}/{COM}ApplicationNumberText")
    st13 = text_of(element, f"{_NUMBER}/{COM}ST13ApplicationNumber")
    if office != "CN":
        problem = FieldProblem("number", written or st13, NOT_CHINESE, "", {"given": office})
        return Unreadable(place, (problem,))
    number = read_application_number(written or st13)
    if isinstance(number, FieldProblem):
        return Unreadable(place, (number,))
    read = [read_status_event(each, fetch) for each in element.iterfind(_EVENT)]
    problems = tuple(each for each in read if isinstance(each, FieldProblem))
    if problems:
        # An event that cannot be read could be the one that ended the right.
        return Unreadable(place, problems)
    return Record(
        fetch=fetch,
        place=place,
        number=number,
        publications=_publications(element),
        kind=_KINDS.get(text_of(element, f"{COM}IPRightKindCategory"), number.kind),
        title=text_of(element, f".//{PAT}InventionTitle"),
        patentee=parties_in(element, f".//{PAT}IPRightGrantEventData/{PAT}OwnerBag"),
        filed_on=read_day(text_of(element, f"{_APPLICATION}/{PAT}FilingDate")),
        granted_on=read_day(text_of(element, f"{PAT}PatentGrantIdentification/{PAT}GrantDate")),
        as_of=as_of,
        events=tuple(each for each in read if not isinstance(each, FieldProblem)),
    )


def _publications(element: Element) -> tuple[PatentNumber, ...]:
    read = [
        read_publication(
            "CN",
            text_of(each, f"{PAT}PublicationNumber"),
            text_of(each, f"{COM}PatentDocumentKindCode"),
        )
        for each in element.iterfind(f"{PAT}PatentPublicationIdentification")
    ]
    return tuple(each for each in read if each is not None)
