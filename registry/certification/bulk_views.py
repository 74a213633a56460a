"""The page of one decision on many applications: choose, write, preview, decide, read the report."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask_babel import gettext

from registry.applications.models import Application
from registry.applications.queries import with_parts
from registry.applications.workflow import Action
from registry.certification import bulk
from registry.errors import BadInput, FieldProblem, RegistryError
from registry.extensions import db
from registry.money import N_
from registry.permissions import Permission, current_actor, fresh, requires
from registry.reviews.forms import DecisionForm
from registry.reviews.reasons import ReasonCode

blueprint = Blueprint("bulk", __name__, url_prefix="/certification/bulk")

Answered = str | tuple[str, int]


@blueprint.get("", endpoint="form")
@requires(Permission.EXAMINE)
def form_page() -> Answered:
    """The rows that were chosen in the work list, and the form of the decision on them."""
    choices = bulk.read_choices(request.args.getlist("chosen"))
    return _page(_action(request.args.get("action", "")), choices, _form())


@blueprint.post("")
@fresh
@requires(Permission.EXAMINE)
def decide() -> Answered:
    """Say what would be done and sent, or do it; each row by itself."""
    choices = bulk.read_choices(request.form.getlist("chosen"))
    action, form = _action(request.form.get("action", "")), _form()
    if action is None or not choices:
        problem, expected = N_("Nothing is chosen."), N_("Choose rows of the list and an action.")
        raise BadInput([FieldProblem("chosen", "", problem, expected)])
    try:
        order = bulk.Order(action, form.grounds(), choices)
    except BadInput as error:
        return _page(action, choices, form), error.status
    if request.form.get("step") == "decide":
        return _page(action, choices, form, done=bulk.carry_out(current_actor(), order))
    return _page(action, choices, form, coming=bulk.preview(current_actor(), order))


def _action(text: str) -> Action | None:
    known = {each.value: each for each in bulk.DECISIONS}
    if text and text not in known:
        problem, expected = N_("There is no such decision."), N_("Choose one of: {words}.")
        words = {"words": ", ".join(known)}
        raise BadInput([FieldProblem("action", text[:40], problem, expected, words)])
    return known.get(text)


def _form() -> DecisionForm:
    form = DecisionForm(formdata=request.form if request.method == "POST" else None)
    form.reason_code.choices = [(code.value, code) for code in ReasonCode]
    return form


def _page(
    action: Action | None,
    choices: Sequence[bulk.Choice],
    form: DecisionForm,
    *,
    coming: list[bulk.Outcome] | None = None,
    done: list[bulk.Outcome] | None = None,
) -> str:
    return render_template(
        "certification/bulk.html",
        action=action,
        actions=tuple(bulk.DECISIONS),
        choices=choices,
        applications=_applications(choices),
        form=form,
        coming=coming,
        done=done,
        translate=_said,
    )


def _said(refusal: RegistryError) -> str:
    """Why a row was refused; of fields that are wrong, what is wrong with each."""
    if isinstance(refusal, BadInput):
        return " ".join(problem.text(gettext) for problem in refusal.problems)
    return refusal.text(gettext)


def _applications(choices: Sequence[bulk.Choice]) -> dict[str, Application]:
    chosen = [each.public_id for each in choices]
    found = db.session.scalars(with_parts().where(Application.public_id.in_(chosen)))
    return {each.public_id: each for each in found}
