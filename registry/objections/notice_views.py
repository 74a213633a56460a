"""What the public sees of a notice, and the form by which anybody objects."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry import clock
from registry.accounts.throttles import Limit, check_guess, sender
from registry.errors import BadInput, Conflict
from registry.objections import service
from registry.objections.forms import ObjectionForm
from registry.objections.queries import Notice, notice_of_number, running_notices
from registry.objections.reading import read_objection
from registry.paging import page_number
from registry.permissions import ANONYMOUS, Permission, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

PER_PAGE = 30
# Writing an objection takes somebody minutes; a program is slowed down.
FROM_ADDRESS = Limit("objections from an address", 5, 3600)
TO_NOTICE = Limit("objections to a notice", 50, 86_400)
OVERALL = Limit("objections overall", 300, 3600)
Answered = str | Response | tuple[str, int]


@blueprint.get("")
@requires(Permission.PUBLIC)
def notices() -> str:
    """The notices that are running, those that end first first."""
    page, today = page_number(request.args), clock.today()
    return render_template(
        "objections/notices.html",
        listed=running_notices(today, page, PER_PAGE),
        page=page,
        per_page=PER_PAGE,
    )


@blueprint.get("/<number>")
@requires(Permission.PUBLIC)
def notice(number: str) -> str:
    """One notice: product, enterprise, period, and how to object."""
    found = notice_of_number(number)
    running = found.takes_objections(clock.today())
    return render_template("objections/notice.html", notice=found, running=running)


@blueprint.get("/<number>/objection", endpoint="object_form")
@requires(Permission.PUBLIC)
def object_form(number: str) -> Answered:
    """The form of an objection, as long as the notice runs."""
    return _page(notice_of_number(number), ObjectionForm(formdata=None))


@blueprint.post("/<number>/objection", endpoint="object")
@requires(Permission.PUBLIC)
def send_objection(number: str) -> Answered:
    """Keep an objection; whoever sends it is signed in or not, and known by what they write."""
    found, form = notice_of_number(number), ObjectionForm()
    try:
        given = read_objection(request.form, clock.today())
    except BadInput as error:
        form.show(error.problems)
        return _page(found, form), error.status
    if not found.takes_objections(clock.today()):
        raise Conflict("The period for objections ended on {day}.", day=found.last_day)
    check_guess((FROM_ADDRESS, sender()), (TO_NOTICE, number), (OVERALL, ""))
    with unit_of_work():
        application = notice_of_number(number).application
        reference = service.receive(ANONYMOUS, application, given).public_id
    flash(gettext("Your objection has been received. Its number is %(number)s.", number=reference))
    return redirect(url_for("notices.notice", number=number))


def _page(found: Notice, form: ObjectionForm) -> str:
    form.offer()
    running = found.takes_objections(clock.today())
    return render_template("objections/object.html", notice=found, form=form, running=running)
