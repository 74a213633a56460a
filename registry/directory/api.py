"""The public interface for programs: a certificate by number, and what a file is."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext

from registry.certification.queries import of_number
from registry.certification.verification import verify_file
from registry.directory.forms import uploaded, written_number
from registry.directory.schemas import certificate_json
from registry.extensions import csrf
from registry.permissions import Permission, requires

blueprint = Blueprint("directory_api", __name__, url_prefix="/api")


@blueprint.get("/certificates/<number>")
@requires(Permission.PUBLIC)
def certificate(number: str) -> dict[str, Any]:
    """The certificate of a number; 404 when it was not given out."""
    return certificate_json(of_number(written_number(number)))


@blueprint.post("/verify")
@requires(Permission.PUBLIC)
def verify() -> dict[str, Any]:
    """What a file is: sent as the body (``application/pdf``) or as the form field ``file``."""
    content = request.get_data() if _is_plain() else uploaded(request.files.get("file"))
    answer = verify_file(content)
    return {
        "verdict": answer.verdict.value,
        "reason": gettext(answer.reason).format_map(answer.values),
        "certificate": certificate_json(answer.certificate) if answer.certificate else None,
    }


# Changes nothing and knows nobody, so there is nothing that a forged request could misuse.
csrf.exempt(verify)


def _is_plain() -> bool:
    return request.mimetype in ("application/pdf", "application/octet-stream")
