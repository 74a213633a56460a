"""What no request may carry, refused before any view sees it, and how often it may be sent."""

from collections.abc import Iterator

from flask import Flask, request
from werkzeug.exceptions import (
    BadRequest,
    RequestEntityTooLarge,
    RequestURITooLarge,
    UnsupportedMediaType,
)

from registry.accounts.throttles import check_reading
from registry.config import setting

LONGEST_ADDRESS = 8_000
MOST_ARGUMENTS = 100
MOST_FIELDS = 2_000
MOST_FILES = 4
# A form that takes several files says itself how many; this is where no one reads on.
MANY_FILES = {"documents.attach": 20}
MULTIPART = "multipart/form-data"
FORMS = frozenset({"", "application/x-www-form-urlencoded", MULTIPART})
# Reads the file itself as the body.
FILES = frozenset({"application/pdf", "application/octet-stream"})
TAKES_A_FILE = frozenset({"directory_api.verify"})
# Endpoint → what is counted there, and the setting that says how often in a minute.
COUNTED = {
    "directory.products": ("search", "SEARCHES_PER_MINUTE"),
    "directory.verify_upload": ("upload", "UPLOADS_PER_MINUTE"),
    "directory_api.verify": ("upload", "UPLOADS_PER_MINUTE"),
    "documents.attach": ("upload", "UPLOADS_PER_MINUTE"),
    "documents.preview": ("upload", "UPLOADS_PER_MINUTE"),
}


def register(app: Flask) -> None:
    """Refuse what is too large or too much, what nobody reads, and what nobody can type."""

    @app.before_request
    def refuse() -> None:
        _refuse_address()
        _refuse_kind()
        _count()
        _refuse_body()
        _count_further()


def _refuse_address() -> None:
    """414 for an address that no page of ours has, 400 for a NUL in it."""
    if len(request.full_path) > LONGEST_ADDRESS:
        raise RequestURITooLarge
    if "\0" in request.path or sum(1 for _ in request.args.items(multi=True)) > MOST_ARGUMENTS:
        raise BadRequest


def _refuse_kind() -> None:
    """415 for a body that no view reads: JSON and XML above all, whatever is in them."""
    known = FORMS | FILES if request.endpoint in TAKES_A_FILE else FORMS
    if request.mimetype not in known and request.method != "GET":
        raise UnsupportedMediaType


def _count() -> None:
    what, name = COUNTED.get(request.endpoint or "", ("", ""))
    if what:
        check_reading(what, int(setting(name)))


def _count_further() -> None:
    """Each further file of a request is examined as the first one is, and counted as it."""
    what, name = COUNTED.get(request.endpoint or "", ("", ""))
    if what == "upload" and request.mimetype == MULTIPART:
        for _ in range(_count_files() - 1):
            check_reading(what, int(setting(name)))


def _refuse_body() -> None:
    """400 for text that holds a NUL: nobody can type it, and PostgreSQL cannot keep it. 413 for
    more fields or files than any form of ours has."""
    # Werkzeug heeds this limit where a form is sent in parts, and nowhere else.
    longest = request.max_form_memory_size or 0
    if request.mimetype in FORMS - {MULTIPART} and (request.content_length or 0) > longest:
        raise RequestEntityTooLarge
    if any("\0" in text for text in _texts()):
        raise BadRequest
    if request.mimetype in FILES:
        return
    if sum(
        1 for _ in request.form.items(multi=True)
    ) > MOST_FIELDS or _count_files() > MANY_FILES.get(request.endpoint or "", MOST_FILES):
        raise RequestEntityTooLarge


def _count_files() -> int:
    """Of all fields together: a field may have several. Empty fields count as well."""
    return sum(1 for _ in request.files.items(multi=True))


def _texts() -> Iterator[str]:
    sources = (request.args,) if request.mimetype in FILES else (request.args, request.form)
    for source in sources:
        for name, text in source.items(multi=True):
            yield name
            yield text
