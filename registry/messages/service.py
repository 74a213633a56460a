"""Messages written in the transaction of what they tell of, and sent once it is committed."""

import secrets
from collections.abc import Mapping
from datetime import date

from flask_babel import force_locale, format_date, gettext
from sqlalchemy import select, update

from registry import clock
from registry.accounts.models import User
from registry.config import setting
from registry.extensions import db
from registry.messages.delivery import deliver
from registry.messages.models import Message
from registry.messages.wording import WORDINGS
from registry.permissions import Actor
from registry.transaction import after_commit_together

Value = str | int | date | None
LONGEST_SUBJECT = 300


def tell(
    enterprise_id: int, kind: str, path: str, reason: str = "", **values: Value
) -> list[Message]:
    """Write to everybody who acts for an enterprise, each in their own language.

    ``values`` fill the wording of the kind; days are dates, and written in the reader's form.
    """
    people = db.session.scalars(
        select(User)
        .where(User.enterprise_id == enterprise_id, User.active.is_(True))
        .order_by(User.id)
    )
    messages = [_written(user, kind, path, reason, values) for user in people]
    _send(messages)
    return messages


def tell_person(user: User, kind: str, path: str, **values: Value) -> None:
    """Write to one person, in their own language."""
    _send([_written(user, kind, path, "", values)])


def _send(messages: list[Message]) -> None:
    db.session.add_all(messages)
    db.session.flush()
    for message in messages:
        after_commit_together(deliver, message.id)


def _written(user: User, kind: str, path: str, reason: str, values: Mapping[str, Value]) -> Message:
    wording = WORDINGS[kind]
    with force_locale(user.locale or setting("LOCALE")):
        said = {name: _shown(value) for name, value in values.items()}
        said["today"] = _shown(clock.today())
        paragraphs = ["\n".join(gettext(each, **said) for each in wording.sentences)]
        if reason.strip():
            paragraphs.append(gettext("Reason: %(reason)s", reason=reason.strip()))
        subject = gettext(wording.subject, **said)
    return Message(
        public_id=secrets.token_hex(8),
        user_id=user.id,
        written_at=clock.now(),
        kind=kind,
        subject=subject[:LONGEST_SUBJECT],
        text="\n\n".join(paragraphs),
        path=path,
    )


def _shown(value: Value) -> str:
    return str(format_date(value, "long")) if isinstance(value, date) else str(value or "—")


def mark_read(actor: Actor, public_ids: list[str] | None = None) -> int:
    """Note that a person has read these messages, or all of theirs; says how many were unread."""
    unread = (
        update(Message)
        .where(Message.user_id == actor.user_id, Message.read_at.is_(None))
        .values(read_at=clock.now())
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    if public_ids is not None:
        unread = unread.where(Message.public_id.in_(public_ids))
    return len(db.session.execute(unread).all())
