"""The page of the totals, and the same as a CSV file."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from registry import clock
from registry.errors import BadInput, FieldProblem
from registry.permissions import Permission, fresh, requires
from registry.statistics import choices
from registry.statistics.breakdowns import TITLES
from registry.statistics.catalogue import all_figures, all_indicators
from registry.statistics.exports import download, totals_csv
from registry.statistics.forms import (
    Figure,
    Question,
    answer,
    asked_for,
    chosen_of,
    chosen_words,
)
from registry.statistics.indicator import Indicator
from registry.statistics.queries import Cell, Totals
from registry.statistics.releases.wording import REASONS
from registry.statistics.scales import NAMES, Scale, is_amount, writer
from registry.statistics.shown import Shown

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")


@blueprint.get("/totals")
@requires(Permission.READ_TOTALS)
def totals_page() -> tuple[str, int]:
    """Totals as tables, with the way to the plan's target and what the figures mean."""
    problems: list[FieldProblem] = []
    chosen = chosen_of(Shown, "figures", request.args.get("figures", ""), Shown.ALL, problems)
    try:
        asked = asked_for()
    except BadInput as error:
        return _page(None, None, chosen, [*error.problems, *problems]), error.status
    if problems:
        return _page(None, None, chosen, problems), BadInput.status
    asked = replace(asked, page=asked.page or 1)
    return _page(asked, answer(asked), chosen, []), 200


def _page(
    asked: Question | None, found: Totals | None, chosen: Shown, problems: list[FieldProblem]
) -> str:
    allowed = found.ratios if found else ()
    figures: list[Figure] = [
        each
        for each in all_figures()
        if chosen.takes(each) and (isinstance(each, Indicator) or each in allowed)
    ]
    return render_template(
        "statistics/totals.html",
        asked=asked,
        totals=found,
        problems=problems,
        given=request.args,
        chosen=chosen_words(),
        figures=figures,
        indicators=all_indicators(),
        all_figures=all_figures(),
        titles=TITLES,
        breakdowns=choices.breakdowns(),
        filters=choices.filters(clock.today(), request.args.to_dict()),
        key_label=choices.namer(),
        shown=_lines(asked.scale if asked else Scale.YUAN, figures),
        is_amount=is_amount,
        scale=asked.scale if asked else Scale.YUAN,
        scales=NAMES,
        figure_choice=chosen,
        figure_choices=Shown,
        lines_of=lines_of,
        reasons=REASONS,
        sort=_sort,
    )


@blueprint.get("/totals.csv")
@fresh
@requires(Permission.READ_TOTALS)
def totals_file() -> Response:
    """The same totals, all rows in their order, as a file for spreadsheets."""
    asked = replace(asked_for(), page=None)
    name = f"totals-{asked.data_year}-as-of-{asked.as_of.isoformat()}.csv"
    return download(totals_csv(answer(asked)), name)


def _lines(scale: Scale, chosen: list[Figure]) -> Callable[[dict[str, int]], list[str]]:
    """What writes the figures of a line, as the table's columns have them."""
    writers = [writer(scale, figure) for figure in chosen]
    return lambda figures: [write(figures) for write in writers]


def _sort(asked: Question, word: str) -> tuple[str, str]:
    """The order that a heading leads to, figures from the top first, and what ``aria-sort`` says
    of it now."""
    if asked.order.removeprefix("-") != word:
        return (word if word == "code" else f"-{word}"), "none"
    if asked.descending:
        return word, "descending"
    return f"-{word}", "ascending"


def lines_of(cell: Cell) -> list[str]:
    """The parts of a cell that a table shows: those with something in them, and the sum of two."""
    parts = [
        name
        for name, figures in (("registered", cell.registered), ("certified", cell.certified))
        if any(figures.values())
    ]
    return parts if len(parts) == 1 else [*parts, "together"]
