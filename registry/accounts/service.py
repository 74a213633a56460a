"""Accounts made and changed: by the operator, and by the person whose account it is."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from registry import audit
from registry.accounts import sessions
from registry.accounts.models import RoleRow, User
from registry.accounts.passwords import check_new, hash_password
from registry.errors import BadInput, Conflict, FieldProblem, NotFound
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, Role, check

SYSTEM = Actor(user_id=None, name="system", roles=frozenset({Role.OPERATOR}))


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account begins with; ``password`` is clear text here and nowhere else."""

    email: str
    name: str
    password: str
    roles: frozenset[Role]
    enterprise_id: int | None = None


def add_user(actor: Actor, new: NewAccount) -> User:
    """Add an account; raises Conflict when the address has one already, BadInput for a password
    that would be guessed."""
    check(actor, Permission.MANAGE_ACCOUNTS)
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
    audit.record(actor, "add", "user", user.id, roles=sorted(new.roles), email=email)
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
        roles=frozenset(Role(role.name) for role in user.roles),
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


def set_roles(actor: Actor, user: User, roles: frozenset[Role]) -> None:
    """Give an account these roles and no others; ends every session of it."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    if (Role.APPLICANT in roles) and user.enterprise_id is None:
        raise Conflict("Who applies needs an enterprise; {email} has none.", email=user.email)
    before = sorted(role.name for role in user.roles)
    user.roles = [_role(role) for role in sorted(roles)]
    sessions.end_all(user.id)
    audit.record(actor, "set_roles", "user", user.id, before=before, after=sorted(roles))


def set_active(actor: Actor, user: User, active: bool) -> None:
    """Close an account, or open it again; closing ends every session of it."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    user.active = active
    sessions.end_all(user.id)
    audit.record(actor, "open" if active else "close", "user", user.id)


def _role(role: Role) -> RoleRow:
    row = db.session.scalars(select(RoleRow).where(RoleRow.name == role.value)).one_or_none()
    if row is None:
        row = RoleRow(name=role.value)
        db.session.add(row)
    return row
