"""The public interface for programs: a certificate by number, what a file is, status lists."""

import hashlib
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext

from registry.certification.queries import of_number
from registry.certification.status_lists import Purpose, published, token_of
from registry.certification.verification import verify_file, written
from registry.directory.forms import list_number, uploaded
from registry.directory.schemas import certificate_json
from registry.extensions import csrf
from registry.permissions import Permission, requires

blueprint = Blueprint("directory_api", __name__, url_prefix="/api")

SIGNED, PLAIN = "application/vc+jwt", "application/vc"
# Asking again costs little: an unchanged list is answered by 304.
FRESH_FOR_S = 300


@blueprint.get("/certificates/<number>")
@requires(Permission.PUBLIC)
def certificate(number: str) -> dict[str, Any]:
    """The certificate of a number; 404 when it was not given out."""
    return certificate_json(of_number(written(number)))


@blueprint.post("/verify")
@requires(Permission.PUBLIC)
def verify() -> dict[str, Any]:
    """What a file is: sent as the body (``application/pdf``) or as the form field ``file``."""
    content = request.get_data() if _is_plain() else uploaded(request.files.get("file"))
    answer = verify_file(content)
    return {
        "verdict": answer.verdict.value,
        "reason": gettext(answer.reason).format_map(answer.values),
        "remark": gettext(answer.remark).format_map(answer.values) if answer.remark else "",
        "paper": answer.paper.kind.value if answer.paper else None,
        "certificate": certificate_json(answer.certificate) if answer.certificate else None,
    }


# Changes nothing and knows nobody, so there is nothing that a forged request could misuse.
csrf.exempt(verify)


@blueprint.get("/status/revocation")
@requires(Permission.PUBLIC)
def revocation_list() -> Response:
    """Which certificates are revoked, as a list to mirror; further ones by ``?list=2``."""
    return _status_list(Purpose.REVOCATION)


@blueprint.get("/status/suspension")
@requires(Permission.PUBLIC)
def suspension_list() -> Response:
    """Which certificates are suspended today, in the same form."""
    return _status_list(Purpose.SUSPENSION)


def _status_list(purpose: Purpose) -> Response:
    found = published(purpose, list_number(request.args))
    wanted = request.accept_mimetypes.best_match([SIGNED, PLAIN, "application/json"], SIGNED)
    body = token_of(found.text).encode() if wanted == SIGNED else found.text
    answer = Response(body, mimetype=wanted)
    # Weak: a signature on the same list is another one each time that it is made.
    answer.set_etag(hashlib.sha256(found.text + wanted.encode()).hexdigest()[:32], weak=True)
    answer.cache_control.public, answer.cache_control.max_age = True, FRESH_FOR_S
    answer.vary.add("Accept")
    answer.access_control_allow_origin = "*"
    if found.following:
        answer.headers["Link"] = f'<{found.following}>; rel="next"'
    answer.make_conditional(request)
    return answer


def _is_plain() -> bool:
    return request.mimetype in ("application/pdf", "application/octet-stream")
