"""Files as answers: kept by the browser until they change, saved under a name of their own."""

import hashlib

from flask import Response, request

PUBLIC_SECONDS = 3600


def file_answer(body: bytes, media_type: str, name: str, *, public: bool) -> Response:
    """The file, or 304 where the reader has it already. The language and who asks may change it:
    no cache between may keep what is for staff, and none may mix languages."""
    response = Response(body, content_type=media_type)
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    kept = f"private, max-age={PUBLIC_SECONDS}" if public else "no-store"
    response.headers["Cache-Control"] = kept
    response.vary.update(["Accept-Language", "Cookie"])
    response.make_conditional(request)
    return response
