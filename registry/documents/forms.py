"""What a browser sends when a document is attached."""

import re

from flask import request

from registry.documents.service import Sent
from registry.errors import BadInput, FieldProblem
from registry.money import N_

_NO_FILE = N_("No file was chosen.")
_CHOOSE = N_("Choose a PDF, PNG, JPEG, DOCX or XLSX file.")
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


def sent_file() -> Sent:
    """The file of the request, its name without folders; BadInput where none was chosen."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise BadInput([FieldProblem("file", "", _NO_FILE, _CHOOSE)])
    return Sent(_FOLDERS.sub("", file.filename), bytes(file.read()))


def seen_version() -> int:
    """The version that the person saw; 0, which no application has, if it is unreadable."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
