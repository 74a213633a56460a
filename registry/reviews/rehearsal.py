"""What a decision would write to the enterprise: it is carried out, read, and taken back.

So the text is the one that will be sent, in each reader's language, and what speaks against the
decision is said as it would be. Numbers are given anew when it is carried out.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.config import setting
from registry.extensions import db
from registry.messages.models import Message
from registry.transaction import unit_of_work


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it would be sent; ``locale`` is its language."""

    to: str
    locale: str
    subject: str
    text: str


class _TakenBack(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


def rehearse(public_id: str, act: Callable[[], object]) -> tuple[Letter, ...]:
    """The messages about this application that the act would send; raises what the act raises."""
    letters: tuple[Letter, ...] = ()
    try:
        with unit_of_work():
            last = db.session.scalar(select(func.max(Message.id))) or 0
            act()
            letters = _written_since(last, public_id)
            raise _TakenBack
    except _TakenBack:
        return letters


def _written_since(last: int, public_id: str) -> tuple[Letter, ...]:
    found = db.session.scalars(
        select(Message)
        .where(Message.id > last, Message.path == f"/applications/{public_id}")
        .order_by(Message.id)
    )
    return tuple(
        Letter(each.user.name, each.user.locale or setting("LOCALE"), each.subject, each.text)
        for each in found
    )
