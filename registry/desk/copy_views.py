"""The copy of what was handed in, for the applicant and for who examines it."""

from flask import Blueprint, Response

from registry.applications.queries import for_actor
from registry.desk.copies import copy_pdf
from registry.desk.queries import handed_in
from registry.errors import NotFound
from registry.money import N_
from registry.permissions import Permission, current_actor, requires

blueprint = Blueprint("copy", __name__, url_prefix="/applications")


@blueprint.get("/<public_id>/copy.pdf")
@requires(Permission.SIGNED_IN)
def file(public_id: str) -> Response:
    """The answers as they were handed in last."""
    found = for_actor(current_actor(), public_id)
    record = handed_in(found)
    if record is None:
        raise NotFound(N_("This application has not been handed in yet: there is no copy of it."))
    answered = Response(copy_pdf(found, record), mimetype="application/pdf")
    name = f"application-{found.public_id}.pdf"
    answered.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answered
