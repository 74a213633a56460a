"""What no request may carry, refused before any view sees it."""

from flask import Flask, request
from werkzeug.exceptions import BadRequest


def register(app: Flask) -> None:
    """Refuse, with 400, text that holds a NUL: nobody can type it, and PostgreSQL cannot keep it."""

    @app.before_request
    def refuse_nul() -> None:
        sources = (request.args, request.form)
        texts = (text for source in sources for _, text in source.items(multi=True))
        if "\0" in request.path or any("\0" in text for text in texts):
            raise BadRequest
