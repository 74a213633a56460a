"""The national classification of industries, GB/T 4754, looked up as of a day.

The table is the operator's: the registry works without one. What a product is filed under means
what the edition in force at the end of its data year says.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from registry.codes.models import IndustryLevel, NationalIndustry
from registry.errors import FieldProblem
from registry.extensions import db
from registry.money import N_

NOT_LOADED = N_("No table of GB/T 4754 is loaded here.")
NOT_LOADED_EXPECTED = N_("Leave it empty, or ask the operator to load the table.")
UNKNOWN = N_("GB/T 4754 has no class {code} at the end of {year}.")
UNKNOWN_EXPECTED = N_("Write one of the classes of that day, four digits, or leave it empty.")


def end_of(data_year: int) -> date:
    """The day whose edition a data year is read with."""
    return date(data_year, 12, 31)


def is_loaded() -> bool:
    """Whether any table has been loaded."""
    return db.session.scalars(select(NationalIndustry.id).limit(1)).first() is not None


def industry(code: str, on: date) -> NationalIndustry | None:
    """The row of a code that is in force on a day."""
    return db.session.scalars(
        select(NationalIndustry).where(NationalIndustry.code == code, *_in_force(on))
    ).one_or_none()


def classes(on: date) -> frozenset[str]:
    """The four-digit codes in force on a day."""
    level = NationalIndustry.level == IndustryLevel.CLASS
    return frozenset(db.session.scalars(select(NationalIndustry.code).where(level, *_in_force(on))))


def industry_problem(code: str, data_year: int, *, loaded: bool) -> FieldProblem:
    """Why a code that is no class in force at the end of a data year cannot be taken."""
    given, values = code[:40], {"code": code[:40], "year": str(data_year)}
    if not loaded:
        return FieldProblem("industry_code", given, NOT_LOADED, NOT_LOADED_EXPECTED, values)
    return FieldProblem("industry_code", given, UNKNOWN, UNKNOWN_EXPECTED, values)


def check_industry(code: str | None, data_year: int) -> list[FieldProblem]:
    """The problems of a code that is declared for a data year; none for None."""
    if code is None:
        return []
    found = industry(code, end_of(data_year))
    known = found is not None and found.level is IndustryLevel.CLASS
    return [] if known else [industry_problem(code, data_year, loaded=is_loaded())]


def named(codes: Sequence[str], on: date) -> Mapping[str, NationalIndustry]:
    """The rows of codes as a day knows them; of a code that was in force at another time only,
    the newest row."""
    rows = db.session.scalars(
        select(NationalIndustry)
        .where(NationalIndustry.code.in_(codes))
        .order_by(NationalIndustry.valid_from)
    ).all()
    found = {row.code: row for row in rows}
    return found | {row.code: row for row in rows if _is_in_force(row, on)}


def followed(since: date, today: date) -> dict[str, str | None]:
    """Every class in force on a day that has ended before another → the class in force in its
    place; None where there is no single one. What goes on under its code is left out."""
    level = NationalIndustry.level == IndustryLevel.CLASS
    rows = db.session.scalars(
        select(NationalIndustry).where(level).order_by(NationalIndustry.valid_from)
    ).all()
    by_code: dict[str, list[NationalIndustry]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    begun = [row for row in rows if _is_in_force(row, since)]
    ends = {row.code: _end(row, by_code, today) for row in begun if not _is_in_force(row, today)}
    return {code: end for code, end in ends.items() if end != code}


def _end(
    row: NationalIndustry, by_code: Mapping[str, Sequence[NationalIndustry]], today: date
) -> str | None:
    """The code at the end of the chain: each successor begins after the row before it ended."""
    while not _is_in_force(row, today):
        later = by_code.get(row.successor_code or "", ())
        after = [each for each in later if row.valid_to and each.valid_from > row.valid_to]
        # A successor may have been in force beside the row: it has no beginning of its own then.
        beside = [each for each in later if row.valid_to and _outlives(each, row.valid_to)]
        following = next(iter([*beside, *after]), None)
        if following is None or following is row:
            return None
        row = following
    return row.code


def _outlives(row: NationalIndustry, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or row.valid_to > day)


def _is_in_force(row: NationalIndustry, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def _in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        NationalIndustry.valid_from <= on,
        or_(NationalIndustry.valid_to.is_(None), NationalIndustry.valid_to >= on),
    )
