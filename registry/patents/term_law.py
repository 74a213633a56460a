"""The law of terms: how long a Chinese patent lasts, and when its fees are due.

Days are whole days of the office's calendar. The end of a right is **the first day on which it is
no longer in force**: a utility model filed on 6 September 1999 was in force to 5 September 2009
and ended on 6 September 2009.

That a deadline for a payment moves past public holidays (the end of a term does not) needs the
calendar of each year, and is left out.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from registry.money import N_
from registry.patents.number_types import Kind


@dataclass(frozen=True, slots=True)
class TermLaw:
    """The term of patents of one kind filed on or after a day, in years from filing; ``source``
    is the law's name, for translation."""

    kind: Kind
    filed_from: date
    years: int
    source: str


LAW_OF_1984 = N_("Patent Law of 1984")
LAW_OF_1992 = N_("Patent Law of 1992")
EXTENDED_IN_2001 = N_("Patent Law of 1992; extension of 2001")
LAW_OF_2020 = N_("Patent Law of 2020, Article 42")

TERM_LAWS = (
    TermLaw(Kind.INVENTION, date(1985, 4, 1), 15, LAW_OF_1984),
    # Those of 15 years that were still in force on 11 December 2001 were given 20 (event C15);
    # that the first of them was filed on 12 December 1986 is our reading of it.
    TermLaw(Kind.INVENTION, date(1986, 12, 12), 20, EXTENDED_IN_2001),
    # 5 years, and 3 more on request: the longest they can have lasted.
    TermLaw(Kind.UTILITY_MODEL, date(1985, 4, 1), 8, LAW_OF_1984),
    TermLaw(Kind.UTILITY_MODEL, date(1993, 1, 1), 10, LAW_OF_1992),
    TermLaw(Kind.DESIGN, date(1985, 4, 1), 8, LAW_OF_1984),
    TermLaw(Kind.DESIGN, date(1993, 1, 1), 10, LAW_OF_1992),
    TermLaw(Kind.DESIGN, date(2021, 6, 1), 15, LAW_OF_2020),
)

GRACE_MONTHS = 6
RESTORATION_MONTHS = 2


@dataclass(frozen=True, slots=True)
class TermExtension:
    """Days added to the term of an invention: term adjustment (TG01), pharmaceuticals (TP01)."""

    event_code: str
    days: int


def add_months(day: date, months: int) -> date:
    """The corresponding day ``months`` later, or the last of that month if it has none.

    So the Examination Guidelines, Part V, Chapter 7, 2.3, for periods in months and years; that
    a term begun on 29 February follows it too is our reading.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The corresponding day ``years`` later; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)


def law_of(kind: Kind, filed_on: date) -> TermLaw | None:
    """The law by which the term of a patent filed on a day is counted; None before the first day
    on which a Chinese patent could be filed."""
    laws = [law for law in TERM_LAWS if law.kind is kind and law.filed_from <= filed_on]
    return laws[-1] if laws else None


def expires_on(kind: Kind, filed_on: date, *, extensions: Iterable[TermExtension] = ()) -> date:
    """The first day on which the right is no longer in force because its term is over.

    It counts from the filing date, which for a divisional is that of its parent and not the year
    in its number. Raises ValueError for a day before the first Chinese patent could be filed
    (1 April 1985), and for an extension of anything but an invention.
    """
    law = law_of(kind, filed_on)
    if law is None:
        raise ValueError(f"no Chinese patent was filed on {filed_on}")
    days = sum(extension.days for extension in extensions)
    if days and kind is not Kind.INVENTION:
        raise ValueError("only the term of an invention can be extended")
    return add_years(filed_on, law.years) + timedelta(days=days)


def annuity_due_on(filed_on: date, year_of_term: int) -> date:
    """The last day for paying the fee of a year of the term (from the 2nd on) without surcharge.

    Years of the term run from the filing date, so it is the corresponding day of the year before
    has ended. Raises ValueError below 2: the first fee paid is due with the grant.
    """
    if year_of_term < 2:
        raise ValueError("the fee of the first year has no day of its own")
    return add_years(filed_on, year_of_term - 1)


def grace_ends_on(filed_on: date, year_of_term: int) -> date:
    """The last day for paying that fee with surcharge: six months after it was due."""
    return add_months(annuity_due_on(filed_on, year_of_term), GRACE_MONTHS)


def lapse_dated_on(filed_on: date, unpaid_year: int) -> date:
    """The ``ended_on`` of a right whose fee for ``unpaid_year`` was never paid.

    The lapse is stated after the grace period and dated back to the end of the last paid year.
    """
    return annuity_due_on(filed_on, unpaid_year)


def restoration_requested_by(notified_on: date) -> date:
    """The last day for asking to restore a lapsed right, from the receipt of the notice."""
    return add_months(notified_on, RESTORATION_MONTHS)
