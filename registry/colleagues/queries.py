"""Who is of an enterprise."""

from collections.abc import Sequence

from sqlalchemy import func, select

from registry.accounts.models import User
from registry.audit import AuditEntry
from registry.errors import NotFound
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor


def colleagues(actor: Actor) -> Sequence[User]:
    """Everybody of the actor's enterprise, by name; nobody where the actor is of none."""
    of_it = select(User).where(User.enterprise_id == actor.enterprise_id)
    return db.session.scalars(of_it.order_by(User.name, User.id)).all()


def colleague(actor: Actor, public_id: str) -> User:
    """A person of the actor's enterprise; NotFound for anybody else."""
    for each in colleagues(actor):
        if each.public_id == public_id:
            return each
    raise NotFound(N_("There is no such account."))


def count_of(enterprise_id: int) -> int:
    """How many accounts an enterprise has, closed ones with them."""
    of_it = select(func.count()).select_from(User).where(User.enterprise_id == enterprise_id)
    return db.session.scalar(of_it) or 0


def still_waited_for(users: Sequence[User]) -> frozenset[int]:
    """Ids of those who were invited and have not chosen a password yet: nobody knows it."""
    asked = (
        select(AuditEntry.subject_id, AuditEntry.verb)
        .where(AuditEntry.subject_type == "user")
        .where(AuditEntry.subject_id.in_([each.id for each in users]))
        .where(AuditEntry.verb.in_(("invite", "change_password", "set_password")))
    )
    verbs: dict[int, set[str]] = {}
    for user_id, verb in db.session.execute(asked):
        verbs.setdefault(user_id, set()).add(verb)
    return frozenset(user_id for user_id, seen in verbs.items() if seen == {"invite"})
