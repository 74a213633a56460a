"""Numbers without gap: one counter row for each series and year, taken under its lock.

A number carries a check character after ISO/IEC 7064, MOD 37,36, over the letters and digits before
it, so that one wrong character is always noticed, and two neighbours exchanged nearly always.
"""

from contextlib import suppress

from sqlalchemy import String, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from stdnum.iso7064 import mod_37_36

from registry.extensions import Base, db


class Counter(Base):
    """The last serial that was given out in a series and year."""

    __tablename__ = "counter"

    series: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


def next_serial(series: str, year: int) -> int:
    """The next serial, from 1; taken only if the unit of work commits.

    The UPDATE holds the row until then (SQLite: the whole database), so that two units of work
    never see the same value and a rolled-back one leaves no gap.
    """
    taken = _count_on(series, year)
    if taken is None:
        _begin_series(series, year)
        taken = _count_on(series, year)
    if taken is None:
        raise RuntimeError(f"the counter {series} {year} cannot be taken")
    return taken


def _count_on(series: str, year: int) -> int | None:
    return db.session.execute(
        update(Counter)
        .where(Counter.series == series, Counter.year == year)
        .values(last=Counter.last + 1)
        .returning(Counter.last)
    ).scalar()


def _begin_series(series: str, year: int) -> None:
    # Of two at once, the second waits here for the first one's commit and finds the row made.
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.execute(insert(Counter).values(series=series, year=year, last=0))


def format_number(pattern: str, year: int, serial: int) -> str:
    """The number of a pattern with ``{year}``, ``{serial:06d}`` and ``{check}`` (at its end)."""
    body = pattern.format(year=year, serial=serial, check="")
    letters_and_digits = "".join(c for c in body if c.isalnum())
    return body + mod_37_36.calc_check_digit(letters_and_digits)


def is_well_formed(number: str) -> bool:
    """Whether the check character fits; says nothing on whether the number was given out."""
    return mod_37_36.is_valid("".join(c for c in number.upper() if c.isalnum()))
