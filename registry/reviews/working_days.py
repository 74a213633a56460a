"""Working days of the Chinese calendar: weekends, public holidays, and days worked in their place.

The calendar is `chinesecalendar`'s, which follows the State Council's yearly notices and knows no
year without one. Of such a year Monday to Friday are counted, and the result is an estimate. Pure.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A day, and whether a year without a published calendar was counted through."""

    day: date
    estimated: bool


def working_day_after(start: date, number: int) -> Reckoned:
    """The ``number``-th working day after ``start``; with 0 it is ``start`` itself."""
    return _counted(start, number, _DAY)


def latest_start(end: date, number: int) -> date:
    """The latest day whose ``number``-th working day after is not later than ``end``."""
    if number == 0:
        return end
    return _counted(end + _DAY, number, -_DAY).day - _DAY


def _counted(start: date, number: int, step: timedelta) -> Reckoned:
    day, estimated = start, False
    while number > 0:
        day += step
        working, guessed = _is_working(day)
        number -= working
        estimated = estimated or guessed
    return Reckoned(day, estimated)


# Lists count through the same days for every row; a few years of them are kept.
@lru_cache(maxsize=2_000)
def _is_working(day: date) -> tuple[bool, bool]:
    """Whether the day is worked, and whether that is a guess."""
    try:
        return bool(chinese_calendar.is_workday(day)), False
    except NotImplementedError:
        return day.weekday() < _SATURDAY, True
