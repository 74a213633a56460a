"""The answer to a program that asks a page of ours for linked data."""

import json
from collections.abc import Mapping

from flask import Response, request

MEDIA_TYPE = "application/ld+json"


def wants_linked_data() -> bool:
    """Whether the client asks for JSON-LD rather than for a page."""
    return request.accept_mimetypes.best_match(["text/html", MEDIA_TYPE]) == MEDIA_TYPE


def linked_answer(said: Mapping[str, object]) -> Response:
    """The document, as JSON-LD."""
    answer = Response(json.dumps(said, ensure_ascii=False, indent=1), mimetype=MEDIA_TYPE)
    answer.vary.add("Accept")
    return answer
