"""The page of the totals, and the same as a CSV file."""

from flask import Blueprint, Response, render_template, request

from registry.enterprises.models import Size
from registry.errors import BadInput, FieldProblem
from registry.money import format_yuan
from registry.permissions import Permission, requires
from registry.statistics.breakdowns import DIMENSIONS, TITLES
from registry.statistics.catalogue import all_indicators
from registry.statistics.exports import totals_csv
from registry.statistics.forms import answer, asked_for, chosen_words
from registry.statistics.indicator import Indicator, Unit
from registry.statistics.queries import Cell, Totals

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")


@blueprint.get("/totals")
@requires(Permission.READ_TOTALS)
def totals_page() -> tuple[str, int]:
    """Totals as tables, with the way to the plan's target and what the figures mean."""
    try:
        asked = asked_for()
    except BadInput as error:
        return _page(None, error.problems), error.status
    return _page(answer(asked), []), 200


def _page(found: Totals | None, problems: list[FieldProblem]) -> str:
    return render_template(
        "statistics/totals.html",
        totals=found,
        problems=problems,
        given=request.args,
        chosen=chosen_words(),
        indicators=all_indicators(),
        dimensions=DIMENSIONS,
        titles=TITLES,
        shown=shown,
        lines_of=lines_of,
        size=Size,
    )


@blueprint.get("/totals.csv")
@requires(Permission.READ_TOTALS)
def totals_file() -> Response:
    """The same totals as a file for spreadsheets."""
    asked = asked_for()
    name = f"totals-{asked.data_year}-as-of-{asked.as_of.isoformat()}.csv"
    response = Response(totals_csv(answer(asked)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def shown(indicator: Indicator, value: int) -> str:
    """A figure in a table whose heading names the unit: yuan to the fen, or a count."""
    return format_yuan(value) if indicator.unit is Unit.FEN else f"{value:,}"


def lines_of(cell: Cell) -> list[str]:
    """The parts of a cell that a table shows: those with something in them, and the sum of two."""
    parts = [
        name
        for name, figures in (("registered", cell.registered), ("certified", cell.certified))
        if any(figures.values())
    ]
    return parts if len(parts) == 1 else [*parts, "together"]
