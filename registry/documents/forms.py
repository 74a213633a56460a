"""What a browser sends when documents are attached."""

import re

from flask import request

from registry.documents.service import Sent
from registry.errors import BadInput, FieldProblem
from registry.money import N_

_NO_FILE = N_("No file was chosen.")
_CHOOSE = N_("Choose a PDF, PNG, JPEG, DOCX or XLSX file.")
_TOO_MANY = N_("{count} files were chosen.")
_AT_MOST = N_("Choose at most {most} at once, and the others after that.")
MOST_AT_ONCE = 10
_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)


def sent_files() -> list[Sent]:
    """The files of the request, their names without folders; BadInput for none and too many."""
    files = [(each, each.filename) for each in request.files.getlist("file") if each.filename]
    if not files:
        raise BadInput([FieldProblem("file", "", _NO_FILE, _CHOOSE)])
    if len(files) > MOST_AT_ONCE:
        values = {"count": str(len(files)), "most": str(MOST_AT_ONCE)}
        raise BadInput([FieldProblem("file", "", _TOO_MANY, _AT_MOST, values)])
    return [Sent(_FOLDERS.sub("", name or ""), bytes(each.read())) for each, name in files]


def seen_version() -> int:
    """The version that the person saw; 0, which no application has, if it is unreadable."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
