"""Figures over the years, year on year, and of the largest: pages, CSV and JSON."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from registry import clock
from registry.errors import BadInput, FieldProblem
from registry.permissions import Permission, fresh, requires
from registry.statistics import choices, comparing
from registry.statistics.breakdowns import TITLES
from registry.statistics.catalogue import all_figures, all_indicators
from registry.statistics.comparing_forms import (
    change_question,
    concentration_question,
    given_by_address,
    series_question,
)
from registry.statistics.concentration import MEASURED
from registry.statistics.exports import csv_of, download
from registry.statistics.forms import chosen_words
from registry.statistics.growth_text import percent
from registry.statistics.releases.wording import STATUSES
from registry.statistics.scales import NAMES, Scale, amount, is_amount, written

blueprint = Blueprint("comparing", __name__)


@blueprint.get("/statistics/series")
@requires(Permission.READ_TOTALS)
def series_page() -> tuple[str, int]:
    """A figure over the data years, each with what has been published of it."""

    def found() -> dict[str, Any]:
        """What the page shows, if the question is a right one."""
        asked = series_question(given_by_address())
        told = comparing.series_of(asked)
        return {
            "asked": asked,
            "found": told,
            "states": comparing.states(told.years, told.as_of),
            "statuses": STATUSES,
        }

    return _page("statistics/series.html", found, all_figures())


@blueprint.get("/statistics/change")
@requires(Permission.READ_TOTALS)
def change_page() -> tuple[str, int]:
    """An amount year on year, with who stayed apart from who entered and left."""

    def found() -> dict[str, Any]:
        """What the page shows, if the question is a right one."""
        asked = change_question(given_by_address())
        return {"asked": asked, "found": comparing.change_of(asked)}

    return _page("statistics/change.html", found, [f for f in all_indicators() if is_amount(f)])


@blueprint.get("/statistics/concentration")
@requires(Permission.READ_TOTALS)
def concentration_page() -> tuple[str, int]:
    """How much of an amount the largest enterprises have."""

    def found() -> dict[str, Any]:
        """What the page shows, if the question is a right one."""
        asked = concentration_question(given_by_address())
        return {"asked": asked, "found": comparing.concentration_of(asked)}

    measured = [each for each in all_indicators() if each.id in MEASURED]
    return _page("statistics/concentration.html", found, measured)


@blueprint.get("/statistics/series.csv")
@fresh
@requires(Permission.READ_TOTALS)
def series_file() -> Response:
    """The same for spreadsheets."""
    asked = series_question(given_by_address())
    lines = comparing.series_lines(asked, comparing.series_of(asked))
    return download(csv_of(lines), f"series-{asked.figure.id}.csv")


@blueprint.get("/statistics/change.csv")
@fresh
@requires(Permission.READ_TOTALS)
def change_file() -> Response:
    """The same for spreadsheets."""
    asked = change_question(given_by_address())
    lines = comparing.change_lines(asked, comparing.change_of(asked))
    return download(csv_of(lines), f"change-{asked.figure.id}-{asked.asked.data_year}.csv")


@blueprint.get("/statistics/concentration.csv")
@fresh
@requires(Permission.READ_TOTALS)
def concentration_file() -> Response:
    """The same for spreadsheets."""
    asked = concentration_question(given_by_address())
    lines = comparing.concentration_lines(asked, comparing.concentration_of(asked))
    return download(csv_of(lines), f"concentration-{asked.indicator}-{asked.asked.data_year}.csv")


@blueprint.get("/api/series")
@requires(Permission.READ_TOTALS)
def series_api() -> Response:
    """The same for programs."""
    asked = series_question(given_by_address())
    return jsonify(comparing.series_json(asked, comparing.series_of(asked)))


@blueprint.get("/api/change")
@requires(Permission.READ_TOTALS)
def change_api() -> Response:
    """The same for programs."""
    asked = change_question(given_by_address())
    return jsonify(comparing.change_json(asked, comparing.change_of(asked)))


@blueprint.get("/api/concentration")
@requires(Permission.READ_TOTALS)
def concentration_api() -> Response:
    """The same for programs."""
    asked = concentration_question(given_by_address())
    return jsonify(comparing.concentration_json(asked, comparing.concentration_of(asked)))


def _page(template: str, found: Callable[[], dict[str, Any]], figures: Any) -> tuple[str, int]:
    """The page with what was found, or with what is wrong with the question."""
    problems: list[FieldProblem] = []
    status, told = 200, {}
    try:
        told = found()
    except BadInput as error:
        problems, status = error.problems, error.status
    scale = told["asked"].asked.scale if told else Scale.YUAN
    page = render_template(
        template,
        **told,
        problems=problems,
        given=request.args,
        chosen=chosen_words(),
        figures=figures,
        titles=TITLES,
        breakdowns=choices.breakdowns(),
        filters=choices.filters(clock.today(), request.args.to_dict()),
        key_label=choices.namer(),
        scale=scale,
        unit_name=NAMES[scale],
        amount=lambda fen: amount(scale, fen),
        written=lambda figure, value: written(scale, figure, value),
        is_amount=is_amount,
        percent=percent,
    )
    return page, status
