"""Where people arrive after signing in, and the choice of language."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from registry.accounts.service import choose_language
from registry.extensions import csrf
from registry.locale import LANGUAGES, remember_choice
from registry.permissions import Permission, current_actor, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("accounts", __name__)

# The first permission that a person has says where their work begins.
_HOMES = (
    (Permission.READ_OWN, "desk.applications"),
    (Permission.READ_APPLICATIONS, "reviews.work_list"),
    (Permission.READ_TOTALS, "statistics.totals_page"),
    (Permission.PUBLIC, "directory.home"),
)


@blueprint.get("/home")
@requires(Permission.SIGNED_IN)
def home() -> Response:
    """To the page where this person's work begins."""
    actor = current_actor()
    return redirect(url_for(next(endpoint for each, endpoint in _HOMES if actor.may(each))))


@blueprint.post("/language")
@requires(Permission.PUBLIC)
def language() -> Response:
    """Keep the chosen language, with the account if there is one; back to the page before.

    The form of a visitor has no token: a page that sets no cookie is the same for all of them, and
    what another site could do with it is to change the language of its own reader.
    """
    if current_actor().user_id is not None and current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()
    chosen = request.form.get("locale", "")
    if chosen in LANGUAGES:
        remember_choice(chosen)
        with unit_of_work():
            choose_language(current_actor(), chosen)
    return redirect(own_path(request.form.get("next", "")))


csrf.exempt(language)


def own_path(address: str) -> str:
    """The path, if it is one of this server; anything else becomes the start page."""
    parts = urlsplit(address.replace("\\", "/"))
    own = address.startswith("/") and not (parts.scheme or parts.netloc)
    return address if own and address.isprintable() else "/"
