"""What every answer must carry, looked at on each answer that any test gets."""

from flask import g
from werkzeug.test import TestResponse

from registry.headers import HEADERS


def check_headers(answer: TestResponse, *, signed_in: bool, shared: bool) -> None:
    """``shared``: a file that is the same for everybody, such as the style sheet."""
    policy = answer.headers.get("Content-Security-Policy", "").split("; ")
    said = f"{answer.request.method} {answer.request.path}: {answer.status}"
    assert "default-src 'none'" in policy, said
    assert "frame-ancestors 'none'" in policy, said
    assert not any("unsafe" in part or "*" in part for part in policy), said
    assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"], said
    assert set(HEADERS) <= set(answer.headers.keys()), said
    if signed_in and not shared:
        assert answer.headers["Cache-Control"] == "no-store", said
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")), said


def was_signed_in() -> bool:
    """Whether who sent the request that this context has just answered was signed in."""
    return g.get("account") is not None
