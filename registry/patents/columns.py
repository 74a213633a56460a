"""Whether a million patents were in force on a day: ``terms.in_force`` in columns.

The same conditions in the same order as there, and the same answers and reasons on every patent;
a test holds the two against each other. Days are whole numbers (days since 1970-01-01).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from registry.patents import terms
from registry.patents.number_types import Kind
from registry.patents.status import ENDED, NEVER_GRANTED, PatentStatus
from registry.patents.term_law import TERM_LAWS
from registry.patents.terms import InForce, Standing

Days = NDArray[np.int32]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

NO_DAY = np.iinfo(np.int32).min
"""Stands for a day that is not known."""

KINDS: tuple[Kind | None, ...] = (None, *Kind)
STATUSES = tuple(PatentStatus)
ANSWERS = (InForce.NO, InForce.UNKNOWN, InForce.YES)
"""What the numbers in the columns ``kind`` and ``status`` and in the answers stand for."""

_EPOCH = date(1970, 1, 1).toordinal()
_CODE_OF_KIND = {kind: code for code, kind in enumerate(KINDS)}
_CODE_OF_STATUS = {status: code for code, status in enumerate(STATUSES)}
_NO, _UNKNOWN, _YES = range(3)
_FIRST_FILING = TERM_LAWS[0].filed_from.toordinal() - _EPOCH


@dataclass(frozen=True, slots=True)
class StandingColumns:
    """Standings, one patent a row; the fields are those of ``terms.Standing``.

    ``extension_days`` is the sum of the extensions, 0 for all but inventions; −1 − the sum for a
    term that was extended further, by days that no source has told.
    """

    kind: Codes
    status: Codes
    filed_on: Days
    granted_on: Days
    ended_on: Days
    as_of: Days
    extension_days: Days

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Answers (places in ANSWERS) and reasons (places in REASONS), one patent a row."""

    answers: Codes
    reasons: Codes

    def count(self, answer: InForce) -> int:
        """How many patents have this answer."""
        return int(np.count_nonzero(self.answers == ANSWERS.index(answer)))


def columns_of(standings: Iterable[Standing]) -> StandingColumns:
    """Standings as columns."""
    rows = [_row(standing) for standing in standings]
    table = np.array(rows, dtype=np.int32).reshape(len(rows), 7).T
    small = table[:2].astype(np.int8)
    return StandingColumns(small[0], small[1], *(np.ascontiguousarray(c) for c in table[2:]))


def day_number(day: date | None) -> int:
    """The number of a day in the columns."""
    return NO_DAY if day is None else day.toordinal() - _EPOCH


def _row(standing: Standing) -> tuple[int, ...]:
    days = (standing.filed_on, standing.granted_on, standing.ended_on, standing.as_of)
    kind, status = _CODE_OF_KIND[standing.kind], _CODE_OF_STATUS[standing.status]
    extension = sum(each.days for each in standing.extensions)
    told = -1 - extension if standing.is_extended_further else extension
    return kind, status, *(day_number(day) for day in days), told


def in_force_on(columns: StandingColumns, day: date) -> Verdicts:
    """``terms.in_force`` of every patent on one day."""
    asked = np.full(len(columns), day_number(day), dtype=np.int32)
    return _decide(columns, asked)


def in_force_throughout(
    columns: StandingColumns, year: int, *, granted_by: date | None = None
) -> Verdicts:
    """``terms.in_force_throughout`` of every patent."""
    latest = day_number(granted_by or date(year, 1, 1))
    last = np.int32(day_number(date(year, 12, 31)))
    # A grant that is not known is the earliest of all numbers, and leaves the last day.
    verdicts = _decide(columns, np.maximum(columns.granted_on, last))
    invalid = columns.status == _CODE_OF_STATUS[PatentStatus.INVALIDATED]
    too_late = (columns.granted_on > latest) & ~invalid
    verdicts.answers[too_late] = _NO
    verdicts.reasons[too_late] = REASONS.index(terms.GRANTED_TOO_LATE)
    return verdicts


def expiries(columns: StandingColumns) -> Days:
    """``Standing.expires_on`` of every patent; NO_DAY where it is None."""
    # Patents are filed on few different days: each day's answer is worked out once.
    filed = columns.filed_on
    newest = max(int(filed.max(initial=NO_DAY)), _FIRST_FILING)
    expiry_of_day = _expiries_of_days(np.arange(_FIRST_FILING, newest + 1, dtype=np.int32))
    place = np.where(filed >= _FIRST_FILING, filed - _FIRST_FILING, newest - _FIRST_FILING + 1)
    expiry = expiry_of_day[columns.kind, place]
    days = columns.extension_days
    days = np.where(days < 0, -1 - days, days)
    extended = (days != 0) & (expiry != NO_DAY)
    expiry[extended] += days[extended]
    return expiry


def _expiries_of_days(days: Days) -> NDArray[np.int32]:
    """A row for each of KINDS, a column for each filing day, and a last one without expiry."""
    table = np.full((len(KINDS), len(days) + 1), NO_DAY, dtype=np.int32)
    for law in TERM_LAWS:
        # A later law stands later in the list and takes its days over.
        since = max(day_number(law.filed_from) - _FIRST_FILING, 0)
        table[_CODE_OF_KIND[law.kind], since:-1] = _years_later(days[since:], law.years)
    return table


def _years_later(days: Days, years: int) -> Days:
    """``term_law.add_years`` of every day: 29 February becomes 28 February in a common year."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    in_month = dates - months.astype("datetime64[D]")
    then = months + np.timedelta64(12 * years, "M")
    last = (then + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    moved = np.minimum(then.astype("datetime64[D]") + in_month, last)
    result: Days = moved.astype(np.int32)
    return result


REASONS = (
    terms.NEVER_EXISTED,
    terms.NOT_GRANTED,
    terms.STILL_PENDING,
    terms.GRANT_UNKNOWN,
    terms.BEFORE_GRANT,
    terms.ENDED_ON,
    terms.TERM_OVER,
    terms.EXTENDED_FURTHER,
    terms.ENDED_BY,
    terms.END_UNKNOWN,
    terms.STATUS_UNKNOWN,
    terms.CONTRADICTION,
    terms.NOT_KNOWN_THAT_LATE,
    terms.AS_OF_UNKNOWN,
    terms.LIVED_UNTIL,
    terms.WAS_IN_FORCE,
    terms.GRANTED_TOO_LATE,
)


def _decide(columns: StandingColumns, day: Days) -> Verdicts:
    """The first condition that holds decides, as in ``terms.in_force``."""
    conditions, answers, reasons = zip(*_conditions(columns, day), strict=True)
    first = _first_true(conditions, len(columns))
    codes = [REASONS.index(reason) for reason in reasons]
    return Verdicts(np.array(answers, np.int8)[first], np.array(codes, np.int8)[first])


def _first_true(conditions: tuple[Flags, ...], rows: int) -> Codes:
    """The place of the first condition that holds in each row; the last one holds in all."""
    first = np.full(rows, len(conditions) - 1, dtype=np.int8)
    for place in reversed(range(len(conditions) - 1)):
        first[conditions[place]] = place
    return first


def _conditions(columns: StandingColumns, day: Days) -> list[tuple[Flags, int, str]]:
    """Each condition with its answer and reason, in the order of ``terms.in_force``."""
    status = columns.status
    granted, ended, as_of = columns.granted_on, columns.ended_on, columns.as_of
    has_end, has_as_of, not_granted = ended != NO_DAY, as_of != NO_DAY, granted == NO_DAY
    is_ended = np.isin(status, [_CODE_OF_STATUS[each] for each in ENDED])
    is_over = has_end & (day >= ended)
    had_ended = is_ended & ~has_end & has_as_of & (day >= as_of)
    expiry = expiries(columns)
    has_expiry = expiry != NO_DAY
    with_term = (status == _CODE_OF_STATUS[PatentStatus.EXPIRED]) & has_expiry
    further = columns.extension_days < 0
    with_term &= has_as_of & (expiry <= as_of) & ~further
    term_over = has_expiry & (day >= expiry)
    never = np.isin(status, [_CODE_OF_STATUS[each] for each in NEVER_GRANTED])
    pending = not_granted & (status == _CODE_OF_STATUS[PatentStatus.PENDING]) & has_as_of
    return [
        (status == _CODE_OF_STATUS[PatentStatus.INVALIDATED], _NO, terms.NEVER_EXISTED),
        (not_granted & never, _NO, terms.NOT_GRANTED),
        (pending & (day <= as_of), _NO, terms.STILL_PENDING),
        (pending, _UNKNOWN, terms.STILL_PENDING),
        (not_granted & is_over, _NO, terms.ENDED_ON),
        (not_granted & had_ended, _NO, terms.ENDED_BY),
        (not_granted, _UNKNOWN, terms.GRANT_UNKNOWN),
        (day < granted, _NO, terms.BEFORE_GRANT),
        (is_over, _NO, terms.ENDED_ON),
        (term_over & ~further, _NO, terms.TERM_OVER),
        (term_over & ~is_ended, _UNKNOWN, terms.EXTENDED_FURTHER),
        (is_ended & (has_end | with_term), _YES, terms.LIVED_UNTIL),
        (had_ended, _NO, terms.ENDED_BY),
        (is_ended, _UNKNOWN, terms.END_UNKNOWN),
        (status == _CODE_OF_STATUS[PatentStatus.UNKNOWN], _UNKNOWN, terms.STATUS_UNKNOWN),
        (status != _CODE_OF_STATUS[PatentStatus.IN_FORCE], _UNKNOWN, terms.CONTRADICTION),
        (~has_as_of, _UNKNOWN, terms.AS_OF_UNKNOWN),
        (day > as_of, _UNKNOWN, terms.NOT_KNOWN_THAT_LATE),
        (np.ones(len(columns), dtype=np.bool_), _YES, terms.WAS_IN_FORCE),
    ]
