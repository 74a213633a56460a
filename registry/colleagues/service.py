"""People of an enterprise invited, given roles and let go by its own administrator.

An administrator reaches the enterprise's own people and no others, gives the roles of an enterprise
and no others, and never the own account: who acts remains, so the enterprise keeps an
administrator. Two who act on each other at the same moment are put in order by the trail.
"""

import secrets
from dataclasses import dataclass

from registry import audit
from registry.accounts.invitations import GOOD_FOR
from registry.accounts.models import User
from registry.accounts.service import (
    NewAccount,
    close_or_open,
    create,
    find_user,
    normal_address,
    replace_roles,
)
from registry.accounts.throttles import Limit, check_guess
from registry.colleagues.queries import count_of, still_waited_for
from registry.config import setting
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db, take_the_trail
from registry.messages.service import tell_person
from registry.messages.wording import INVITATION
from registry.money import N_
from registry.permissions import ENTERPRISE_ROLES, Actor, Permission, Role, check

MOST = 50
"""Accounts of one enterprise."""
# Whoever invites learns whether an address has an account already: not for a list of addresses.
INVITATIONS = Limit("invitations of an account", 30, 3600)


@dataclass(frozen=True, slots=True)
class Invited:
    """Who shall act for the enterprise, and as what."""

    email: str
    name: str
    roles: frozenset[Role]


def count_an_invitation(actor: Actor) -> None:
    """TooMany for who invites more than thirty in an hour; in a unit of work of its own."""
    check(actor, Permission.MANAGE_COLLEAGUES)
    check_guess((INVITATIONS, str(actor.user_id)))


def invite(actor: Actor, given: Invited) -> User:
    """Add an account of the actor's enterprise and write to its person, who chooses a password by
    the link in the mail; nobody knows one until then.

    Raises BadInput for an address that has an account or a role that is not the enterprise's to
    give, Conflict where the enterprise has as many accounts as it may.
    """
    enterprise_id = _administered(actor)
    _check_roles(given.roles)
    if count_of(enterprise_id) >= MOST:
        raise Conflict(N_("An enterprise has at most {most} accounts."), most=MOST)
    if find_user(normal_address(given.email)) is not None:
        problem = N_("This address has an account already.")
        expected = N_("Write another address, or ask the operator of the registry.")
        raise BadInput([FieldProblem("email", given.email[:40], problem, expected)])
    password = secrets.token_urlsafe(48)
    user = create(actor, NewAccount(given.email, given.name, password, given.roles, enterprise_id))
    inviting = db.session.get_one(User, actor.user_id)
    user.locale = inviting.locale
    write_to(actor, user)
    return user


def write_to(actor: Actor, user: User) -> None:
    """Mail the link by which a colleague chooses a password, for the first time or a new one."""
    _check_colleague(actor, user)
    if not user.active:
        raise Conflict(N_("The account is closed. Open it again first."))
    audit.record(actor, "invite", "user", user.id)
    enterprise = user.enterprise.name if user.enterprise else ""
    said = {"actor": actor.name, "enterprise": enterprise, "email": user.email}
    tell_person(user, INVITATION, "/account", days=GOOD_FOR.days, **said)


def may_be_shown_a_link(user: User) -> bool:
    """Whether the administrator may see a colleague's link, to give it by hand: where no mail goes
    out, and only until the person has chosen a password. Afterwards it would open the account of
    somebody who answers for what is done with it."""
    return not setting("MAIL_URL") and user.active and user.id in still_waited_for([user])


def change_roles(actor: Actor, user: User, roles: frozenset[Role]) -> None:
    """Give a colleague these roles of the enterprise and no others; ends their sessions."""
    _check_colleague(actor, user)
    _check_roles(roles)
    replace_roles(actor, user, roles)


def close(actor: Actor, user: User) -> None:
    """Let a colleague go: the account opens nothing any more, what was done with it stays."""
    _check_colleague(actor, user)
    close_or_open(actor, user, False)


def open_again(actor: Actor, user: User) -> None:
    """Take a colleague back."""
    _check_colleague(actor, user)
    close_or_open(actor, user, True)


def _administered(actor: Actor) -> int:
    """The enterprise, once it is sure that the actor administers it at this moment."""
    check(actor, Permission.MANAGE_COLLEAGUES)
    take_the_trail()
    now = db.session.get(User, actor.user_id, populate_existing=True)
    if (
        now is None
        or now.enterprise_id is None
        or not now.active
        or Role.ENTERPRISE_ADMINISTRATOR not in now.held_roles
    ):
        raise Refused(N_("This account administers no enterprise."))
    return now.enterprise_id


def _check_colleague(actor: Actor, user: User) -> None:
    if user.enterprise_id != _administered(actor):
        raise Refused(N_("This person is not of your enterprise."))
    if user.id == actor.user_id:
        raise Refused(N_("Nobody does this to the own account; another administrator does it."))
    if user.held_roles - ENTERPRISE_ROLES:
        raise Refused(N_("This person also works for the registry: the operator changes that."))


def _check_roles(roles: frozenset[Role]) -> None:
    if not roles or roles - ENTERPRISE_ROLES:
        problem, expected = N_("No role is chosen."), N_("Tick at least one.")
        raise BadInput([FieldProblem("roles", "", problem, expected)])
