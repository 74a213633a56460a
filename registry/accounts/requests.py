"""Who sends a request, and whether they have to prove something before it is carried out."""

from typing import Any

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from registry import clock
from registry.accounts import sessions
from registry.accounts.models import User, UserSession
from registry.accounts.proofs import confirm
from registry.accounts.second_factors import has_factor, is_required
from registry.accounts.security_keys import options_to_ask
from registry.accounts.service import actor_of
from registry.extensions import db
from registry.permissions import ANONYMOUS, current_actor
from registry.transaction import unit_of_work

# What a person may use who must first show a second factor, and who must first set one up.
_BEFORE_SHOWING = frozenset({"accounts.language", "sign_in.out", "account.confirm"})
_BEFORE_SETTING_UP = _BEFORE_SHOWING | {
    "factors.page",
    "factors.authenticator",
    "factors.add_authenticator",
    "factors.key",
    "factors.add_key",
}


class Visitor:
    """What the templates see of somebody who is not signed in."""

    is_authenticated = False
    name = ""
    enterprise = None


_VISITOR = Visitor()


def know_the_actor(app: Flask) -> None:
    """Have each request know who sends it, as ``permissions.current_actor()``."""

    @app.before_request
    def set_actor() -> ResponseReturnValue | None:
        """Who it is; or the page that they have to pass first."""
        g.account_session, g.account, g.actor = None, None, ANONYMOUS
        if request.endpoint in ("static", "bootstrap.static"):
            return None
        found = sessions.of_cookie()
        if found is None:
            return None
        _note(found)
        g.account_session, g.account, g.actor = found, found.user, actor_of(found.user)
        return _second_factor_first(found) or _confirm_first(found)

    @app.context_processor
    def with_current_user() -> dict[str, Any]:
        return {"current_user": g.get("account") or _VISITOR}


def current_session() -> UserSession:
    """The session of who sends this request; for views that only who is signed in reaches."""
    found = g.account_session
    if not isinstance(found, UserSession):
        raise TypeError("there is no session here: the view requires nothing")
    return found


def current_account() -> User:
    """The account of who sends this request; for the same views."""
    return current_session().user


def _note(found: UserSession) -> None:
    if sessions.to_be_noted(found):
        with unit_of_work():
            db.session.get_one(UserSession, found.id).last_seen_at = clock.now()


def _second_factor_first(found: UserSession) -> ResponseReturnValue | None:
    """Staff who have not shown a second factor get no further than to where it is set up."""
    if found.second_factor or not is_required(current_actor()):
        return None
    has_one = has_factor(found.user_id)
    if request.endpoint in (_BEFORE_SHOWING if has_one else _BEFORE_SETTING_UP):
        return None
    g.actor = ANONYMOUS
    if has_one:
        return redirect(url_for("account.confirm", next=_here()))
    return redirect(url_for("factors.page"))


def _confirm_first(found: UserSession) -> ResponseReturnValue | None:
    """Ask once more who it is, where the view wants that; what was sent is kept in the page."""
    declared = vars(current_app.view_functions.get(request.endpoint or "", _confirm_first))
    if not declared.get("fresh") or not current_actor().may(declared["permission"]):
        return None
    if sessions.is_confirmed(found):
        return None
    here = _here()
    if request.method != "POST":
        return redirect(url_for("account.confirm", next=here))
    tried = any(name.startswith("confirm_") for name in request.form)
    if tried and confirm(found, request.form):
        return None
    return confirm_page(found, here, wrong=tried), 403


def _here() -> str:
    return request.full_path.rstrip("?")


def confirm_page(found: UserSession, action: str, *, wrong: bool) -> str:
    """The page that asks who it is, and carries along what was sent."""
    left_out = ("csrf_token", "confirm_password", "confirm_code", "confirm_credential")
    sent = request.form.items(multi=True) if request.method == "POST" else ()
    return render_template(
        "accounts/confirm.html",
        action=action,
        kept=[(name, value) for name, value in sent if name not in left_out],
        wrong=wrong,
        by_code=has_factor(found.user_id),
        options=options_to_ask(found.user_id),
    )
