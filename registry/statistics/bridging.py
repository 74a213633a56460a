"""In which codes figures are shown: those of the day of registration, or today's.

Today's: a code that has ended is replaced by its successor, and by that one's, until one is in
force. A code without a single successor (it was split, or there is none) cannot be replaced without
a share that somebody would have to state: its row stays, and its key says so.
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Subquery, case, select

from registry import clock
from registry.codes.industries import end_of, followed
from registry.codes.models import IndustryClass, Region
from registry.codes.queries import successors
from registry.extensions import db
from registry.statistics.breakdowns import PLACES, Breakdown, Key, keys


class Codes(StrEnum):
    """The codes of the day of registration, or today's."""

    OF_DAY = "of_day"
    TODAY = "today"


INDUSTRY = "industry_code"
CODED: dict[str, type[Region | IndustryClass]] = {
    "region_code": Region,
    "class_code": IndustryClass,
}


def bridged(facts: Subquery, codes: Codes, data_year: int) -> Subquery:
    """The facts with their codes replaced, if today's are asked for and any has ended."""
    if codes is Codes.OF_DAY:
        return facts
    moved = {name: moves(model) for name, model in CODED.items()}
    if INDUSTRY in facts.c:
        moved[INDUSTRY] = _told(followed(end_of(data_year), clock.today()))
    if not any(moved.values()):
        return facts
    return select(*(_in_codes(each, moved.get(each.name, {})) for each in facts.c)).subquery()


def keys_in(
    by: tuple[Breakdown, ...],
    groups: Iterable[tuple[str, ...]],
    codes: Codes,
    *data_years: int,
) -> dict[tuple[str, ...], tuple[Key, ...]]:
    """The keys of each group, as the last of the years names them, with a mark on those that
    could not be brought to today's codes."""
    found = list(groups)
    on = clock.today() if codes is Codes.TODAY else end_of(max(data_years))
    named = [
        _marked(keys(breakdown, (each[place] for each in found), on), breakdown, codes, data_years)
        for place, breakdown in enumerate(by)
    ]
    return {
        each: tuple(names[code] for names, code in zip(named, each, strict=True)) for each in found
    }


def moves(model: type[Region | IndustryClass]) -> dict[str, str]:
    """Every code that has ended and can be replaced → the one in force in its place."""
    return _told(successors(model, clock.today()))


def unbridged(facts: Subquery, codes: Codes, data_year: int) -> tuple[Key, ...]:
    """What stands in the facts (brought to ``codes``) under a code that has ended without a
    single successor: nothing where the codes of the day are asked for."""
    if codes is Codes.OF_DAY:
        return ()
    found: list[Key] = []
    for name, breakdown in _FINEST.items():
        ended = _ended(breakdown, data_year) if name in facts.c else set()
        if ended:
            column = facts.c[name]
            present = db.session.scalars(select(column).where(column.in_(ended)).distinct())
            found += keys(breakdown, present, clock.today()).values()
    return tuple(sorted(found, key=lambda key: (key.breakdown, key.code)))


def _ended(breakdown: Breakdown, data_year: int) -> set[str]:
    """Codes of a breakdown that have ended and are not replaced."""
    if breakdown is Breakdown.INDUSTRY:
        after = followed(end_of(data_year), clock.today())
    elif breakdown in _LISTS:
        after = successors(_LISTS[breakdown], clock.today())
    else:
        return set()
    return {old for old, new in after.items() if new is None}


def _told(after: dict[str, str | None]) -> dict[str, str]:
    return {old: new for old, new in after.items() if new is not None}


def _in_codes(column: ColumnElement[Any], moves: dict[str, str]) -> ColumnElement[Any]:
    return case(moves, value=column, else_=column).label(column.key) if moves else column


def _marked(
    named: dict[str, Key], breakdown: Breakdown, codes: Codes, data_years: tuple[int, ...]
) -> dict[str, Key]:
    if codes is Codes.OF_DAY:
        return named
    ended = set().union(*(_ended(breakdown, year) for year in data_years))
    return {
        code: replace(key, unbridged=True) if code in ended else key for code, key in named.items()
    }


_LISTS: dict[Breakdown, type[Region | IndustryClass]] = {
    **dict.fromkeys(PLACES, Region),
    Breakdown.CLASS: IndustryClass,
    Breakdown.MAJOR: IndustryClass,
}
_FINEST = {
    "region_code": Breakdown.COUNTY,
    "class_code": Breakdown.CLASS,
    INDUSTRY: Breakdown.INDUSTRY,
}
