"""The page on which a decision is made: one for every action that rests on grounds."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry.applications.models import Application
from registry.applications.queries import evaluation_of, for_actor, latest_evaluation
from registry.applications.service import precheck
from registry.applications.workflow import TRANSITIONS, Action, Condition
from registry.eligibility.evaluate import Evaluation
from registry.eligibility.rule import Answer, Finding, Stage
from registry.errors import BadInput
from registry.permissions import Actor, current_actor
from registry.reviews.forms import DecisionForm
from registry.reviews.offers import check_offer
from registry.reviews.rehearsal import Letter, rehearse
from registry.reviews.reasons import Grounds, ReasonCode
from registry.transaction import unit_of_work

Decide = Callable[[Actor, Application, Grounds], object]
Answered = str | Response | tuple[str, int]

_STAGES = {
    Condition.REGISTRATION_JUSTIFIED: Stage.REGISTRATION,
    Condition.CERTIFICATION_JUSTIFIED: Stage.CERTIFICATION,
}


def ask(public_id: str, action: Action) -> Answered:
    """The form of a decision; what speaks against the action is said at once."""
    application = for_actor(current_actor(), public_id)
    check_offer(current_actor(), application, action)
    return _page(application, action, _form(version=str(application.version)))


def take(public_id: str, action: Action, decide: Decide, done: Callable[[], str]) -> Answered:
    """Show what would be sent, and then decide as the form says and go on to ``done``'s address.

    The pages lead through the preview; what is wrong is shown at its field, with what was typed.
    """
    form = _form()

    def act() -> None:
        application = for_actor(current_actor(), public_id)
        form.check_seen(application.version)
        decide(current_actor(), application, form.grounds())

    step = request.form.get("step")
    if step == "change":
        return _page(for_actor(current_actor(), public_id), action, form)
    try:
        if step == "preview":
            letters = rehearse(public_id, act)
            return _page(for_actor(current_actor(), public_id), action, form, letters)
        with unit_of_work():
            act()
    except BadInput as error:
        form.show(error.problems)
        return _page(for_actor(current_actor(), public_id), action, form), error.status
    flash(gettext("The decision is made and recorded."), "done")
    return redirect(done())


def _form(**given: str) -> DecisionForm:
    form = DecisionForm(formdata=request.form if request.method == "POST" else None, data=given)
    form.reason_code.choices = [(code.value, code) for code in ReasonCode]
    return form


def _page(
    application: Application,
    action: Action,
    form: DecisionForm,
    letters: tuple[Letter, ...] | None = None,
) -> str:
    evaluation = _evaluation(application, action)
    stage = _stage(action)
    return render_template(
        "reviews/decide.html",
        application=application,
        action=action,
        form=form,
        letters=letters,
        reason_needed=Condition.REASON_GIVEN in TRANSITIONS[action].conditions,
        answer=evaluation.answer(stage) if evaluation and stage else None,
        findings=_doubts(evaluation, stage),
    )


def _evaluation(application: Application, action: Action) -> Evaluation | None:
    # The notice rests on facts of its own day: the rules will run again, so they are run here.
    if action is Action.ANNOUNCE:
        return precheck(application)
    record = latest_evaluation(application.id)
    return evaluation_of(record) if record else None


def _stage(action: Action) -> Stage | None:
    conditions = TRANSITIONS[action].conditions
    return next((_STAGES[one] for one in conditions if one in _STAGES), None)


def _doubts(evaluation: Evaluation | None, stage: Stage | None) -> tuple[Finding, ...]:
    """What is not met or undetermined, of the stages that the action rests on."""
    if evaluation is None:
        return ()
    stages = {stage, Stage.REGISTRATION} if stage else set(Stage)
    return tuple(
        finding
        for finding in evaluation.findings
        if finding.answer is not Answer.MET and finding.stage in stages
    )
