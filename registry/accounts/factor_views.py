"""The pages on which a person sets up a second factor: app, keys, recovery codes."""

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.accounts import second_factors as factors
from registry.accounts import security_keys as keys
from registry.accounts.forms import LONGEST_NAME, AuthenticatorForm, KeyForm
from registry.accounts.models import UserSession
from registry.accounts.requests import current_account, current_session
from registry.errors import BadInput, Conflict, FieldProblem, NotFound
from registry.extensions import db
from registry.money import N_
from registry.permissions import Permission, current_actor, fresh, requires
from registry.transaction import unit_of_work

blueprint = Blueprint("factors", __name__, url_prefix="/account/second-factor")

# The secret waits in the browser's cookie, whose owner is shown it anyway, until the app works.
_NEW_SECRET = "authenticator"  # nosec B105  # a key in the session


@blueprint.get("")
@requires(Permission.SIGNED_IN)
def page() -> str:
    """What there is and what can be added."""
    user = current_account()
    return render_template(
        "accounts/second_factor.html",
        authenticator=factors.authenticator_of(user.id),
        keys=factors.keys_of(user.id),
        codes_left=factors.recovery_codes_left(user.id),
        required=factors.is_required(current_actor()),
        is_staff=bool(current_actor().roles & factors.STAFF),
    )


@blueprint.get("/authenticator")
@requires(Permission.SIGNED_IN)
def authenticator() -> str:
    """The secret as a QR code and as text, and a field for the first digits."""
    if _NEW_SECRET not in cookie:
        cookie[_NEW_SECRET] = factors.new_secret()
    return _authenticator_page(AuthenticatorForm(formdata=None))


@blueprint.post("/authenticator", endpoint="add_authenticator")
@fresh
@requires(Permission.SIGNED_IN)
def take_authenticator() -> ResponseReturnValue:
    """Keep the app if it shows the right digits."""
    form, user = AuthenticatorForm(), current_account()
    if _NEW_SECRET not in cookie:
        raise Conflict("This page is too old. Begin again with the QR code.")
    first = not factors.has_factor(user.id)
    try:
        with unit_of_work():
            factors.add_authenticator(
                current_actor(), user, str(cookie[_NEW_SECRET]), form.code.data or ""
            )
            _note_second_factor()
    except BadInput as error:
        form.show(error.problems)
        return _authenticator_page(form), error.status
    del cookie[_NEW_SECRET]
    return _added(first=first)


@blueprint.post("/authenticator/remove")
@fresh
@requires(Permission.SIGNED_IN)
def remove_authenticator() -> ResponseReturnValue:
    """Forget the app."""
    user_id = current_account().id
    with unit_of_work():
        factors.remove_authenticator(current_actor(), user_id)
        _keep_one(user_id)
    flash(gettext("The authenticator app is removed."), "done")
    return redirect(url_for("factors.page"))


@blueprint.get("/key")
@requires(Permission.SIGNED_IN)
def key() -> str:
    """Ask for a name, and the browser to ask for the key."""
    return _key_page(KeyForm(formdata=None))


@blueprint.post("/key", endpoint="add_key")
@fresh
@requires(Permission.SIGNED_IN)
def take_key() -> ResponseReturnValue:
    """Keep the key that has answered."""
    form, user = KeyForm(), current_account()
    first = not factors.has_factor(user.id)
    try:
        name = _name(form)
        with unit_of_work():
            keys.add_key(current_actor(), user, name, form.credential.data or "")
            _note_second_factor()
    except BadInput as error:
        form.show(error.problems)
        return _key_page(form), error.status
    return _added(first=first)


@blueprint.post("/key/<public_id>/remove")
@fresh
@requires(Permission.SIGNED_IN)
def remove_key(public_id: str) -> ResponseReturnValue:
    """Forget a key."""
    user_id = current_account().id
    with unit_of_work():
        if not keys.remove_key(current_actor(), user_id, public_id):
            raise NotFound("There is no such security key.")
        _keep_one(user_id)
    flash(gettext("The security key is removed."), "done")
    return redirect(url_for("factors.page"))


@blueprint.post("/recovery-codes")
@fresh
@requires(Permission.SIGNED_IN)
def recovery_codes() -> ResponseReturnValue:
    """Ten new codes, shown this once."""
    if not factors.has_factor(current_account().id):
        raise Conflict("Recovery codes stand in for an app or a key. Add one of these first.")
    return _codes_page()


def _added(*, first: bool) -> ResponseReturnValue:
    if first:
        return _codes_page()
    flash(gettext("It is added."), "done")
    return redirect(url_for("factors.page"))


def _codes_page() -> str:
    with unit_of_work():
        codes = factors.new_recovery_codes(current_actor(), current_account().id)
    return render_template("accounts/recovery_codes.html", codes=codes)


def _note_second_factor() -> None:
    db.session.get_one(UserSession, current_session().id).second_factor = True


def _keep_one(user_id: int) -> None:
    db.session.flush()
    if factors.is_required(current_actor()) and not factors.has_factor(user_id):
        raise Conflict("Your work needs a second factor. Add another one first.")


def _name(form: KeyForm) -> str:
    name = (form.name.data or "").strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        said = N_("This cannot be its name.")
        expected = N_("Write up to {longest} visible characters, such as “blue key”.")
        values = {"longest": str(LONGEST_NAME)}
        raise BadInput([FieldProblem("name", name, said, expected, values)])
    return name


def _key_page(form: KeyForm) -> str:
    options = keys.options_to_add(current_account())
    return render_template("accounts/key.html", form=form, options=options)


def _authenticator_page(form: AuthenticatorForm) -> str:
    secret = str(cookie.get(_NEW_SECRET, ""))
    address = factors.enrolment_address(current_account(), secret)
    return render_template(
        "accounts/authenticator.html",
        form=form,
        picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    )
