"""By when a stage should be done: working days that the operator sets, dated and cited.

The value in force on the day on which the stage began holds for it to its end. Overdue is asked of
the database too: whatever began on or before a day that is counted back from today.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import ColumnElement, and_, false, or_

from registry import clock
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.eligibility.parameters import Parameter, ParameterError, read
from registry.reviews.working_days import latest_start, working_day_after

_DAY = timedelta(days=1)
STAGES: Mapping[Status, str] = {
    Status.SUBMITTED: "examination_days",
    Status.REGISTERED: "announcement_days",
    Status.PUBLIC_NOTICE: "certification_days",
}
# The columns with the days from which the later stages count.
DAYS = {
    Status.REGISTERED: Application.registered_on,
    Status.PUBLIC_NOTICE: Application.notice_until,
}


@dataclass(frozen=True, slots=True)
class Due:
    """The day by which a stage should be done. ``estimated``: a year was counted through whose
    calendar is not published; ``example``: the operator has not set the number of days."""

    day: date
    overdue: bool
    estimated: bool
    example: bool


def waits(application: Application) -> bool:
    """Whether a reviewer has something to do: of the registered, on those that seek certification
    and have not been refused it."""
    if application.status is Status.REGISTERED:
        return application.seeks_certification and application.refused_on is None
    return application.status in STAGES


def began_on(application: Application) -> date | None:
    """The day from which the days of the present stage are counted; None where nothing waits."""
    if not waits(application):
        return None
    if application.status is Status.SUBMITTED and application.submitted_at:
        return clock.day_of(application.submitted_at)
    if application.status is Status.REGISTERED:
        return application.registered_on
    return application.notice_until if application.status is Status.PUBLIC_NOTICE else None


def due(application: Application, today: date) -> Due | None:
    """By when the present stage should be done; None where no reviewer has anything to do."""
    start = began_on(application)
    if start is None:
        return None
    allowed = _in_force(STAGES[application.status], start)
    reckoned = working_day_after(start, allowed.whole())
    return Due(reckoned.day, reckoned.day < today, reckoned.estimated, allowed.example)


def is_overdue(today: date) -> ColumnElement[bool]:
    """The same question about rows of the database, where they wait in a stage."""
    return or_(false(), *(_overdue_in(stage, today) for stage in STAGES))


def _overdue_in(stage: Status, today: date) -> ColumnElement[bool]:
    parts = [
        _began_between(stage, since, min(until, latest_start(today - _DAY, days)))
        for since, until, days in _periods(STAGES[stage])
    ]
    return and_(Application.status == stage, or_(false(), *parts))


def _began_between(stage: Status, first: date, last: date) -> ColumnElement[bool]:
    """Whether the stage began on one of these days, both included."""
    if stage is Status.SUBMITTED:
        column = Application.submitted_at
        return and_(column >= midnight(first), column < midnight(last + _DAY))
    return DAYS[stage].between(first, last)


def midnight(day: date) -> datetime:
    """The moment at which a day of the registry begins."""
    return datetime.combine(day, time(), clock.REGISTRY_ZONE)


def _periods(name: str) -> Iterator[tuple[date, date, int]]:
    """First day, last day and number of working days of every value."""
    values = sorted(_all()[name], key=lambda each: each.since)
    ends = [each.since - _DAY for each in values[1:]]
    for value, end in zip(values, [*ends, date.max - _DAY], strict=True):
        yield value.since, end, value.whole()


def _in_force(name: str, day: date) -> Parameter:
    in_force = [each for each in _all()[name] if each.since <= day]
    if not in_force:
        raise ParameterError(f"no setting {name} in force on {day.isoformat()}")
    return max(in_force, key=lambda each: each.since)


@cache
def _all() -> Mapping[str, tuple[Parameter, ...]]:
    folder = files("registry.reviews").joinpath("parameters")
    texts = {name: folder.joinpath(f"{name}.yaml").read_text("utf-8") for name in STAGES.values()}
    return {name: read(name, yaml.safe_load(text)) for name, text in texts.items()}
