"""The signed papers to download, and a paper to be printed again."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from registry.applications.queries import may_read
from registry.certification import service, store
from registry.certification.forms import ReasonForm
from registry.certification.models import Paper
from registry.certification.queries import prints_of
from registry.certification.workflow import PaperKind
from registry.errors import BadInput, NotFound, NotReady
from registry.permissions import Permission, current_actor, fresh, requires
from registry.reviews.decisions import Answered
from registry.transaction import unit_of_work

blueprint = Blueprint("papers", __name__)


@blueprint.get("/certificates/<number>/paper", endpoint="certificate")
@blueprint.get("/register/<number>/paper", endpoint="notice")
@requires(Permission.SIGNED_IN)
def paper(number: str) -> Response:
    """The signed PDF, for the enterprise and the staff; ``?download=1`` to keep it as a file, and
    ``?print=1`` for an earlier print than the newest.

    NotReady as long as it has not been made.
    """
    kind = PaperKind.NOTICE if request.endpoint == "papers.notice" else PaperKind.CERTIFICATE
    prints = [each for each in prints_of(number) if each.kind is kind]
    if not prints or not may_read(current_actor(), prints[0].application):
        raise NotFound("There is no paper {number}.", number=number)
    chosen = _chosen(prints, request.args.get("print", ""))
    response = Response(store.read(chosen), content_type="application/pdf")
    placed = "attachment" if request.args.get("download") else "inline"
    response.headers["Content-Disposition"] = f'{placed}; filename="{prints[0].number}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _chosen(prints: list[Paper], print_no: str) -> str:
    """The hash of the print that was asked for, or of the newest one that is made."""
    wanted = [each for each in prints if print_no in ("", str(each.print_no))]
    if not wanted:
        raise NotFound(
            "There is no print {print} of {number}.", print=print_no, number=prints[0].number
        )
    made = [each.pdf_sha256 for each in wanted if each.pdf_sha256]
    if not made:
        raise NotReady(
            "The paper of {number} is being made; try again in a minute.", number=prints[0].number
        )
    return made[-1]


@blueprint.get("/certification/papers/<number>/reprint", endpoint="reprint_form")
@requires(Permission.MAINTAIN_CERTIFICATES)
def reprint_form(number: str) -> Answered:
    """The form that has a paper made again."""
    newest = _newest(number)
    return _reprint_page(newest, ReasonForm(formdata=None, data={"version": newest.print_no}))


@blueprint.post("/certification/papers/<number>/reprint")
@fresh
@requires(Permission.MAINTAIN_CERTIFICATES)
def reprint(number: str) -> Answered:
    """Have a paper made again: the same contents, signed anew."""
    form = ReasonForm()
    try:
        with unit_of_work():
            newest = _newest(number)
            form.check_seen(newest.print_no)
            service.reprint(current_actor(), newest, form.given_reason())
    except BadInput as error:
        form.show(error.problems)
        return _reprint_page(_newest(number), form), error.status
    flash(gettext("A further print is requested and recorded."), "done")
    return redirect(_back(_newest(number)))


def _newest(number: str) -> Paper:
    prints = prints_of(number)
    if not prints:
        raise NotFound("There is no paper {number}.", number=number)
    return prints[-1]


def _reprint_page(newest: Paper, form: ReasonForm) -> str:
    return render_template(
        "certification/reprint.html", paper=newest, form=form, back=_back(newest)
    )


def _back(newest: Paper) -> str:
    if newest.kind is PaperKind.CERTIFICATE:
        return url_for("certification.certificate", number=newest.number)
    return url_for("reviews.review", public_id=newest.application.public_id)
