"""The people of the own enterprise: who there is, an invitation, one person."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from registry.accounts.invitations import GOOD_FOR, new_token
from registry.accounts.models import User
from registry.accounts.reading import state_of
from registry.colleagues import queries, service
from registry.colleagues.forms import ColleagueForm, InviteForm
from registry.errors import BadInput, Refused
from registry.money import N_
from registry.permissions import (
    ENTERPRISE_ROLES,
    Permission,
    current_actor,
    fresh,
    requires,
)
from registry.transaction import unit_of_work

blueprint = Blueprint("colleagues", __name__, url_prefix="/colleagues")
# Its answer shows a secret once: nothing of it is kept (``idempotency.UNKEPT_BLUEPRINTS``).
links = Blueprint("colleague_links", __name__, url_prefix="/colleagues")


@blueprint.get("")
@requires(Permission.MANAGE_COLLEAGUES)
def page() -> str:
    """Everybody of the enterprise."""
    people = queries.colleagues(current_actor())
    return render_template(
        "colleagues/list.html",
        people=people,
        waited_for=queries.still_waited_for(people),
        most=service.MOST,
    )


@blueprint.route("/new", methods=["GET"])
@requires(Permission.MANAGE_COLLEAGUES)
def new() -> str:
    """The form of an invitation."""
    return render_template("colleagues/invite.html", form=InviteForm(formdata=None))


@blueprint.post("/new", endpoint="invite")
@fresh
@requires(Permission.MANAGE_COLLEAGUES)
def invite() -> ResponseReturnValue:
    """Invite somebody: an account is added, and a mail with a link goes out."""
    form = InviteForm()
    try:
        form.check_fields()
        given = form.given()
        service.count_an_invitation(current_actor())
        with unit_of_work():
            invited = service.invite(current_actor(), given).public_id
    except BadInput as error:
        form.show(error.problems)
        return render_template("colleagues/invite.html", form=form), error.status
    flash(gettext("%(name)s is invited.", name=given.name), "done")
    return redirect(url_for("colleagues.person", colleague=invited), 303)


@blueprint.get("/<colleague>")
@requires(Permission.MANAGE_COLLEAGUES)
def person(colleague: str) -> str:
    """One person and what can be done."""
    return _page(queries.colleague(current_actor(), colleague))


@blueprint.post("/<colleague>/roles")
@fresh
@requires(Permission.MANAGE_COLLEAGUES)
def change_roles(colleague: str) -> ResponseReturnValue:
    """Give other roles; the person is signed out everywhere."""
    form = ColleagueForm()

    def change(user: User) -> None:
        service.change_roles(current_actor(), user, form.roles.roles())

    return _act(colleague, form, change, gettext("The roles are changed."))


@blueprint.post("/<colleague>/close")
@fresh
@requires(Permission.MANAGE_COLLEAGUES)
def close(colleague: str) -> ResponseReturnValue:
    """Close the account; the person is signed out everywhere."""
    said = gettext("The account is closed.")
    return _act(colleague, ColleagueForm(), lambda user: service.close(current_actor(), user), said)


@blueprint.post("/<colleague>/open", endpoint="open")
@fresh
@requires(Permission.MANAGE_COLLEAGUES)
def open_again(colleague: str) -> ResponseReturnValue:
    """Open a closed account again."""
    said = gettext("The account is open again.")
    act = service.open_again
    return _act(colleague, ColleagueForm(), lambda user: act(current_actor(), user), said)


@blueprint.post("/<colleague>/write")
@fresh
@requires(Permission.MANAGE_COLLEAGUES)
def write(colleague: str) -> ResponseReturnValue:
    """Mail a link for a password, once more or for who has forgotten theirs."""
    service.count_an_invitation(current_actor())
    said = gettext("The mail with the link is written.")
    return _act(
        colleague, ColleagueForm(), lambda user: service.write_to(current_actor(), user), said
    )


@links.post("/<colleague>/link")
@fresh
@requires(Permission.MANAGE_COLLEAGUES)
def link(colleague: str) -> str:
    """Show the link of somebody who was invited where no mail goes out."""
    with unit_of_work():
        user = queries.colleague(current_actor(), colleague)
        if not service.may_be_shown_a_link(user):
            raise Refused(N_("The link goes by mail to the person, and is shown to nobody else."))
        service.write_to(current_actor(), user)
        address = url_for("invitations.take", token=new_token(user), _external=True)
    user = queries.colleague(current_actor(), colleague)
    return render_template("colleagues/link.html", person=user, address=address, days=GOOD_FOR.days)


def _act(
    colleague: str, form: ColleagueForm, change: Callable[[User], None], said: str
) -> ResponseReturnValue:
    try:
        form.check_fields()
        with unit_of_work():
            user = queries.colleague(current_actor(), colleague)
            form.check_seen(user)
            change(user)
    except BadInput as error:
        form.show(error.problems)
        return _page(queries.colleague(current_actor(), colleague), form), error.status
    flash(said, "done")
    return redirect(url_for("colleagues.person", colleague=colleague), 303)


def _page(user: User, form: ColleagueForm | None = None) -> str:
    if form is None:
        form = ColleagueForm(formdata=None)
        form.roles.data = [each.value for each in user.held_roles]
    return render_template(
        "colleagues/person.html",
        person=user,
        form=form,
        seen=state_of(user),
        is_own=user.id == current_actor().user_id,
        of_the_registry=bool(user.held_roles - ENTERPRISE_ROLES),
        waited_for=user.id in queries.still_waited_for([user]),
        may_be_shown_a_link=service.may_be_shown_a_link(user),
    )
