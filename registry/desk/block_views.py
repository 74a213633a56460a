"""The page on which a clerk pastes or uploads many patent numbers: looked at first, then added."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry import clock
from registry.applications import service
from registry.applications.models import Application, Basis
from registry.applications.queries import for_actor
from registry.applications.steps import steps_of
from registry.applications.workflow import EDITABLE
from registry.desk.fields import why_unreadable
from registry.desk.forms import MOST_ROWS
from registry.desk.number_block import Block, decoded, read_block
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.patents.standing import standings
from registry.patents.telling import shown_on
from registry.permissions import Permission, current_actor, requires
from registry.tables.problems import FileProblem
from registry.transaction import unit_of_work

blueprint = Blueprint("patent_block", __name__, url_prefix="/applications/<public_id>/patents")

_NO_ROOM = N_("The application would name {count} patents.")
_ROOM = N_("At most {most} are possible; leave some out of the list.")
_NO_NEW = N_("There is nothing to add in this list.")
_LOOK = N_("Look at the findings, correct the list, and send it again.")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.APPLY)
def look(public_id: str) -> ResponseReturnValue:
    """Send a list and see, line by line, what was read; nothing is kept."""
    application = for_actor(current_actor(), public_id)
    if application.status not in EDITABLE:
        return redirect(url_for("desk.application", public_id=public_id))
    if request.method == "GET":
        return _page(application)
    try:
        block = read_block(_sent(), application)
    except FileProblem as error:
        return _page(application, problem=error.text(gettext)), error.status
    except BadInput as error:
        return _page(application, problem=error.problems[0].text(gettext)), error.status
    return _page(application, block), BadInput.status if block.wrong else 200


@blueprint.post("/add")
@requires(Permission.APPLY)
def add(public_id: str) -> ResponseReturnValue:
    """Add what was shown as new to the draft."""
    version = request.form.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        with unit_of_work():
            application = for_actor(current_actor(), public_id)
            block = read_block(request.form.get("block", ""), application)
            _check_room(application, block)
            service.add_links(current_actor(), application, block.links(_basis()), seen)
    except BadInput as error:
        application = for_actor(current_actor(), public_id)
        return _page(application, problem=error.problems[0].text(gettext)), error.status
    flash(gettext("Patents added to the draft: %(count)s.", count=len(block.new)), "success")
    return redirect(url_for("desk.edit", public_id=public_id), 303)


def _sent() -> str:
    """The text of the file if one was chosen, else what was pasted."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return decoded(bytes(file.read()), file.filename[:80])
    return request.form.get("block", "")


def _basis() -> Basis | None:
    given = request.form.get("basis", "")
    return Basis(given) if given in set(Basis) else None


def _check_room(application: Application, block: Block) -> None:
    count = len(application.links) + len(block.new)
    if not block.new:
        raise BadInput([FieldProblem("block", "", _NO_NEW, _LOOK)])
    if count > MOST_ROWS:
        values = {"count": str(count), "most": str(MOST_ROWS)}
        raise BadInput([FieldProblem("block", "", _NO_ROOM, _ROOM, values)])


def _page(application: Application, block: Block | None = None, problem: str = "") -> str:
    today, rows = clock.today(), block.rows if block else ()
    known = standings([row.patent.id for row in rows if row.patent], today)
    return render_template(
        "desk/patents.html",
        application=application,
        steps=steps_of(application),
        block=block,
        text=block.text if block else request.form.get("block", ""),
        problem=problem,
        standings={key: shown_on(each, today) for key, each in known.items()},
        why=lambda each: (
            each.text(gettext) if isinstance(each, FieldProblem) else why_unreadable(each)
        ),
        bases=tuple(Basis),
        most=MOST_ROWS,
    )
