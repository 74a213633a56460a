"""The page on which an institution sends a table of contracts: looked at first, then recorded."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.contracts.forms import written
from registry.contracts.table import COLUMNS, MOST_ROWS, OPTIONAL, Preview, preview, record_all
from registry.contracts.views import own_enterprise
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.permissions import Permission, current_actor, requires
from registry.tables.problems import FileProblem
from registry.transaction import unit_of_work

blueprint = Blueprint("contract_tables", __name__, url_prefix="/contracts/table")

_NO_FILE = N_("No file was chosen.")
_CHOOSE = N_("Choose a CSV or XLSX file.")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.APPLY)
def send() -> ResponseReturnValue:
    """Choose a file and see, row by row, what would be recorded; nothing is kept."""
    if request.method == "GET":
        return _page()
    try:
        found = preview(_uploaded(), own_enterprise())
    except FileProblem as error:
        return _page(problem=error.text(gettext)), error.status
    except BadInput as error:
        return _page(problem=error.problems[0].text(gettext)), error.status
    return _page(found), BadInput.status if found.wrong else 200


@blueprint.post("/record")
@requires(Permission.APPLY)
def record() -> ResponseReturnValue:
    """Record all of the table that was shown, or nothing."""
    with unit_of_work():
        content = request.form.get("table", "").encode()
        count, found = record_all(current_actor(), own_enterprise(), content)
    left_out = len(found.known)
    said = gettext("Contracts recorded, waiting for a reviewer: %(count)s.", count=count)
    flash(said, "done")
    if left_out:
        flash(gettext("Recorded already and left out: %(count)s.", count=left_out), "done")
    return redirect(url_for("contracts.own"), 303)


@blueprint.get("/empty.csv")
@requires(Permission.APPLY)
def empty() -> Response:
    """An empty table with the headings that are read, in Chinese."""
    headings = ",".join(others[0] for others in COLUMNS.values())
    response = Response(f"\ufeff{headings}\r\n", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="contracts.csv"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _uploaded() -> bytes:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput([FieldProblem("file", "", _NO_FILE, _CHOOSE)])
    return bytes(file.read())


def _page(found: Preview | None = None, problem: str = "") -> str:
    return render_template(
        "contracts/table.html",
        found=found,
        problem=problem,
        columns=COLUMNS,
        optional=OPTIONAL,
        most=MOST_ROWS,
        enterprise=own_enterprise(),
        written=written,
    )
