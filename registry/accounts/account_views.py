"""A person's own account: who they are here, their password, where they are signed in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.accounts import proofs, sessions
from registry.accounts.forms import PasswordForm
from registry.accounts.models import User
from registry.accounts.requests import confirm_page, current_account, current_session
from registry.accounts.second_factors import authenticator_of, keys_of
from registry.accounts.service import change_password
from registry.accounts.views import own_path
from registry.errors import BadInput, FieldProblem, NotFound
from registry.extensions import db
from registry.money import N_
from registry.permissions import Permission, current_actor, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("account", __name__, url_prefix="/account")


@blueprint.get("")
@requires(Permission.SIGNED_IN)
def page() -> str:
    """The account at a glance."""
    user = current_account()
    return render_template(
        "accounts/account.html",
        user=user,
        roles=sorted(current_actor().roles),
        authenticator=authenticator_of(user.id),
        keys=keys_of(user.id),
        sessions=sessions.of_user(user.id),
    )


@blueprint.get("/password")
@requires(Permission.SIGNED_IN)
def password() -> str:
    """The form that changes the password."""
    return render_template("accounts/password.html", form=PasswordForm(formdata=None))


@blueprint.post("/password", endpoint="change_password")
@requires(Permission.SIGNED_IN)
def take_password() -> ResponseReturnValue:
    """Change it, end every session, and go on in a new one."""
    form, user, proved = PasswordForm(), current_account(), current_session().second_factor
    try:
        if proofs.check_password(user.email, form.old.data or "") is None:
            said = N_("This is not your password.")
            raise BadInput([FieldProblem("old", "", said, N_("Write the one you signed in with."))])
        with unit_of_work():
            found = db.session.get_one(User, user.id)
            change_password(current_actor(), found, form.new.data or "", form.again.data or "")
    except BadInput as error:
        form.show(error.problems)
        return render_template("accounts/password.html", form=form), error.status
    proofs.sign_in(user, request.user_agent.string, second_factor=proved)
    flash(gettext("The password is changed. Wherever else you were signed in, you no longer are."))
    return redirect(url_for("account.page"))


@blueprint.get("/sessions", endpoint="sessions")
@requires(Permission.SIGNED_IN)
def session_list() -> str:
    """Where this person is signed in."""
    return render_template(
        "accounts/sessions.html",
        sessions=sessions.of_user(current_account().id),
        here=current_session().id,
        described=sessions.described,
        ends_at=sessions.ends_at,
    )


@blueprint.post("/sessions/<public_id>/end")
@requires(Permission.SIGNED_IN)
def end_session(public_id: str) -> ResponseReturnValue:
    """End one of them; the one that this is said in as well."""
    own = public_id == current_session().public_id
    with unit_of_work():
        if not sessions.end(current_account().id, public_id):
            raise NotFound("There is no such session; it may have ended already.")
    if own:
        sessions.forget_cookie()
    flash(gettext("The session is ended."), "done")
    return redirect(url_for("directory.home" if own else "account.sessions"))


@blueprint.post("/sessions/end-others")
@requires(Permission.SIGNED_IN)
def end_others() -> ResponseReturnValue:
    """End every session but this one."""
    here = current_session()
    with unit_of_work():
        sessions.end_all(here.user_id, but=here.id)
    flash(gettext("Every other session is ended."), "done")
    return redirect(url_for("account.sessions"))


@blueprint.route("/confirm", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def confirm() -> ResponseReturnValue:
    """Ask once more who it is, then go on to where the person was going."""
    goes_to = own_path(request.args.get("next", ""))
    here = url_for("account.confirm", next=goes_to)
    if request.method == "GET":
        return confirm_page(current_session(), here, wrong=False)
    if proofs.confirm(current_session(), request.form):
        return redirect(goes_to)
    return confirm_page(current_session(), here, wrong=True), 422
