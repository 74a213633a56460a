"""The page of the plan's targets, and the same as JSON and CSV."""

from flask import Blueprint, Response, jsonify, render_template, request

from registry import clock
from registry.errors import BadInput, FieldProblem
from registry.money import format_yi
from registry.permissions import Permission, fresh, requires
from registry.statistics.forms import question
from registry.statistics.settings import LAPSING_MONTHS, STATUS_FRESH_DAYS, in_force
from registry.statistics.target_export import targets_csv, targets_json
from registry.statistics.target_quarters import quarters_of
from registry.statistics.targets import Targets, targets

blueprint = Blueprint("targets", __name__)


@blueprint.get("/statistics/targets")
@requires(Permission.READ_TOTALS)
def page() -> tuple[str, int]:
    """Output, contracts and the industrialisation rate, each beside its target, and by place."""
    try:
        found = asked_for()
    except BadInput as error:
        return _page(None, error.problems), error.status
    return _page(found, []), 200


@blueprint.get("/statistics/targets.csv")
@fresh
@requires(Permission.READ_TOTALS)
def file() -> Response:
    """The same as a file for spreadsheets."""
    found = asked_for()
    response = Response(targets_csv(found), content_type="text/csv; charset=utf-8")
    name = f"targets-as-of-{found.as_of.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.get("/api/targets")
@requires(Permission.READ_TOTALS)
def api() -> Response:
    """The same for programs."""
    return jsonify(targets_json(asked_for()))


def asked_for() -> Targets:
    """The targets as of the day of the address; today without one. BadInput for what is no day."""
    return targets(question(as_of=request.args.get("as_of", "")).as_of)


def _page(found: Targets | None, problems: list[FieldProblem]) -> str:
    day = found.as_of if found else clock.today()
    return render_template(
        "statistics/targets.html",
        found=found,
        problems=problems,
        given=request.args.get("as_of", ""),
        quarters=quarters_of(found) if found else (),
        lapsing=in_force(LAPSING_MONTHS, day),
        fresh=in_force(STATUS_FRESH_DAYS, day),
        in_yi=in_yi,
    )


def in_yi(fen: int | None) -> str:
    """An amount in a table whose caption names the unit; a dash for what is not known."""
    return "—" if fen is None else format_yi(fen)
