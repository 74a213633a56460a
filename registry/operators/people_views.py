"""Accounts: who may do what here; added, changed, closed, freed of a lost second factor."""

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from registry.accounts import sessions
from registry.accounts.invitations import GOOD_FOR, invite
from registry.accounts.models import User
from registry.accounts.reading import state_of
from registry.accounts.second_factors import authenticator_of, keys_of, remove_all
from registry.accounts.service import NewAccount, add_user, set_active, set_roles
from registry.enterprises.models import Enterprise
from registry.errors import BadInput, Conflict, FieldProblem, NotFound, Refused
from registry.extensions import db
from registry.money import N_
from registry.operators.forms import AccountForm, ReasonForm, RolesForm
from registry.operators.people_queries import PER_PAGE, found_people, read_account
from registry.operators.reading import LONGEST_REFERENCE
from registry.operators.trail_queries import history
from registry.operators.trail_subjects import GREATEST
from registry.operators.trail_views import in_words
from registry.paging import page_number
from registry.permissions import Permission, Role, current_actor, fresh, requires
from registry.single_values import Typed
from registry.transaction import unit_of_work

blueprint = Blueprint("people", __name__, url_prefix="/people")
# Its answer shows a secret once: nothing of it is kept (``idempotency.UNKEPT_BLUEPRINTS``).
links = Blueprint("people_links", __name__, url_prefix="/people")


@blueprint.get("")
@requires(Permission.MANAGE_ACCOUNTS)
def page() -> str:
    """The accounts, searched by name or address and narrowed to a role."""
    words, role = request.args.get("q", "").strip()[:200], request.args.get("role", "")
    number = page_number(request.args)
    rows, total = found_people(words, role if role in set(Role) else "", number)
    return render_template(
        "operators/people.html",
        people=rows,
        total=total,
        page=number,
        per_page=PER_PAGE,
        words=words,
        role=role,
        roles=tuple(Role),
    )


@blueprint.get("/new")
@requires(Permission.MANAGE_ACCOUNTS)
def new() -> str:
    """The form of a new account."""
    return render_template("operators/person_new.html", form=AccountForm(formdata=None))


@blueprint.post("/new", endpoint="add")
@fresh
@requires(Permission.MANAGE_ACCOUNTS)
def add() -> ResponseReturnValue:
    """Add an account; nobody knows its password until its person chooses one."""
    form = AccountForm()
    try:
        form.check_fields()
        roles, reason = form.roles.roles(), _reason(form)
        credit_code = str(form.credit_code.data or "")
        with unit_of_work():
            made = read_account(form.typed(), roles, credit_code, secrets.token_urlsafe(48))
            user_id = _added(made, reason)
    except BadInput as error:
        form.show(error.problems)
        return render_template("operators/person_new.html", form=form), error.status
    flash(gettext("The account is added. Make a link for its password now."), "done")
    return redirect(url_for("people.person", user_id=user_id), 303)


@blueprint.get("/<int:user_id>")
@requires(Permission.MANAGE_ACCOUNTS)
def person(user_id: int) -> str:
    """One account, what can be done with it, and what was done."""
    return _page(_user(user_id))


@blueprint.post("/<int:user_id>/roles")
@fresh
@requires(Permission.MANAGE_ACCOUNTS)
def change_roles(user_id: int) -> ResponseReturnValue:
    """Give other roles; the person is signed out everywhere."""
    form = RolesForm()

    def change(user: User, reason: str) -> None:
        set_roles(current_actor(), user, form.roles.roles(), reason)

    return _act(user_id, form, change, gettext("The roles are changed."))


@blueprint.post("/<int:user_id>/close")
@fresh
@requires(Permission.MANAGE_ACCOUNTS)
def close(user_id: int) -> ResponseReturnValue:
    """Close the account; the person is signed out everywhere."""
    return _act(
        user_id,
        ReasonForm(),
        lambda user, reason: set_active(current_actor(), user, False, reason),
        gettext("The account is closed."),
    )


@blueprint.post("/<int:user_id>/open", endpoint="open")
@fresh
@requires(Permission.MANAGE_ACCOUNTS)
def open_again(user_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    return _act(
        user_id,
        ReasonForm(),
        lambda user, reason: set_active(current_actor(), user, True, reason),
        gettext("The account is open again."),
    )


@blueprint.post("/<int:user_id>/forget-factor")
@fresh
@requires(Permission.MANAGE_ACCOUNTS)
def forget_factor(user_id: int) -> ResponseReturnValue:
    """Remove app, keys and codes of who has lost them; the person is signed out everywhere."""

    def change(user: User, reason: str) -> None:
        if user.id == current_actor().user_id:
            raise Refused(N_("Nobody does this to the own account; another operator does it."))
        remove_all(current_actor(), user.id, reason)
        sessions.end_all(user.id)

    return _act(user_id, ReasonForm(), change, gettext("The second factor is removed."))


@links.post("/<int:user_id>/link")
@fresh
@requires(Permission.MANAGE_ACCOUNTS)
def link(user_id: int) -> str:
    """Make a link by which the person chooses a password; it is shown once."""
    with unit_of_work():
        token = invite(current_actor(), _user(user_id))
    address = url_for("invitations.take", token=token, _external=True)
    user = _user(user_id)
    return render_template(
        "operators/person_link.html", person=user, address=address, days=GOOD_FOR.days
    )


def _act(
    user_id: int, form: ReasonForm, change: Callable[[User, str], None], said: str
) -> ResponseReturnValue:
    try:
        form.check_fields()
        with unit_of_work():
            user = _user(user_id)
            if form.seen.data != state_of(user):
                raise Conflict(N_("Somebody else has changed this meanwhile; look at it again."))
            change(user, _reason(form))
    except BadInput as error:
        form.show(error.problems)
        return _page(_user(user_id), form), error.status
    flash(said, "done")
    return redirect(url_for("people.person", user_id=user_id), 303)


def _added(made: NewAccount, reason: str) -> int:
    try:
        return add_user(current_actor(), made, reason).id
    except Conflict as error:
        problem = FieldProblem("email", made.email, error.template, "", error.values)
        raise BadInput([problem]) from error


def _reason(form: ReasonForm) -> str:
    typed = Typed({"reference": str(form.reference.data or "")})
    found = typed.text("reference", LONGEST_REFERENCE)
    typed.finish()
    return found


def _user(user_id: int) -> User:
    found = db.session.get(User, min(user_id, GREATEST))
    if found is None:
        raise NotFound(N_("There is no such account."))
    return found


def _page(user: User, form: ReasonForm | None = None) -> str:
    roles = RolesForm(formdata=None)
    roles.roles.data = [each.name for each in user.roles]
    if isinstance(form, RolesForm):
        roles = form
    return render_template(
        "operators/person.html",
        person=user,
        enterprise=_enterprise(user),
        seen=state_of(user),
        form=roles,
        problems=_problems(form),
        is_own=user.id == current_actor().user_id,
        authenticator=authenticator_of(user.id),
        keys=keys_of(user.id),
        sessions=sessions.of_user(user.id),
        entries=in_words(list(history("user", user.id))),
    )


def _problems(form: ReasonForm | None) -> list[tuple[str, str, str]]:
    """As the page shows them: each form of it has its own field for the reason."""
    if form is None or isinstance(form, RolesForm):
        return form.listed() if form else []
    return [(f"{request.endpoint}-reference", label, said) for _, label, said in form.listed()]


def _enterprise(user: User) -> Enterprise | None:
    wanted = select(Enterprise).where(Enterprise.id == user.enterprise_id)
    return db.session.scalars(wanted).one_or_none()
