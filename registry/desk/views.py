"""The applicant's pages: list, form, check, submit, withdraw, and what became of it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry import clock
from registry.applications import service
from registry.applications.corrections import corrections_of, may_be_corrected
from registry.applications.models import Application
from registry.applications.queries import (
    evaluation_of,
    for_actor,
    latest_evaluation,
    standings_shown,
)
from registry.applications.steps import steps_of, steps_to_come
from registry.applications.workflow import EDITABLE, TRANSITIONS, Action, Status, actions_from
from registry.certification.queries import of_application, state_on
from registry.desk.forms import ApplicationForm
from registry.desk.queries import PER_PAGE, own_applications
from registry.desk.updates import marks_on_form, may_be_updated, record_to_carry, unchanged
from registry.eligibility.rule import Stage
from registry.errors import BadInput, Conflict
from registry.paging import page_number
from registry.permissions import Permission, current_actor, requires
from registry.programme.queries import open_rounds
from registry.reviews.comparison import compare, marks_of_fields, marks_of_patents, untouched
from registry.reviews.queries import decisions_on, earlier_record
from registry.transaction import unit_of_work
from registry.watching.queries import own_warnings
from registry.watching.views import said

blueprint = Blueprint("desk", __name__, url_prefix="/applications")

WARNINGS_SHOWN = 5
"""Of the warnings about patents, on the first page; the others have a page of their own."""

ONWARD = {"documents": "documents.own", "check": "desk.check"}
"""The button that saves the form → the page of the step that comes next."""


@blueprint.get("")
@requires(Permission.READ_OWN)
def applications() -> str:
    """The own enterprise's applications and the rounds that are open."""
    page, today = page_number(request.args), clock.today()
    enterprise_id = current_actor().enterprise_id
    return render_template(
        "desk/applications.html",
        warned=own_warnings(enterprise_id or 0, today, per_page=WARNINGS_SHOWN),
        said=said,
        own=own_applications(enterprise_id or 0, page),
        page=page,
        per_page=PER_PAGE,
        rounds=open_rounds(today),
        may_apply=current_actor().may(Permission.APPLY),
        today=today,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.APPLY)
def new() -> ResponseReturnValue:
    """Begin a draft."""
    today = clock.today()
    carried = record_to_carry(current_actor(), request.args.get("update", ""))
    form = ApplicationForm.for_new(open_rounds(today), today, carried)

    def begin() -> Application:
        return service.begin(current_actor(), int(form.round_year.data), form.given())

    return _form_page(form, None, begin, carried)


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.APPLY)
def edit(public_id: str) -> ResponseReturnValue:
    """Change a draft or a returned application."""
    application = for_actor(current_actor(), public_id)
    if application.status not in EDITABLE:
        return redirect(_address(application))
    form = ApplicationForm.for_change(application, clock.today())

    def save() -> Application:
        now = for_actor(current_actor(), public_id)
        service.save(current_actor(), now, form.given(), form.seen_version)
        return now

    return _form_page(form, application, save, earlier_record(application))


@blueprint.get("/<public_id>")
@requires(Permission.READ_OWN)
def application(public_id: str) -> str:
    """Everything about one application that its enterprise may know."""
    found = for_actor(current_actor(), public_id)
    record = latest_evaluation(found.id)
    certificate = of_application(found.id)
    may_apply = current_actor().may(Permission.APPLY)
    return render_template(
        "desk/application.html",
        application=found,
        steps=steps_of(found) if may_apply else {},
        actions=applicant_actions(found.status) if may_apply else (),
        editable=may_apply and found.status in EDITABLE,
        may_be_updated=may_apply and may_be_updated(found),
        evaluation=evaluation_of(record) if record else None,
        evaluated_at=record.at if record else None,
        standings=standings_shown(found, clock.today()),
        decisions=decisions_on(found.id),
        corrections=(corrections := corrections_of(found.id)),
        may_correct=may_apply and may_be_corrected(found, corrections),
        certificate=certificate,
        state=state_on(certificate, clock.today()) if certificate else None,
    )


@blueprint.get("/<public_id>/check")
@requires(Permission.APPLY)
def check(public_id: str) -> str:
    """What the rules would find if it were submitted now; nothing is stored."""
    return _check_page(for_actor(current_actor(), public_id))


def _check_page(found: Application, missing: frozenset[str] = frozenset()) -> str:
    evaluation, earlier = service.precheck(found), earlier_record(found)
    return render_template(
        "desk/check.html",
        application=found,
        steps=steps_of(found),
        untouched=untouched(found, earlier),
        unconfirmed=missing,
        evaluation=evaluation,
        for_registration=evaluation.answer(Stage.REGISTRATION),
        for_certification=evaluation.answer(Stage.CERTIFICATION),
        earlier=earlier,
        marks=marks_of_fields(found, earlier) if earlier else {},
        compared=compare(found, earlier),
        patents=tuple(marks_of_patents(found, earlier)) if earlier else (),
        may_submit=Action.SUBMIT in applicant_actions(found.status),
    )


@blueprint.post("/<public_id>/submit")
@requires(Permission.APPLY)
def submit(public_id: str) -> ResponseReturnValue:
    """Hand it in as the person saw it; amounts of the earlier record have to be confirmed."""
    with unit_of_work():
        found = for_actor(current_actor(), public_id)
        _refuse_stale(found)
        same = unchanged(found)
        missing = frozenset(same).difference(request.form.getlist("unchanged"))
        if not missing:
            service.submit(current_actor(), found, same)
    if missing:
        return _check_page(found, missing), 422
    flash(gettext("The application has been submitted."), "success")
    return redirect(_address(found))


@blueprint.route("/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.APPLY)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Ask once more, then take it back."""
    found = for_actor(current_actor(), public_id)
    if request.method == "GET":
        return render_template("desk/withdraw.html", application=found)
    with unit_of_work():
        found = for_actor(current_actor(), public_id)
        _refuse_stale(found)
        service.withdraw(current_actor(), found, request.form.get("reason", "")[:2000])
    flash(gettext("The application has been withdrawn."), "success")
    return redirect(_address(found))


def applicant_actions(status: Status) -> tuple[Action, ...]:
    """What an applicant can do in a status, by the workflow table."""
    return tuple(
        action
        for action in actions_from(status)
        if TRANSITIONS[action].permission is Permission.APPLY
    )


def _form_page(
    form: ApplicationForm,
    application: Application | None,
    act: Callable[[], Application],
    earlier: Application | None,
) -> ResponseReturnValue:
    """Show the form, or carry out what it says; problems come back with what was typed."""
    status, refusal = 200, ""
    if form.add_rows.data:
        form.append_rows()
    elif form.is_submitted():
        status, refusal = _carry_out(form, act)
    if status == 303:
        flash(gettext("The draft has been saved."), "success")
        for remark in form.remarks():
            flash(remark, "warning")
        return redirect(refusal, 303)
    page = render_template(
        "desk/form.html",
        form=form,
        application=application,
        steps=steps_of(application) if application else steps_to_come(),
        refusal=refusal,
        earlier=earlier,
        marks=marks_on_form(form, earlier),
    )
    return page, status


def _carry_out(form: ApplicationForm, act: Callable[[], Application]) -> tuple[int, str]:
    """HTTP status, and the address to go to (303) or the refusal to be shown."""
    if not form.validate():
        return 422, ""
    try:
        with unit_of_work():
            saved = act()
    except BadInput as error:
        form.take_problems(error.problems)
        return 422, ""
    except Conflict as error:
        return 409, error.text(gettext)
    onward = ONWARD.get(request.form.get("then", ""), "desk.application")
    return 303, url_for(onward, public_id=saved.public_id)


def _refuse_stale(application: Application) -> None:
    if request.form.get("version") != str(application.version):
        raise Conflict("Somebody else has changed this application meanwhile; look at it again.")


def _address(application: Application) -> str:
    return url_for("desk.application", public_id=application.public_id)
