"""The pages around an application under review: who works on it, and the staff's notes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry.applications.models import Application
from registry.applications.queries import for_actor
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.permissions import Permission, current_actor, requires
from registry.reviews import assignments
from registry.reviews.forms import AssignmentForm, NoteForm
from registry.reviews.notes import add_note, check_reader, notes_on
from registry.transaction import unit_of_work

blueprint = Blueprint("cases", __name__, url_prefix="/reviews")

Answered = str | Response | tuple[str, int]


@blueprint.get("/<public_id>/assignment", endpoint="assignment_form")
@requires(Permission.EXAMINE)
def assignment_form(public_id: str) -> Answered:
    """Who has the application, and to whom it can be given."""
    application = for_actor(current_actor(), public_id)
    held = assignments.assignment_of(application)
    version = str(held.version if held else 0)
    return _assignment_page(application, AssignmentForm(formdata=None, data={"version": version}))


@blueprint.post("/<public_id>/assignment")
@requires(Permission.EXAMINE)
def assignment(public_id: str) -> Answered:
    """Take it, give it, or put it back."""
    form = AssignmentForm()
    try:
        with unit_of_work():
            _assign(for_actor(current_actor(), public_id), form)
    except BadInput as error:
        form.show(error.problems)
        return _assignment_page(for_actor(current_actor(), public_id), form), error.status
    flash(gettext("Who works on this application has been recorded."), "done")
    return redirect(url_for("reviews.review", public_id=public_id))


def _assign(application: Application, form: AssignmentForm) -> None:
    actor, act = current_actor(), request.form.get("act", "")
    if act == "take":
        assignments.take(actor, application, form.seen)
    elif act == "give":
        assignments.give(actor, application, form.reviewer.data or "", form.seen)
    elif act == "put_back":
        assignments.put_back(actor, application, form.seen)
    else:
        problem, expected = (
            N_("Nothing of this can be done."),
            N_("Take it, give it or put it back."),
        )
        raise BadInput([FieldProblem("reviewer", act[:40], problem, expected)])


def _assignment_page(application: Application, form: AssignmentForm) -> str:
    form.offer(assignments.reviewers())
    holder = assignments.reviewer_of(application, assignments.assignment_of(application))
    return render_template(
        "reviews/assignment.html", application=application, form=form, holder=holder
    )


@blueprint.get("/<public_id>/notes", endpoint="notes_form")
@requires(Permission.READ_APPLICATIONS)
def notes_form(public_id: str) -> Answered:
    """The notes, and the form for one more."""
    application = for_actor(current_actor(), public_id)
    check_reader(current_actor(), application)
    return _notes_page(application, NoteForm(formdata=None))


@blueprint.post("/<public_id>/notes")
@requires(Permission.READ_APPLICATIONS)
def notes(public_id: str) -> Answered:
    """Add a note."""
    form = NoteForm()
    try:
        with unit_of_work():
            add_note(current_actor(), for_actor(current_actor(), public_id), form.text.data or "")
    except BadInput as error:
        form.show(error.problems)
        return _notes_page(for_actor(current_actor(), public_id), form), error.status
    flash(gettext("The note has been added."), "done")
    return redirect(url_for("cases.notes_form", public_id=public_id))


def _notes_page(application: Application, form: NoteForm) -> str:
    return render_template(
        "reviews/notes.html",
        application=application,
        form=form,
        notes=notes_on(current_actor(), application),
    )
