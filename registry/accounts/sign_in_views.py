"""In at the door, in one step or two, and out again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.accounts import proofs, sessions
from registry.accounts.forms import SecondStepForm, SignInForm
from registry.accounts.models import User
from registry.accounts.requests import current_session
from registry.accounts.second_factors import has_factor
from registry.accounts.security_keys import options_to_ask
from registry.accounts.views import own_path
from registry.errors import Conflict
from registry.permissions import Permission, current_actor, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/login")
@requires(Permission.PUBLIC)
def page() -> ResponseReturnValue:
    """Ask for address and password."""
    if current_actor().user_id is not None:
        return redirect(url_for("accounts.home"))
    return _page(SignInForm(formdata=None))


@blueprint.post("/login", endpoint="first")
@requires(Permission.PUBLIC)
def first() -> ResponseReturnValue:
    """Take address and password: signed in, or asked for the second factor."""
    form = SignInForm()
    user = proofs.check_password(form.email.data or "", form.password.data or "")
    if user is None:
        return _page(form, wrong=True), 422
    goes_to = _goes_to()
    if has_factor(user.id):
        proofs.await_second_step(user, goes_to)
        return _second_page(SecondStepForm(formdata=None), user)
    proofs.sign_in(user, request.user_agent.string, second_factor=False)
    return redirect(goes_to)


@blueprint.post("/login/second")
@requires(Permission.PUBLIC)
def second() -> ResponseReturnValue:
    """Take the second factor."""
    awaited, form = proofs.awaited(), SecondStepForm()
    if awaited is None:
        raise Conflict("The sign-in has taken too long. Begin it again.")
    user, goes_to = awaited
    if not proofs.check_second(user, form.code.data or "", form.credential.data or ""):
        return _second_page(form, user, wrong=True), 422
    proofs.sign_in(user, request.user_agent.string, second_factor=True)
    return redirect(goes_to)


@blueprint.post("/logout", endpoint="out")
@requires(Permission.PUBLIC)
def out() -> ResponseReturnValue:
    """End the session, on the server too."""
    if current_actor().user_id is not None:
        here = current_session()
        with unit_of_work():
            sessions.end(here.user_id, here.public_id)
    sessions.forget_cookie()
    flash(gettext("You are signed out."), "done")
    answer = redirect(url_for("directory.home"))
    # What the browser has kept of the pages goes too; the cookie of the language stays.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _goes_to() -> str:
    asked = request.args.get("next", "")
    return own_path(asked) if asked else url_for("accounts.home")


def _page(form: SignInForm, *, wrong: bool = False) -> str:
    return render_template("accounts/sign_in.html", form=form, wrong=wrong)


def _second_page(form: SecondStepForm, user: User, *, wrong: bool = False) -> str:
    return render_template(
        "accounts/second_step.html", form=form, wrong=wrong, options=options_to_ask(user.id)
    )
