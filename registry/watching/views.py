"""The pages of the warnings: the reviewers' list, the enterprise's own, those about one
application with its answer and dismissal, and what the statistician may have to revise."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from registry import clock
from registry.applications.models import Application
from registry.applications.queries import for_actor
from registry.errors import BadInput, Refused
from registry.paging import page_number
from registry.permissions import Permission, current_actor, fresh, requires
from registry.reviews.forms import SeenForm
from registry.transaction import unit_of_work
from registry.watching import answers, queries
from registry.watching.assessing import doubts
from registry.watching.backdated import Backdated, backdated
from registry.watching.backdated_export import backdated_csv
from registry.watching.forms import SORTS, AnswerForm, DismissForm, read_filter, read_since
from registry.watching.models import PatentWarning
from registry.watching.settings import setting_on
from registry.watching.wording import citation, sentence
from registry.watching.workflow import UNFINISHED, WarningAction, may_follow

blueprint = Blueprint("watching", __name__, url_prefix="/warnings")

PER_PAGE = 40
Answered = str | AnyResponse | tuple[str, int]


@blueprint.get("/")
@requires(Permission.READ_APPLICATIONS)
def work_list() -> str:
    """What waits for reviewers, with counts of each sort."""
    chosen, today = read_filter(request.args), clock.today()
    return render_template(
        "watching/work_list.html",
        listed=queries.work_list(chosen.sort, today, chosen.page, PER_PAGE),
        chosen=chosen,
        sorts=SORTS,
        per_page=PER_PAGE,
        today=today,
        said=said,
    )


@blueprint.get("/own")
@requires(Permission.READ_OWN)
def own() -> str:
    """What the own enterprise is warned of and has to answer."""
    page, today = page_number(request.args), clock.today()
    enterprise_id = current_actor().enterprise_id or 0
    return render_template(
        "watching/own.html",
        listed=queries.own_warnings(enterprise_id, today, page, PER_PAGE),
        page=page,
        per_page=PER_PAGE,
        today=today,
        said=said,
        is_example=setting_on("answer_days", today).example,
    )


@blueprint.get("/of/<public_id>")
@requires(Permission.SIGNED_IN)
def of_application(public_id: str) -> str:
    """All warnings about one application's patents, with their history and what can be done."""
    application = for_actor(current_actor(), public_id)
    found = queries.of_application(application.id)
    return render_template(
        "watching/of_application.html",
        application=application,
        warnings=found,
        findings={each.id: doubts(application, each.assessment) for each in found},
        unfinished=UNFINISHED,
        offers={each.id: _offers(application, each) for each in found},
        own=current_actor().owns(application.enterprise_id),
        today=clock.today(),
        said=said,
        citation=citation,
    )


@blueprint.route("/of/<public_id>/answer", methods=["GET", "POST"])
@requires(Permission.APPLY)
def answer(public_id: str) -> Answered:
    """Answer one warning for the enterprise."""
    form = AnswerForm()

    def act(warning: PatentWarning) -> None:
        answers.answer(current_actor(), warning, form.answer())

    return _form_page(public_id, WarningAction.ANSWER, form, act)


@blueprint.route("/of/<public_id>/dismiss", methods=["GET", "POST"])
@requires(Permission.EXAMINE)
def dismiss(public_id: str) -> Answered:
    """Decide that nothing follows from one warning."""
    form = DismissForm()

    def act(warning: PatentWarning) -> None:
        answers.dismiss(current_actor(), warning, form.given_reason())

    return _form_page(public_id, WarningAction.DISMISS, form, act)


def _form_page(
    public_id: str, action: WarningAction, form: SeenForm, act: Callable[[PatentWarning], None]
) -> Answered:
    """Show the form about the warning that the address names, or carry out what it says; what is
    wrong comes back at its fields with what was typed."""
    application = for_actor(current_actor(), public_id)
    address = url_for("watching.of_application", public_id=public_id)
    if "warning" not in request.args:
        return redirect(address)
    if request.method == "GET":
        warning = _named_warning(application)
        form.version.data = str(warning.version)
        return _form(application, warning, action, form)
    try:
        with unit_of_work():
            warning = _named_warning(for_actor(current_actor(), public_id))
            form.check_seen(warning.version)
            act(warning)
    except BadInput as error:
        form.show(error.problems)
        application = for_actor(current_actor(), public_id)
        return _form(application, _named_warning(application), action, form), error.status
    flash(gettext("This is recorded."), "done")
    return redirect(address)


def _form(
    application: Application, warning: PatentWarning, action: WarningAction, form: SeenForm
) -> str:
    if action not in _offers(application, warning):
        raise Refused("This cannot be done with the warning, or not by you.")
    names = {
        WarningAction.ANSWER: "watching/answer.html",
        WarningAction.DISMISS: "watching/dismiss.html",
    }
    return render_template(
        names[action], application=application, warning=warning, form=form, said=said
    )


def _named_warning(application: Application) -> PatentWarning:
    """The warning of the address; NotFound for a number that is none of this application's."""
    given = request.args.get("warning", "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else 0
    return answers.of_id(application, number)


def _offers(application: Application, warning: PatentWarning) -> list[WarningAction]:
    """What this person can do with the warning as it stands."""
    actor = current_actor()
    is_own = actor.owns(application.enterprise_id)
    allowed = {
        WarningAction.ANSWER: is_own and actor.may(Permission.APPLY),
        WarningAction.DISMISS: not is_own and actor.may(Permission.EXAMINE),
    }
    return [each for each, may in allowed.items() if may and may_follow(each, warning.status)]


def said(warning: PatentWarning) -> str:
    """What the warning says, in the reader's language."""
    return sentence(warning.cause, warning.said, gettext)


@blueprint.get("/backdated")
@requires(Permission.READ_TOTALS)
def backdated_page() -> tuple[str, int]:
    """Ends of patents that became known late and touch a counted year."""
    try:
        since = read_since(request.args.get("since", ""))
    except BadInput as error:
        return _backdated(None, error), error.status
    return _backdated(backdated(since), None), 200


def _backdated(found: Backdated | None, error: BadInput | None) -> str:
    return render_template(
        "watching/backdated.html",
        found=found,
        problems=error.problems if error else [],
        given=request.args.get("since", ""),
    )


@blueprint.get("/backdated.csv")
@fresh
@requires(Permission.READ_TOTALS)
def backdated_file() -> Response:
    """The same as a file for spreadsheets."""
    found = backdated(read_since(request.args.get("since", "")))
    response = Response(backdated_csv(found), content_type="text/csv; charset=utf-8")
    name = f"backdated-as-of-{clock.today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
