"""Totals for programs."""

from flask import Blueprint, Response, jsonify

from registry.permissions import Permission, requires
from registry.statistics.forms import answer, asked_for
from registry.statistics.schemas import to_json

blueprint = Blueprint("statistics_api", __name__, url_prefix="/api")


@blueprint.get("/totals")
@requires(Permission.READ_TOTALS)
def totals() -> Response:
    """Totals as JSON: ``data_year``, ``as_of`` and ``by`` as for the page."""
    return jsonify(to_json(answer(asked_for())))
