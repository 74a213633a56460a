"""The pages of corrections: the enterprise's form, the reviewers' list, one with its decision."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.applications.corrections import Correction, corrections_of, counting
from registry.applications.models import Application
from registry.applications.queries import for_actor as application_for
from registry.applications.workflow import (
    CORRECTION_TRANSITIONS,
    CorrectionAction,
    CorrectionStatus,
)
from registry.corrections import queries, service
from registry.corrections.forms import CorrectionForm, DecideForm
from registry.corrections.what_if import changed_findings
from registry.errors import BadInput
from registry.paging import page_number
from registry.permissions import Actor, Permission, current_actor, fresh, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("corrections", __name__)

PER_PAGE = 40
_ASK = CORRECTION_TRANSITIONS[CorrectionAction.ASK].permission
_DECIDE = CORRECTION_TRANSITIONS[CorrectionAction.ACCEPT].permission
_ACTS: dict[CorrectionAction, Callable[[Actor, Correction, str], None]] = {
    CorrectionAction.ACCEPT: service.accept,
    CorrectionAction.REFUSE: service.refuse,
}


@blueprint.get("/applications/<public_id>/correction")
@requires(_ASK)
def ask_form(public_id: str) -> str:
    """The amounts that count now, to be corrected."""
    application = application_for(current_actor(), public_id)
    service.check_ask(current_actor(), application)
    known = counting(application, corrections_of(application.id))
    return _form_page(application, CorrectionForm.of(dict(known)))


@blueprint.post("/applications/<public_id>/correction")
@requires(_ASK)
def ask(public_id: str) -> ResponseReturnValue:
    """Ask for the correction."""
    form = CorrectionForm()
    try:
        with unit_of_work():
            application = application_for(current_actor(), public_id)
            service.check_ask(current_actor(), application)
            reason = form.reason.data or ""
            made = service.ask(current_actor(), application, form.given(), reason).public_id
    except BadInput as error:
        form.show(error.problems)
        return _form_page(application_for(current_actor(), public_id), form), error.status
    flash(gettext("The correction is recorded and waits for the registry's decision."), "done")
    return redirect(url_for("corrections.correction", public_id=made), 303)


@blueprint.get("/corrections")
@requires(Permission.READ_APPLICATIONS)
def work_list() -> str:
    """What waits for a decision, the oldest first."""
    page = page_number(request.args)
    rows, total = queries.waiting(page, PER_PAGE)
    return render_template(
        "corrections/work_list.html", rows=rows, total=total, page=page, per_page=PER_PAGE
    )


@blueprint.get("/corrections/<public_id>")
@requires(Permission.SIGNED_IN)
def correction(public_id: str) -> str:
    """One correction: before, after, why, and how it ended; who may decides here."""
    return _page(queries.for_actor(current_actor(), public_id), DecideForm(formdata=None))


@blueprint.post("/corrections/<public_id>/decide")
@fresh
@requires(_DECIDE)
def decide(public_id: str) -> ResponseReturnValue:
    """Accept or refuse it."""
    form = DecideForm()
    try:
        with unit_of_work():
            found = queries.for_actor(current_actor(), public_id)
            _ACTS[form.chosen()](current_actor(), found, form.reason.data or "")
    except BadInput as error:
        form.show(error.problems)
        return _page(queries.for_actor(current_actor(), public_id), form), error.status
    flash(gettext("The decision is made and recorded."), "done")
    return redirect(url_for("corrections.correction", public_id=public_id), 303)


@blueprint.post("/corrections/<public_id>/withdraw")
@requires(_ASK)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take it back."""
    with unit_of_work():
        service.withdraw(current_actor(), queries.for_actor(current_actor(), public_id))
    flash(gettext("The correction is taken back."), "done")
    return redirect(url_for("corrections.correction", public_id=public_id), 303)


def _form_page(application: Application, form: CorrectionForm) -> str:
    return render_template("corrections/form.html", application=application, form=form)


def _page(found: Correction, form: DecideForm) -> str:
    form.offer()
    actor, application = current_actor(), found.application
    earlier = [each for each in corrections_of(application.id) if each.serial < found.serial]
    before = counting(application, earlier)
    own, waits = actor.owns(application.enterprise_id), found.status is CorrectionStatus.WAITING
    return render_template(
        "corrections/correction.html",
        correction=found,
        application=application,
        before=before,
        changed=None if own else changed_findings(found, before),
        form=form,
        own=own,
        may_withdraw=waits and own and actor.may(_ASK),
        may_decide=waits and not own and actor.may(_DECIDE),
        examined_it=actor.user_id == application.examiner_id,
    )
