"""The reviewers' work list: filtered, counted, sorted and paged in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.products.models import Product
from registry.reviews.deadlines import DAYS, Due, due, is_overdue, midnight
from registry.reviews.filters import Age, Filter, Order, Whose
from registry.reviews.models import Assignment

S = TypeVar("S", bound=Select[*tuple[Any, ...]])

_WAITING = or_(
    Application.status.in_((Status.SUBMITTED, Status.PUBLIC_NOTICE)),
    and_(
        Application.status == Status.REGISTERED,
        Application.seeks_certification,
        Application.refused_on.is_(None),
    ),
)
_HOLDS = and_(
    Assignment.application_id == Application.id,
    Assignment.stage == Application.status,
    Assignment.reviewer_id.is_not(None),
)
_KEYS: dict[Any, InstrumentedAttribute[int]] = {
    Product: Application.product_id,
    Enterprise: Application.enterprise_id,
}
_SORTED_BY: dict[Order, InstrumentedAttribute[Any]] = {
    Order.HANDED_IN: Application.submitted_at,
    Order.PRODUCT: Product.name,
    Order.ENTERPRISE: Enterprise.name,
    Order.ROUND: Application.round_year,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row: who works on it in its stage, and by when the stage should be done."""

    application: Application
    assignment: Assignment | None
    due: Due | None


@dataclass(frozen=True, slots=True)
class WorkList:
    """One page of what waits. Each count is of what there would be if that were chosen and
    everything else stayed as it is."""

    rows: Sequence[Waiting]
    stages: dict[Status, int]
    whose: dict[Whose, int]
    ages: dict[Age, int]
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter, who asks, and on which day."""

    chosen: Filter
    user_id: int | None
    today: date
    away: Sequence[int] = ()
    """Those for whom who asks stands in today."""


def work_list(asked: Asked, per_page: int) -> WorkList:
    """What waits for a reviewer, a page of it; five queries."""
    stages = _stages(asked)
    status = asked.chosen.status
    return WorkList(
        rows_of(asked, per_page, (asked.chosen.page - 1) * per_page),
        stages,
        _by_whose(asked),
        dict(zip(Age, _counted(asked, "age", _ages(asked.today).values()), strict=True)),
        stages.get(status, 0) if status is not None else sum(stages.values()),
    )


def rows_of(asked: Asked, limit: int, offset: int = 0) -> list[Waiting]:
    """Some rows in the order that is asked for; only their keys are sorted, and so few read."""
    column = _column(asked.chosen)
    order = column.desc() if asked.chosen.descending else column.asc()
    keys = _filtered(select(Application.id), asked)
    if column.class_ is not Application:
        keys = keys.join(column.class_, column.class_.id == _KEYS[column.class_])
    some = keys.order_by(order, Application.id).limit(limit).offset(offset).subquery()
    found = db.session.execute(
        select(Application, Assignment)
        .join(some, some.c.id == Application.id)
        .join(Application.product)
        .join(Application.enterprise)
        .outerjoin(Assignment, _HOLDS)
        .options(
            contains_eager(Application.product),
            contains_eager(Application.enterprise),
            joinedload(Application.round),
            joinedload(Assignment.reviewer),
        )
        .order_by(order, Application.id)
    )
    return [Waiting(one, held, due(one, asked.today)) for one, held in found]


def _column(chosen: Filter) -> InstrumentedAttribute[Any]:
    # Within one stage the due days are in the order of the days from which they count.
    if chosen.order is Order.DUE and chosen.status in DAYS:
        return DAYS[chosen.status]
    return _SORTED_BY.get(chosen.order, Application.submitted_at)


def _filtered(query: S, asked: Asked) -> S:
    """Of the applications, with their assignments where these are filtered by."""
    chosen = asked.chosen
    query = query.select_from(Application).where(_WAITING)
    if chosen.whose in (Whose.OWN, Whose.UNASSIGNED):
        query = query.outerjoin(Assignment, _HOLDS)
    query = query.where(_whose(asked)[chosen.whose])
    if chosen.status is not None:
        query = query.where(Application.status == chosen.status)
    if chosen.age is not None:
        query = query.where(_ages(asked.today)[chosen.age])
    return query


def _whose(asked: Asked) -> dict[Whose, ColumnElement[bool]]:
    return {
        Whose.ALL: true(),
        Whose.OWN: Assignment.reviewer_id.in_((asked.user_id, *asked.away)),
        Whose.UNASSIGNED: Assignment.id.is_(None),
        Whose.OVERDUE: is_overdue(asked.today),
    }


def _ages(today: date) -> dict[Age, ColumnElement[bool]]:
    handed_in = Application.submitted_at
    week, month = (midnight(today - timedelta(days=days)) for days in (7, 30))
    return {
        Age.WEEK: handed_in >= week,
        Age.MONTH: and_(handed_in >= month, handed_in < week),
        Age.OLDER: handed_in < month,
    }


def _stages(asked: Asked) -> dict[Status, int]:
    without = replace(asked, chosen=replace(asked.chosen, status=None))
    query = _filtered(select(Application.status, func.count()), without)
    return {
        status: count for status, count in db.session.execute(query.group_by(Application.status))
    }


def _by_whose(asked: Asked) -> dict[Whose, int]:
    """How many there are of each, whosever is chosen. Few are held by anybody: those are counted
    from the assignments, and what nobody holds is the rest."""
    everybody = replace(asked, chosen=replace(asked.chosen, whose=Whose.ALL))
    parts = (true(), _whose(asked)[Whose.OVERDUE])
    every, overdue = _counted(everybody, "whose", parts)
    held = select(func.count(), func.count().filter(_whose(asked)[Whose.OWN]))
    all_held, own = db.session.execute(_filtered(held, everybody).join(Assignment, _HOLDS)).one()
    return {
        Whose.ALL: every,
        Whose.OWN: own,
        Whose.UNASSIGNED: every - all_held,
        Whose.OVERDUE: overdue,
    }


def _counted(asked: Asked, field: str, parts: Iterable[ColumnElement[bool]]) -> Sequence[int]:
    """How many there are of each part when the field is left out of the filter."""
    left_out = {"whose": Whose.ALL} if field == "whose" else {"age": None}
    chosen = replace(asked.chosen, **left_out)
    query = select(*(func.count().filter(each) for each in parts))
    return db.session.execute(_filtered(query, replace(asked, chosen=chosen))).one()
