"""How an error is answered: one handler, a page for people and JSON for programs."""

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from registry.errors import BadInput, RegistryError
from registry.extensions import db


def register(app: Flask) -> None:
    """Answer our own errors and Werkzeug's in the one way."""
    app.register_error_handler(RegistryError, _registry_error)
    app.register_error_handler(HTTPException, _http_error)


def _registry_error(error: RegistryError) -> Response:
    db.session.rollback()
    problems = error.problems if isinstance(error, BadInput) else []
    listed = [
        {"field": problem.field, "given": problem.given, "message": problem.text(gettext)}
        for problem in problems
    ]
    return _answer(error.status, error.text(gettext), listed)


def _http_error(error: HTTPException) -> Response:
    response = error.get_response()
    if error.code is None or error.code < 400:
        return make_response(response)
    return _answer(error.code, gettext(error.description or error.name), [])


def _answer(status: int, message: str, problems: list[dict[str, str]]) -> Response:
    if wants_json():
        return make_response(jsonify(error=message, problems=problems), status)
    page = render_template("errors/error.html", status=status, message=message, problems=problems)
    return make_response(page, status)


def wants_json() -> bool:
    """Whether the client asked for JSON rather than for a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.path.startswith("/api/") or best == "application/json"
