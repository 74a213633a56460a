"""Where a link leads: the person chooses a password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.accounts.forms import ChosenPasswordForm
from registry.accounts.invitations import choose_password, invited
from registry.errors import BadInput
from registry.permissions import Permission, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("invitations", __name__)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def take(token: str) -> ResponseReturnValue:
    """Ask for the new password, and take it."""
    user = invited(token)
    if request.method == "GET":
        form = ChosenPasswordForm(formdata=None)
        return render_template("accounts/invitation.html", form=form, user=user)
    form = ChosenPasswordForm()
    try:
        with unit_of_work():
            choose_password(token, form.new.data or "", form.again.data or "")
    except BadInput as error:
        form.show(error.problems)
        page = render_template("accounts/invitation.html", form=form, user=invited(token))
        return page, error.status
    flash(gettext("The password is set. You can sign in now."), "done")
    return redirect(url_for("sign_in.page"), 303)
