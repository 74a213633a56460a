"""Links by which a person chooses the password of an account: for a new one, and for who forgot.

A link says which account, until when, and what the password was when it was made; all of it is
signed. It is good until then, and only until the password is changed: with it, once. Nothing of it
is stored.
"""

import hashlib
from datetime import timedelta

from itsdangerous import BadData, URLSafeSerializer

from registry import audit, clock
from registry.accounts.models import User
from registry.accounts.service import actor_of, change_password
from registry.config import setting
from registry.errors import NotFound
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, check

GOOD_FOR = timedelta(days=3)


def invite(actor: Actor, user: User) -> str:
    """The token of a new link, which nobody sees again; the trail says that it was made."""
    check(actor, Permission.MANAGE_ACCOUNTS)
    audit.record(actor, "invite", "user", user.id)
    return new_token(user)


def new_token(user: User) -> str:
    """The token of a link that is good from now on; who may make one is asked by who calls."""
    until = int((clock.now() + GOOD_FOR).timestamp())
    return str(_signer().dumps([user.id, until, _mark(user)]))


def invited(token: str) -> User:
    """The account of a link; NotFound for one that is not ours, has run out or was used."""
    try:
        user_id, until, mark = _signer().loads(token)
    except (BadData, ValueError, TypeError) as error:
        raise _gone() from error
    user = db.session.get(User, user_id)
    if user is None or not user.active or mark != _mark(user):
        raise _gone()
    if clock.now().timestamp() > until:
        raise _gone()
    return user


def choose_password(token: str, new: str, again: str) -> None:
    """Set the password that was chosen, which ends the link; BadInput as for any password."""
    user = invited(token)
    change_password(actor_of(user), user, new, again)


def _gone() -> NotFound:
    return NotFound(
        N_("This link is not good, any more or at all. Ask the operator for another one.")
    )


def _mark(user: User) -> str:
    return hashlib.sha256(user.password.encode()).hexdigest()[:16]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(setting("SECRET_KEY"), salt="invitation")
