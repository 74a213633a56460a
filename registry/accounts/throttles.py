"""How often something may be tried: one table of limits, counted where all processes see it.

Guessing of passwords and codes is counted in the database, so that a second process or a restart
gives nobody new tries. Reading is counted in THROTTLE_STORE (Redis), or without one, and while it
does not answer, in the memory of each process: a search must not write.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import structlog
from flask import request
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.accounts.models import Attempts, touched
from registry.config import setting
from registry.errors import RegistryError
from registry.extensions import db
from registry.money import N_
from registry.transaction import unit_of_work


class TooMany(RegistryError):
    """429: tried too often; ``wait`` says how many minutes to wait."""

    status = 429


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in so many seconds, counted for each of something: an account, an address."""

    name: str
    most: int
    seconds: int


# Guessing. By account it ends a guesser; by address one who tries many accounts; overall one who
# comes from many addresses, and then everybody waits for a minute.
PASSWORD_OF_ACCOUNT = Limit("password of an account", 10, 900)
PASSWORD_FROM_ADDRESS = Limit("passwords from an address", 60, 900)
PASSWORD_OVERALL = Limit("passwords overall", 600, 60)
CODE_OF_ACCOUNT = Limit("code of an account", 8, 900)
CODE_OVERALL = Limit("codes overall", 300, 60)
# Reading and examining cost time. Together, all addresses may fifty times what one may.
_TOGETHER = 50
_OWN_MEMORY = "memory://"
# A store that does not answer at once is slower than what it is to protect.
_PATIENCE = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}

log = structlog.get_logger()


def check_guess(*counted: tuple[Limit, str]) -> None:
    """Count one more guess against each limit; TooMany where one is used up.

    Counted before the guess is looked at, so that a hundred at once are a hundred.
    """
    with unit_of_work():
        over = [limit for limit, key in counted if _add(limit, key) > limit.most]
    if over:
        raise too_many(max(limit.seconds for limit in over))


def forget_guesses(*counted: tuple[Limit, str]) -> None:
    """Begin anew after the right answer; inside a unit of work."""
    for limit, key in counted:
        db.session.execute(delete(Attempts).where(Attempts.counted == _hashed(limit, key)))


def check_reading(what: str, per_minute: int) -> None:
    """Count one more reading of a kind, by address and overall; TooMany where it is too much."""
    store = setting("THROTTLE_STORE")
    try:
        allowed = _count_reading(store, what, per_minute)
    except StorageError:
        # Neither is everybody refused for that, nor may everybody read without end.
        log.error("throttle_store_unreachable", kind=what)
        allowed = _count_reading(_OWN_MEMORY, what, per_minute)
    if not allowed:
        raise too_many(60)


def _count_reading(store: str, what: str, per_minute: int) -> bool:
    limiter = _limiter(store)
    counted = ((per_minute, sender()), (per_minute * _TOGETHER, ""))
    return all(limiter.hit(RateLimitItemPerSecond(most, 60), what, key) for most, key in counted)


def too_many(seconds: int) -> TooMany:
    """The answer, with the longest one has to wait."""
    minutes = -(-seconds // 60)
    return TooMany(N_("Too many tries. Wait {minutes} minutes, then try again."), minutes=minutes)


def sender() -> str:
    """The address that the request comes from, as far as the configured proxies say it."""
    return request.remote_addr or "unknown"


def _add(limit: Limit, key: str) -> int:
    """One more, and how many that makes since the count began."""
    now, hashed = clock.now(), _hashed(limit, key)
    db.session.execute(delete(Attempts).where(Attempts.until <= now))
    counted = update(Attempts).where(Attempts.counted == hashed).values(count=Attempts.count + 1)
    if not touched(counted):
        row = Attempts(counted=hashed, count=1, until=now + timedelta(seconds=limit.seconds))
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            # Another began the count at the same moment.
            touched(counted)
    return db.session.scalar(select(Attempts.count).where(Attempts.counted == hashed)) or 1


def _hashed(limit: Limit, key: str) -> str:
    return hashlib.sha256(f"{limit.name}\0{key}".encode()).hexdigest()


@lru_cache(maxsize=4)
def _limiter(store: str) -> FixedWindowRateLimiter:
    patience = {} if store.startswith(_OWN_MEMORY) else {"wrap_exceptions": True, **_PATIENCE}
    return FixedWindowRateLimiter(storage_from_string(store, **patience))
