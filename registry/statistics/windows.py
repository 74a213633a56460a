"""One page of a breakdown's rows, sorted by any figure: chosen and cut by the database.

A row is there when a product stands in its group. The page is cut before any figure is computed, so
that a table of a hundred thousand rows costs what its page costs and one sort.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Label,
    Subquery,
    and_,
    case,
    cast,
    func,
    select,
    type_coerce,
)

from registry.extensions import db
from registry.statistics.breakdowns import Breakdown, column, joined, ranks
from registry.statistics.catalogue import all_indicators
from registry.statistics.counting import SPLIT, Facts, aggregates
from registry.statistics.indicator import Indicator, Over, Ratio, Unit

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Ask:
    """Which page, from 1, in which order: that of the codes, or of a figure of registered and
    certified together, rows without a figure last."""

    page: int = 1
    figure: Indicator | Ratio | None = None
    descending: bool = False
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class Window:
    """The groups of the page, in order, and how many there are in all."""

    ask: Ask
    groups: tuple[tuple[str, ...], ...]
    count: int


def window_of(facts: Facts, by: tuple[Breakdown, ...], ask: Ask) -> Window:
    """The groups of a page. A quotient sorts as a floating-point number: rows whose quotients
    agree in fifteen digits stand in the order of their codes."""
    groups = _groups(facts[Over.APPLICATIONS], by)
    count = db.session.scalars(select(func.count()).select_from(groups)).one()
    query, order = select(*groups.c), list[ColumnElement[Any]]()
    if ask.figure is not None:
        source: Any = groups
        values = []
        for number, indicator in enumerate(_needed(ask.figure)):
            measured = _measured(facts[indicator.over], by, indicator, f"m{number}")
            same = (mine == its for mine, its in zip(groups.c, measured.c, strict=False))
            source = source.outerjoin(measured, and_(*same))
            values.append(_value(indicator, measured, len(by)))
        query = query.select_from(source)
        order = _by_figure(ask, values)
    for place, breakdown in enumerate(by):
        order += ranks(breakdown, groups.c[place])
    if ask.figure is None and ask.descending:
        order = [each.desc() for each in order]
    first = (ask.page - 1) * ask.per_page
    found = db.session.execute(query.order_by(*order).limit(ask.per_page).offset(first))
    return Window(ask, tuple(tuple(str(code) for code in row) for row in found), count)


def _groups(standing: Subquery, by: tuple[Breakdown, ...]) -> Subquery:
    columns = _columns(standing, by)
    return select(*columns).select_from(joined(standing, by)).distinct().subquery("present")


def _columns(facts: Subquery, by: tuple[Breakdown, ...]) -> list[Label[Any]]:
    return [column(level, facts).label(f"code{place}") for place, level in enumerate(by)]


def _measured(
    facts: Subquery, by: tuple[Breakdown, ...], indicator: Indicator, name: str
) -> Subquery:
    """Group → the parts of an indicator, both stages together."""
    columns = _columns(facts, by)
    parts = [part.label(f"part{n}") for n, part in enumerate(aggregates(indicator, facts))]
    query = select(*columns, *parts).select_from(joined(facts, by))
    # By the very columns that are selected: a constant in one of them is one parameter then, and
    # PostgreSQL knows the two for the same.
    return query.group_by(*(each.element for each in columns)).subquery(name)


def _needed(figure: Indicator | Ratio) -> tuple[Indicator, ...]:
    if isinstance(figure, Indicator):
        return (figure,)
    known = {each.id: each for each in all_indicators()}
    return known[figure.numerator], known[figure.denominator]


Value = tuple[ColumnElement[Any], ...]


def _value(indicator: Indicator, measured: Subquery, place: int) -> Value:
    """A count, or a sum as (hundred-millions, rest) with the rest never below nothing, so that
    the one and then the other sort as the sum does."""
    parts = tuple(func.coalesce(each, 0) for each in list(measured.c)[place:])
    if indicator.unit is Unit.COUNT:
        return parts
    # PostgreSQL adds BIGINT up to NUMERIC, whose division is not whole.
    high, low = (cast(part, BigInteger) for part in parts)
    carried, rest = high + low // SPLIT, low % SPLIT
    below = rest < 0
    return case((below, carried - 1), else_=carried), case((below, rest + SPLIT), else_=rest)


def _by_figure(ask: Ask, values: Sequence[Value]) -> list[ColumnElement[Any]]:
    if len(values) == 1:
        order = list(values[0])
        return [each.desc() for each in order] if ask.descending else order
    (high, low), (divisor,) = values
    whole = cast(high, Float(53)) * SPLIT + cast(low, Float(53))
    share = type_coerce(whole / func.nullif(cast(divisor, Float(53)), 0), Float)
    none_last = case((divisor == 0, 1), else_=0)
    return [none_last, share.desc() if ask.descending else share]
