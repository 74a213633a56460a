"""The only reader of the time.

Moments are aware and in UTC; days are those of the registry's own place, China Standard Time, for
deadlines end there at midnight.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

REGISTRY_ZONE = ZoneInfo("Asia/Shanghai")

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """This moment, aware, UTC."""
    return _set_to.get() or datetime.now(UTC)


def today() -> date:
    """The registry's day (China Standard Time)."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The registry's day on which a moment falls."""
    return moment.astimezone(REGISTRY_ZONE).date()


@contextmanager
def at(day: date) -> Iterator[None]:
    """Hold the clock at noon of a day: for the demonstration and the tests, never for a server."""
    token = _set_to.set(datetime.combine(day, time(12), REGISTRY_ZONE).astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
