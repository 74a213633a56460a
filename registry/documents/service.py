"""Documents are examined, then attached; from a draft they may be removed again."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry import audit, clock
from registry.applications.models import (
    LONGEST_DOCUMENT_NAME,
    Application,
    Document,
    DocumentKind,
    DocumentRemoval,
)
from registry.applications.service import claim
from registry.applications.workflow import Status
from registry.certification import store
from registry.config import setting
from registry.documents.isolation import read_isolated
from registry.documents.reading import DocumentError
from registry.documents.scanning import scan
from registry.errors import BadInput, Conflict, FieldProblem
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor
from registry.plain_text import LineError, read_line

ENDINGS = {
    DocumentKind.PDF: (".pdf",),
    DocumentKind.PNG: (".png",),
    DocumentKind.JPEG: (".jpg", ".jpeg"),
    DocumentKind.DOCX: (".docx",),
    DocumentKind.XLSX: (".xlsx",),
}
_EMPTY = N_("The file is empty.")
_WITH_CONTENT = N_("Choose a file with something in it.")
_TOO_LARGE = N_("The file has {size} bytes.")
_AT_MOST = N_("At most {most} bytes are taken; save it smaller, or divide it.")
_NAMED_OTHERWISE = N_("The content of this file is {kind}, which its name does not say.")
_RENAME = N_("Let its name end in {ending}, or choose the file that you meant.")
_TWICE = N_("This file is attached already, as “{name}”.")
_ONCE = N_("Attach each document once.")
_TOO_MANY = N_("The application has {count} documents.")
_ROOM = N_("At most {most} are taken; put several into one PDF.")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: the name is data, and says nothing of where it is kept."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """The files of one upload: those that can be taken, and why the others are not."""

    taken: tuple[tuple[Sent, DocumentKind], ...]
    refused: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files of one upload; each is in one of the two."""

    attached: tuple[Document, ...]
    refused: tuple[FieldProblem, ...]


def examine_all(files: Sequence[Sent]) -> Examined:
    """Each file examined for itself, so that one that is refused takes no other with it."""
    taken, refused = [], []
    for sent in files:
        try:
            taken.append((sent, examine(sent)))
        except BadInput as error:
            refused += error.problems
    return Examined(tuple(taken), tuple(refused))


def examine(sent: Sent) -> DocumentKind:
    """What the file is; BadInput says why it is not taken, NotReady that nobody can scan it.

    Takes long and writes nothing: it belongs before the transaction.
    """
    size, most = len(sent.content), int(setting("DOCUMENT_BYTES"))
    if not size:
        raise _problem(sent, _EMPTY, _WITH_CONTENT)
    if size > most:
        raise _problem(sent, _TOO_LARGE, _AT_MOST, size=f"{size:,}", most=f"{most:,}")
    _check_name(sent)
    try:
        kind = DocumentKind(read_isolated(sent.content))
    except DocumentError as error:
        raise _problem(sent, error.problem, error.expected, **error.values) from None
    if not sent.name.lower().endswith(ENDINGS[kind]):
        named = {"kind": kind.value.upper(), "ending": ENDINGS[kind][0]}
        raise _problem(sent, _NAMED_OTHERWISE, _RENAME, **named)
    scan(sent.name, sent.content)
    return kind


def attach(actor: Actor, application: Application, files: Examined, version: int) -> Outcome:
    """Attach the files that can be taken to a draft or returned application, as the person saw it.

    BadInput, with the reason for each, where none of them can.
    """
    claim(actor, application, version)
    attached, refused = [], list(files.refused)
    for sent, kind in files.taken:
        try:
            attached.append(_attach(actor, application, sent, kind))
        except BadInput as error:
            refused += error.problems
    if not attached:
        raise BadInput(refused)
    return Outcome(tuple(attached), tuple(refused))


def _attach(actor: Actor, application: Application, sent: Sent, kind: DocumentKind) -> Document:
    digest = store.keep(sent.content, store.DOCUMENT)
    _refuse_surplus(application, sent, digest)
    document = Document(
        application_id=application.id,
        name=_check_name(sent),
        kind=kind,
        sha256=digest,
        size=len(sent.content),
        attached_at=clock.now(),
        attached_by_id=actor.user_id,
    )
    application.all_documents.append(document)
    db.session.flush()
    _record(actor, application, "attach", document)
    return document


def remove(actor: Actor, application: Application, document: Document, version: int) -> None:
    """Take a document out of a draft; what was handed in once stays with the application."""
    if application.status is not Status.DRAFT:
        raise Conflict(
            N_("What has been handed in stays: documents can be removed from a draft only.")
        )
    claim(actor, application, version)
    document.removal = DocumentRemoval(
        document_id=document.id, removed_at=clock.now(), removed_by_id=actor.user_id
    )
    db.session.flush()
    _record(actor, application, "remove", document)


def _record(actor: Actor, application: Application, verb: str, document: Document) -> None:
    audit.record(
        actor,
        verb,
        "application",
        application.id,
        version=application.version,
        document=document.id,
        name=document.name,
        kind=document.kind.value,
        sha256=document.sha256,
        size=document.size,
    )


def _check_name(sent: Sent) -> str:
    try:
        return read_line(sent.name, LONGEST_DOCUMENT_NAME)
    except LineError as error:
        raise _problem(sent, error.problem, error.expected, **error.values) from None


def _refuse_surplus(application: Application, sent: Sent, digest: str) -> None:
    known, most = application.documents, int(setting("DOCUMENTS_MOST"))
    same = next((each for each in known if each.sha256 == digest), None)
    if same is not None:
        raise _problem(sent, _TWICE, _ONCE, name=same.name)
    if len(known) >= most:
        raise _problem(sent, _TOO_MANY, _ROOM, count=str(len(known)), most=str(most))


def _problem(sent: Sent, problem: str, expected: str, **values: str) -> BadInput:
    return BadInput([FieldProblem("file", sent.name[:80], problem, expected, values)])
