"""The inbox: what the registry wrote to the person who is signed in."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.messages.queries import inbox, message_of
from registry.messages.service import mark_read
from registry.paging import page_number
from registry.permissions import Permission, current_actor, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("messages", __name__, url_prefix="/messages")

PER_PAGE = 30


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
def own() -> str:
    """All messages, the newest first."""
    page = page_number(request.args)
    found = inbox(current_actor(), page, PER_PAGE)
    return render_template("messages/own.html", inbox=found, page=page, per_page=PER_PAGE)


@blueprint.get("/<public_id>")
@requires(Permission.SIGNED_IN)
def message(public_id: str) -> str:
    """One message, whole."""
    return render_template("messages/message.html", message=message_of(current_actor(), public_id))


@blueprint.post("/read")
@requires(Permission.SIGNED_IN)
def read() -> Response:
    """Note that these, or without any all, have been read; back to the inbox."""
    with unit_of_work():
        mark_read(current_actor(), request.form.getlist("message") or None)
    return redirect(url_for("messages.own"))
