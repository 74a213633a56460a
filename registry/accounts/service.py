"""Accounts made, and the person behind a request made an actor."""

import secrets
from dataclasses import dataclass

from flask import Flask, g
from flask_security import current_user, hash_password
from sqlalchemy import select

from registry import audit
from registry.accounts.models import RoleRow, User
from registry.errors import Conflict
from registry.extensions import db
from registry.permissions import ANONYMOUS, Actor, Permission, Role, check

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
    """Add an account; raises Conflict when the address has one already."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    email = new.email.strip().lower()
    if find_user(email) is not None:
        raise Conflict("There is an account for {email} already.", email=email)
    user = User(
        email=email,
        name=new.name,
        password=hash_password(new.password),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        enterprise_id=new.enterprise_id,
        roles=[_role(role) for role in sorted(new.roles)],
    )
    db.session.add(user)
    db.session.flush()
    audit.record(actor, "add", "user", user.id, roles=sorted(new.roles), email=email)
    return user


def find_user(email: str) -> User | None:
    """The account of an address."""
    return db.session.scalars(select(User).where(User.email == email)).one_or_none()


def actor_of(user: User) -> Actor:
    """The actor that an account stands for."""
    return Actor(
        user_id=user.id,
        name=user.name,
        roles=frozenset(Role(role.name) for role in user.roles),
        enterprise_id=user.enterprise_id,
    )


def know_the_actor(app: Flask) -> None:
    """Have each request know who sends it, as ``permissions.current_actor()``."""

    @app.before_request
    def set_actor() -> None:
        g.actor = actor_of(current_user) if current_user.is_authenticated else ANONYMOUS


def choose_language(actor: Actor, locale: str) -> None:
    """Keep a person's language with the account; of a visitor there is nothing to keep."""
    if actor.user_id is not None:
        db.session.get_one(User, actor.user_id).locale = locale


def _role(role: Role) -> RoleRow:
    row = db.session.scalars(select(RoleRow).where(RoleRow.name == role.value)).one_or_none()
    if row is None:
        row = RoleRow(name=role.value)
        db.session.add(row)
    return row
