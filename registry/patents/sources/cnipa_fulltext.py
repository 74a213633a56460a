"""Full text of published documents in the office's XML, in its old and its new format.

The old one (``cn-patent-document``) and the new one (``PatentDocumentAndRelated``, in namespaces,
each number written twice, once as the office writes it and once for data exchange) tell the same:
the application with its filing date, the document with its day, title and applicants. A document
is an event, publication or grant; it says nothing of what came after.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from xml.etree.ElementTree import Element

from registry.errors import FieldProblem
from registry.money import N_
from registry.patents.number_types import PatentNumber
from registry.patents.sources import (
    Fetch,
    Progress,
    Record,
    SourceUnavailable,
    Unreadable,
    fetch_of_bytes,
    find_in,
    opened,
)
from registry.patents.sources.days import read_day
from registry.patents.sources.publications import (
    publication_event,
    read_application_number,
    read_publication,
)
from registry.patents.sources.xml_stream import parsed, text_of

_BUSINESS = "{http://www.sipo.gov.cn/XMLSchema/business}"
_BASE = "{http://www.sipo.gov.cn/XMLSchema/base}"
# No document of the office comes near it, drawings being files of their own.
MAX_BYTES = 64_000_000

NO_DOCUMENT = N_("{file} has no bibliographic data of the office in it.")
TOO_LARGE = N_("{file} has more than {limit} MB; such files are not read.")
NUMBERS_DIFFER = N_("The document writes its application number twice, and not the same: {other}.")
NO_DAY = N_("The date of filing cannot be read.")


@dataclass(frozen=True, slots=True)
class _Format:
    """Where one of the formats has what."""

    root: str
    publication: str
    application: str
    exchanged: str
    office: str
    number: str
    kind: str
    day: str
    title: str
    holders: tuple[str, ...]


_OLD = _Format(
    root="cn-bibliographic-data",
    publication="cn-publication-reference/document-id",
    application="application-reference/document-id",
    exchanged="",
    office="country",
    number="doc-number",
    kind="kind",
    day="date",
    title="invention-title",
    holders=("assignees/assignee//name", "cn-parties/cn-applicants/cn-applicant//name"),
)
_PARTY = f"{_BASE}AddressBook/{_BASE}Name"
_NEW = _Format(
    root=f"{_BUSINESS}BibliographicData",
    publication=f"{_BUSINESS}PublicationReference[@dataFormat='original']/{_BASE}DocumentID",
    application=f"{_BUSINESS}ApplicationReference[@dataFormat='original']/{_BASE}DocumentID",
    exchanged=f"{_BUSINESS}ApplicationReference[@dataFormat='standard']/{_BASE}DocumentID",
    office=f"{_BASE}WIPOST3Code",
    number=f"{_BASE}DocNumber",
    kind=f"{_BASE}Kind",
    day=f"{_BASE}Date",
    title=f"{_BUSINESS}InventionTitle",
    holders=(
        f"{_BUSINESS}Parties/{_BUSINESS}AssigneeDetails/{_BUSINESS}Assignee/{_PARTY}",
        f"{_BUSINESS}Parties/{_BUSINESS}ApplicantDetails/{_BUSINESS}Applicant/{_PARTY}",
    ),
)
_FORMATS = {each.root: each for each in (_OLD, _NEW)}
ROOTS = frozenset({"cn-patent-document", f"{_BUSINESS}PatentDocumentAndRelated"})
"""What such documents begin with."""


class CnipaFullText:
    """A document, or a folder of them (the names of which end in .xml), in the order of names."""

    name = "CNIPA full text"

    def __init__(self, path: Path, *, on_progress: Progress | None = None) -> None:
        self._path = path
        self._on_progress = on_progress

    def find(self, number: PatentNumber) -> Record | None:
        """What the newest of the documents says of one application."""
        return find_in(self, number)

    def records(self, *, start: int = 0) -> Iterator[Record | Unreadable]:
        """One for each document; a file that cannot be read is told of, and the others go on.

        Progress is told in files.
        """
        files = self._files()
        for done, file in islice(enumerate(files, start=1), start, None):
            try:
                yield self._read(file)
            except SourceUnavailable as unavailable:
                if not self._path.is_dir():
                    raise
                values = unavailable.values
                problem = FieldProblem("file", file.name, unavailable.template, "", values)
                yield Unreadable(file.name, (problem,))
            if self._on_progress is not None:
                self._on_progress(done, len(files))

    def _files(self) -> list[Path]:
        if not self._path.is_dir():
            return [self._path]
        return sorted(path for path in self._path.iterdir() if path.suffix.lower() == ".xml")

    def _read(self, file: Path) -> Record | Unreadable:
        with opened(file) as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise SourceUnavailable(TOO_LARGE, file=file.name, limit=MAX_BYTES // 1_000_000)
        found = parsed(content, frozenset(_FORMATS), file.name)
        if not found:
            raise SourceUnavailable(NO_DOCUMENT, file=file.name)
        format_ = _FORMATS[found[0].tag]
        return _record(found[0], format_, fetch_of_bytes(self.name, content, file.name), file.name)


def _record(element: Element, format_: _Format, fetch: Fetch, place: str) -> Record | Unreadable:
    number = _application_number(element, format_)
    if isinstance(number, FieldProblem):
        return Unreadable(place, (number,))
    written_day = text_of(element, f"{format_.application}/{format_.day}")
    filed_on = read_day(written_day)
    if filed_on is None:
        return Unreadable(place, (FieldProblem("filed_on", written_day, NO_DAY, ""),))
    publication, published_on = _publication(element, format_)
    event = publication_event(publication, published_on, fetch)
    return Record(
        fetch=fetch,
        place=place,
        number=number,
        publications=(publication,) if publication else (),
        kind=number.kind,
        title=text_of(element, format_.title),
        patentee=_holders(element, format_),
        filed_on=filed_on,
        events=(event,) if event else (),
    )


def _application_number(element: Element, format_: _Format) -> PatentNumber | FieldProblem:
    """As the office writes it; held against the form for data exchange where that is there too."""
    number = read_application_number(text_of(element, f"{format_.application}/{format_.number}"))
    if isinstance(number, FieldProblem) or not format_.exchanged:
        return number
    exchanged = text_of(element, f"{format_.exchanged}/{format_.number}")
    if exchanged and not _is_same(number.digits, exchanged):
        return FieldProblem("number", number.typed, NUMBERS_DIFFER, "", {"other": exchanged})
    return number


def _is_same(digits: str, exchanged: str) -> bool:
    """Whether year and serial agree with the form of ST.13: type (2), year (4), serial (9).

    The type is left out: how the office writes it for PCT applications is not known.
    """
    if len(digits) != 12 or len(exchanged) != 15:
        return True
    return digits[:4] == exchanged[2:6] and digits[5:] == exchanged[-7:]


def _publication(element: Element, format_: _Format) -> tuple[PatentNumber | None, date | None]:
    at = format_.publication
    publication = read_publication(
        text_of(element, f"{at}/{format_.office}"),
        text_of(element, f"{at}/{format_.number}"),
        text_of(element, f"{at}/{format_.kind}"),
    )
    return publication, read_day(text_of(element, f"{at}/{format_.day}"))


def _holders(element: Element, format_: _Format) -> str:
    """The patentees of a granted document, else the applicants; separated by semicolons."""
    for path in format_.holders:
        names = ((each.text or "").strip() for each in element.iterfind(path))
        joined = ";".join(dict.fromkeys(name for name in names if name))
        if joined:
            return joined
    return ""
