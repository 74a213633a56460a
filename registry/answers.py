"""How an error is answered: one handler, a page for people and JSON for programs."""

from collections.abc import Mapping

import structlog
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from registry.errors import BadInput, RegistryError
from registry.extensions import db
from registry.money import N_

log = structlog.get_logger()

# What an answer of HTTP means for the person who gets it; for errors that are not our own.
ANSWERS: Mapping[int, str] = {
    400: N_("The registry could not read this request. Go back, reload the page and try again."),
    401: N_("Please sign in first."),
    403: N_("You may not do this."),
    404: N_("There is no such page."),
    405: N_("This address cannot be used in this way."),
    406: N_("The registry cannot answer in the form that was asked for."),
    413: N_("What was sent is larger than the registry reads: at most {megabytes} MB."),
    414: N_("This address is longer than any of the registry's."),
    415: N_("The registry does not read this kind of content."),
    429: N_("Too many requests; try again in a little while."),
    500: N_("Something failed inside the registry. Nothing was changed. Please try again later."),
    503: N_("The registry is not ready for this. Please try again later."),
}

# The services look before they write; what slips in between is stopped by the database.
AT_THE_SAME_TIME = N_(
    "Somebody else stored the same at this moment. Nothing of this was stored; please do it again."
)


def register(app: Flask) -> None:
    """Answer our own errors and Werkzeug's in the one way."""
    app.register_error_handler(RegistryError, _registry_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(IntegrityError, _same_time)


def _registry_error(error: RegistryError) -> Response:
    db.session.rollback()
    problems = error.problems if isinstance(error, BadInput) else []
    listed = [
        {"field": problem.field, "given": problem.given, "message": problem.text(gettext)}
        for problem in problems
    ]
    return _answer(error.status, error.text(gettext), listed)


def _same_time(error: IntegrityError) -> Response:
    db.session.rollback()
    log.warning("stored_at_the_same_time", error=type(error.orig).__name__)
    return _answer(409, gettext(AT_THE_SAME_TIME), [])


def _http_error(error: HTTPException) -> Response:
    response = error.get_response()
    if error.code is None or error.code < 400:
        return make_response(response)
    megabytes = current_app.config["MAX_CONTENT_LENGTH"] // 2**20
    said = gettext(ANSWERS.get(error.code, error.name)).format(megabytes=megabytes)
    return _answer(error.code, said, [])


def _answer(status: int, message: str, problems: list[dict[str, str]]) -> Response:
    if wants_json():
        return make_response(jsonify(error=message, problems=problems), status)
    page = render_template("errors/error.html", status=status, message=message, problems=problems)
    return make_response(page, status)


def wants_json() -> bool:
    """Whether the client asked for JSON rather than for a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith("/api/") or best == "application/json"
