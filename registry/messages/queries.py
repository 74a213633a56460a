"""A person's messages."""

from dataclasses import dataclass

from sqlalchemy import func, select

from registry.errors import NotFound
from registry.extensions import db
from registry.messages.models import Message
from registry.permissions import Actor


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of it, the newest first, and how many there are and are unread."""

    rows: tuple[Message, ...]
    total: int
    unread: int


def inbox(actor: Actor, page: int, per_page: int) -> Inbox:
    """The page ``page``, from 1, of a person's messages."""
    own = Message.user_id == actor.user_id
    asked = select(Message).where(own).order_by(Message.id.desc())
    rows = db.session.scalars(asked.offset((page - 1) * per_page).limit(per_page)).all()
    count = select(func.count()).select_from(Message).where(own)
    return Inbox(tuple(rows), db.session.scalar(count) or 0, unread(actor))


def unread(actor: Actor) -> int:
    """How many messages a person has not read."""
    own = Message.user_id == actor.user_id
    asked = select(func.count()).select_from(Message).where(own, Message.read_at.is_(None))
    return db.session.scalar(asked) or 0


def message_of(actor: Actor, public_id: str) -> Message:
    """A message of this person's; NotFound for any other."""
    asked = select(Message).where(Message.public_id == public_id, Message.user_id == actor.user_id)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFound("There is no message {public_id}.", public_id=public_id)
    return found
