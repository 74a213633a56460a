"""Accounts made and changed: by the operator, and by the person whose account it is."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from registry import audit
from registry.accounts import sessions
from registry.accounts.models import RoleRow, User
from registry.accounts.passwords import check_new, hash_password
from registry.errors import BadInput, Conflict, FieldProblem, NotFound, Refused
from registry.extensions import db, take_the_trail
from registry.money import N_
from registry.permissions import ENTERPRISE_ROLES, Actor, Permission, Role, check

SYSTEM = Actor(user_id=None, name="system", roles=frozenset({Role.OPERATOR}))


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account begins with; ``password`` is clear text here and nowhere else."""

    email: str
    name: str
    password: str
    roles: frozenset[Role]
    enterprise_id: int | None = None


def add_user(actor: Actor, new: NewAccount, reason: str = "") -> User:
    """Add an account; raises Conflict when the address has one already, BadInput for a password
    that would be guessed."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    return create(actor, new, reason)


def create(actor: Actor, new: NewAccount, reason: str = "") -> User:
    """``add_user`` for a service that has looked itself whether this actor may."""
    email = normal_address(new.email)
    if find_user(email) is not None:
        raise Conflict("There is an account for {email} already.", email=email)
    check_new(new.password, email, new.name)
    user = User(
        email=email,
        name=new.name,
        password=hash_password(new.password),
        active=True,
        handle=secrets.token_hex(32),
        enterprise_id=new.enterprise_id,
        roles=[_role(role) for role in sorted(new.roles)],
    )
    db.session.add(user)
    db.session.flush()
    said = {"roles": sorted(new.roles), "email": email, **_reason(reason)}
    audit.record(actor, "add", "user", user.id, **said)
    return user


def normal_address(email: str) -> str:
    """An e-mail address as it is stored and looked for."""
    return email.strip().lower()


def find_user(email: str) -> User | None:
    """The account of an address."""
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def user_of(email: str) -> User:
    """The account of an address; NotFound where it has none."""
    found = find_user(normal_address(email))
    if found is None:
        raise NotFound("There is no account for {email}.", email=email)
    return found


def actor_of(user: User) -> Actor:
    """The actor that an account stands for."""
    return Actor(
        user_id=user.id,
        name=user.name,
        roles=user.held_roles,
        enterprise_id=user.enterprise_id,
    )


def choose_language(actor: Actor, locale: str) -> None:
    """Keep a person's language with the account; of a visitor there is nothing to keep."""
    if actor.user_id is not None:
        db.session.get_one(User, actor.user_id).locale = locale


def change_password(actor: Actor, user: User, new: str, again: str) -> None:
    """The owner's change, who has just shown the old one; ends every session. BadInput names the
    field that cannot be taken."""
    check_new(new, user.email, user.name, field="new")
    if new != again:
        said, expected = N_("The two are not the same."), N_("Write the new password twice.")
        raise BadInput([FieldProblem("again", "", said, expected)])
    user.password = hash_password(new)
    sessions.end_all(user.id)
    audit.record(actor, "change_password", "user", user.id)


def set_password(actor: Actor, user: User, new: str) -> None:
    """The operator's, for who has forgotten theirs; ends every session."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    check_new(new, user.email, user.name)
    user.password = hash_password(new)
    sessions.end_all(user.id)
    audit.record(actor, "set_password", "user", user.id)


def set_roles(actor: Actor, user: User, roles: frozenset[Role], reason: str = "") -> None:
    """Give an account these roles and no others; ends every session of it. Refused for the own
    account, Conflict where no operator would be left."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    _keep_an_operator(actor, user, stays=Role.OPERATOR in roles)
    if roles & ENTERPRISE_ROLES and user.enterprise_id is None:
        raise Conflict(N_("These roles need an enterprise; {email} has none."), email=user.email)
    replace_roles(actor, user, roles, reason)


def replace_roles(actor: Actor, user: User, roles: frozenset[Role], reason: str = "") -> None:
    """``set_roles`` for a service that has looked itself whether this actor may."""
    before = sorted(role.name for role in user.roles)
    user.roles = [_role(role) for role in sorted(roles)]
    sessions.end_all(user.id)
    said = {"before": before, "after": sorted(roles), **_reason(reason)}
    audit.record(actor, "set_roles", "user", user.id, **said)


def set_active(actor: Actor, user: User, active: bool, reason: str = "") -> None:
    """Close an account, or open it again; closing ends every session of it. Refused and Conflict
    as with roles."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    _keep_an_operator(actor, user, stays=active)
    close_or_open(actor, user, active, reason)


def close_or_open(actor: Actor, user: User, active: bool, reason: str = "") -> None:
    """``set_active`` for a service that has looked itself whether this actor may."""
    user.active = active
    sessions.end_all(user.id)
    audit.record(actor, "open" if active else "close", "user", user.id, **_reason(reason))


def _reason(reason: str) -> dict[str, object]:
    return {"reason": reason} if reason else {}


def _keep_an_operator(actor: Actor, user: User, *, stays: bool) -> None:
    """Nobody changes what they are themselves, and of the operators one stays. The command line,
    which nobody is signed in at, may do either: it is the way back in."""
    if actor.user_id is None:
        return
    if actor.user_id == user.id:
        raise Refused(N_("Nobody does this to the own account; another operator does it."))
    # Of two operators who close each other at the same moment, the second waits here.
    take_the_trail()
    others = select(User.id).join(User.roles).where(RoleRow.name == Role.OPERATOR.value)
    if not stays and db.session.scalar(others.where(User.active, User.id != user.id)) is None:
        raise Conflict(N_("This is the last operator: make another account an operator first."))


def _role(role: Role) -> RoleRow:
    row = db.session.scalars(select(RoleRow).where(RoleRow.name == role.value)).one_or_none()
    if row is None:
        row = RoleRow(name=role.value)
        db.session.add(row)
    return row
