"""The documents of an application: attached by its enterprise, looked at by it and the staff."""

from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.applications.models import Document, DocumentKind
from registry.applications.queries import for_actor
from registry.applications.steps import steps_of
from registry.applications.workflow import EDITABLE, Status
from registry.certification import store
from registry.config import setting
from registry.documents import service
from registry.documents.forms import MOST_AT_ONCE, seen_version, sent_files
from registry.documents.isolation import preview_isolated
from registry.documents.queries import attached
from registry.errors import BadInput, Conflict, FieldProblem, NotFound
from registry.money import N_
from registry.permissions import Permission, current_actor, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("documents", __name__, url_prefix="/applications/<public_id>/documents")

# Whatever a stranger's file holds, the browser neither runs nor fetches anything for it.
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
PREVIEWED = frozenset({DocumentKind.PDF, DocumentKind.PNG, DocumentKind.JPEG})
_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.PNG: "image/png",
    DocumentKind.JPEG: "image/jpeg",
    DocumentKind.DOCX: f"{_OFFICE}wordprocessingml.document",
    DocumentKind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
}


@blueprint.get("")
@requires(Permission.APPLY)
def own(public_id: str) -> ResponseReturnValue:
    """The documents of a draft or returned application, and the form to attach one."""
    if for_actor(current_actor(), public_id).status not in EDITABLE:
        return redirect(url_for("desk.application", public_id=public_id))
    return _page(public_id)


@blueprint.post("")
@requires(Permission.APPLY)
def attach(public_id: str) -> ResponseReturnValue:
    """Attach the files that can be taken; what is wrong with another is said by its name."""
    _refuse_closed(public_id)
    try:
        files = service.examine_all(sent_files())
        with unit_of_work():
            found = for_actor(current_actor(), public_id)
            outcome = service.attach(current_actor(), found, files, seen_version())
            attached = [each.name for each in outcome.attached]
    except BadInput as error:
        return _page(public_id, error.problems), error.status
    if outcome.refused:
        return _page(public_id, outcome.refused, attached)
    flash(gettext("Documents attached: %(count)s.", count=len(attached)), "success")
    return redirect(url_for("documents.own", public_id=public_id), 303)


@blueprint.post("/<document>/remove")
@requires(Permission.APPLY)
def remove(public_id: str, document: str) -> ResponseReturnValue:
    """Take a document out of the draft."""
    with unit_of_work():
        application, found = attached(current_actor(), public_id, document)
        service.remove(current_actor(), application, found, seen_version())
    flash(gettext("The document is removed."), "success")
    return redirect(url_for("documents.own", public_id=public_id), 303)


@blueprint.get("/<document>")
@requires(Permission.SIGNED_IN)
def file(public_id: str, document: str) -> Response:
    """The file as it was attached, to be kept, under the name that it came with."""
    _, found = attached(current_actor(), public_id, document)
    response = send_file(
        BytesIO(_content(found)),
        mimetype=MEDIA_TYPES[found.kind],
        as_attachment=True,
        download_name=found.name,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@blueprint.get("/<document>/preview")
@requires(Permission.SIGNED_IN)
def preview(public_id: str, document: str) -> Response:
    """The first page as a picture that the registry has drawn: nothing of the file is in it."""
    _, found = attached(current_actor(), public_id, document)
    if found.kind not in PREVIEWED:
        raise NotFound(N_("No preview can be drawn of this document."))
    picture = preview_isolated(_content(found), found.kind.value)
    response = Response(picture, content_type="image/png")
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _content(document: Document) -> bytes:
    return store.read(document.sha256, store.DOCUMENT)


def _refuse_closed(public_id: str) -> None:
    application = for_actor(current_actor(), public_id)
    if application.status not in EDITABLE:
        raise Conflict(
            "An application that is {status} cannot be changed.", status=application.status
        )


def _page(
    public_id: str, problems: Sequence[FieldProblem] = (), attached: Sequence[str] = ()
) -> str:
    """The documents, and what became of each file of the upload before."""
    application = for_actor(current_actor(), public_id)
    return render_template(
        "documents/own.html",
        application=application,
        steps=steps_of(application),
        problems=[(each.given, each.text(gettext)) for each in problems],
        attached=attached,
        at_once=MOST_AT_ONCE,
        together=int(setting("MAX_REQUEST_BYTES")) // 1_048_576,
        removable=application.status is Status.DRAFT,
        most=int(setting("DOCUMENTS_MOST")),
        megabytes=int(setting("DOCUMENT_BYTES")) // 1_048_576,
    )
