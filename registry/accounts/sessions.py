"""Sessions: where a person is signed in, for how long, and how that ends.

The browser holds a random token in its signed cookie; the database holds the token's hash. What is
not in the table is not signed in, whatever the cookie says.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session as cookie
from sqlalchemy import delete, select
from ua_parser import parse

from registry import clock
from registry.accounts.models import User, UserSession, touched
from registry.config import setting
from registry.extensions import db

TOKEN = "token"  # nosec B105  # a key in the session
# How exact «last seen» is: a page that is looked at writes no more often.
SEEN_EVERY = timedelta(minutes=5)
_KEPT = ("locale",)


def begin(user: User, browser: str, *, second_factor: bool) -> str:
    """Sign a person in; gives the token that only their browser may hold."""
    _remove_ended(user.id)
    token, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        UserSession(
            public_id=secrets.token_hex(8),
            token_sha256=_hash(token),
            user_id=user.id,
            browser=browser[:300],
            began_at=now,
            last_seen_at=now,
            confirmed_at=now,
            second_factor=second_factor,
        )
    )
    return token


def put_in_cookie(token: str) -> None:
    """Begin the browser's cookie anew with this token; of a visitor only the language stays."""
    forget_cookie()
    cookie[TOKEN] = token


def forget_cookie() -> None:
    """Leave nothing in the browser's cookie but the language."""
    kept = {name: cookie[name] for name in _KEPT if name in cookie}
    cookie.clear()
    cookie.update(kept)


def of_cookie() -> UserSession | None:
    """The session of who sends this request; none if it has ended or the account is closed."""
    token = cookie.get(TOKEN)
    if not isinstance(token, str):
        return None
    query = select(UserSession).where(UserSession.token_sha256 == _hash(token))
    found = db.session.scalars(query).one_or_none()
    return found if found and found.user.active and not has_ended(found) else None


def has_ended(it: UserSession) -> bool:
    """Whether it has been idle for too long, or begun too long ago."""
    now = clock.now()
    return now - it.last_seen_at > _idle() or now - it.began_at > _longest()


def to_be_noted(it: UserSession) -> bool:
    """Whether enough time has passed to write that it was seen."""
    return clock.now() - it.last_seen_at >= min(SEEN_EVERY, _idle() / 2)


def is_confirmed(it: UserSession) -> bool:
    """Whether the person has proved who they are within the last minutes."""
    return clock.now() - it.confirmed_at <= timedelta(minutes=int(setting("CONFIRM_MINUTES")))


def of_user(user_id: int) -> list[UserSession]:
    """Where somebody is signed in, the last seen first."""
    query = select(UserSession).where(UserSession.user_id == user_id)
    running = [each for each in db.session.scalars(query) if not has_ended(each)]
    return sorted(running, key=lambda each: (each.last_seen_at, each.id), reverse=True)


def end(user_id: int, public_id: str) -> bool:
    """End one session of a person; False when there is none of that name."""
    query = delete(UserSession).where(
        UserSession.user_id == user_id, UserSession.public_id == public_id
    )
    return touched(query)


def end_all(user_id: int, *, but: int | None = None) -> None:
    """End every session of a person, or every one but the one they act in."""
    query = delete(UserSession).where(UserSession.user_id == user_id)
    db.session.execute(query if but is None else query.where(UserSession.id != but))


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser in words: ``Firefox`` on ``Windows``; empty where it does not say."""

    name: str
    system: str


def described(it: UserSession) -> Browser:
    """What a browser says of itself, in words."""
    known = parse(it.browser)
    return Browser(
        known.user_agent.family if known.user_agent else "", known.os.family if known.os else ""
    )


def ends_at(it: UserSession) -> datetime:
    """The moment at which it ends even if it is used."""
    return it.began_at + _longest()


def _remove_ended(user_id: int) -> None:
    query = select(UserSession).where(UserSession.user_id == user_id)
    for each in db.session.scalars(query).all():
        if has_ended(each):
            db.session.delete(each)


def _idle() -> timedelta:
    return timedelta(minutes=int(setting("SESSION_IDLE_MINUTES")))


def _longest() -> timedelta:
    return timedelta(hours=int(setting("SESSION_HOURS")))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
