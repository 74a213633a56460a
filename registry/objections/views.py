"""The staff's pages of objections: what waits, one with its answer, and those that come on paper."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry.applications.models import Application
from registry.applications.objections import Objection
from registry.applications.queries import for_actor
from registry.errors import BadInput
from registry.objections import service
from registry.objections.forms import AnswerForm, PaperForm
from registry.objections.queries import notice_of, objection_of, open_objections
from registry.objections.reading import read_objection
from registry.paging import page_number
from registry.permissions import Permission, current_actor, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("objections", __name__, url_prefix="/objections")

PER_PAGE = 40
Answered = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.READ_APPLICATIONS)
def work_list() -> str:
    """What waits for an answer, the oldest first; nothing of whom it is about."""
    page = page_number(request.args)
    rows, total = open_objections(page, PER_PAGE)
    return render_template(
        "objections/work_list.html", rows=rows, total=total, page=page, per_page=PER_PAGE
    )


@blueprint.get("/<public_id>")
@requires(Permission.READ_APPLICATIONS)
def objection(public_id: str) -> Answered:
    """One objection with its answer, or the form for one."""
    found = _found(public_id)
    return _page(found, AnswerForm(formdata=None))


@blueprint.post("/<public_id>")
@requires(Permission.EXAMINE)
def answer(public_id: str) -> Answered:
    """Uphold or dismiss it."""
    form = AnswerForm()
    try:
        with unit_of_work():
            reason = form.reason.data or ""
            service.answer(current_actor(), _found(public_id), form.chosen(), reason)
    except BadInput as error:
        form.show(error.problems)
        return _page(_found(public_id), form), error.status
    flash(gettext("The decision is made and recorded."), "done")
    return redirect(url_for("objections.objection", public_id=public_id))


@blueprint.get("/to/<public_id>", endpoint="record_form")
@requires(Permission.EXAMINE)
def record_form(public_id: str) -> Answered:
    """The form for an objection that came on paper."""
    application = for_actor(current_actor(), public_id)
    service.refuse_own(current_actor(), application)
    return _paper_page(application, PaperForm(formdata=None))


@blueprint.post("/to/<public_id>")
@requires(Permission.EXAMINE)
def record(public_id: str) -> Answered:
    """Record it."""
    form = PaperForm()
    try:
        given = read_objection(request.form, None)
        with unit_of_work():
            application = for_actor(current_actor(), public_id)
            kept = service.record(current_actor(), application, given).public_id
    except BadInput as error:
        form.show(error.problems)
        return _paper_page(for_actor(current_actor(), public_id), form), error.status
    flash(gettext("The objection has been recorded."), "done")
    return redirect(url_for("objections.objection", public_id=kept))


def _found(public_id: str) -> Objection:
    found = objection_of(public_id)
    service.refuse_own(current_actor(), found.application)
    return found


def _page(found: Objection, form: AnswerForm) -> str:
    form.offer()
    may_answer = current_actor().may(Permission.EXAMINE)
    return render_template(
        "objections/objection.html", objection=found, form=form, may_answer=may_answer
    )


def _paper_page(application: Application, form: PaperForm) -> str:
    form.offer()
    return render_template("objections/record.html", notice=notice_of(application), form=form)
