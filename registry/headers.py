"""What every answer tells the browser: nothing from elsewhere, no script, no frame, no guessing."""

from flask import Flask, Response, g, request

from registry.config import setting

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
# Two years, as the lists of the browsers ask for.
OVER_TLS_ONLY = "max-age=63072000; includeSubDomains"
_THE_SAME_FOR_ALL = frozenset({"static", "bootstrap.static"})


def register(app: Flask) -> None:
    """Have every answer carry them; an answer that says something of its own keeps it."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        """What every answer has, and what depends on server and reader."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if setting("ENV") == "production":
            response.headers["Strict-Transport-Security"] = OVER_TLS_ONLY
        if g.get("account") is not None and request.endpoint not in _THE_SAME_FOR_ALL:
            # Whoever sits down at this machine next finds nothing in its memory.
            response.headers["Cache-Control"] = "no-store"
        return response
