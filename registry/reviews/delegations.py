"""A reviewer who is away: another one stands in for them from one day to another.

Nothing is moved. In these days what is assigned to the one, already or anew, stands in the other's
list as well; when they are over, or ended early, it is as before. Whoever decides, decides under
their own name, and four eyes are those of the persons who acted.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import joinedload

from registry import audit, clock
from registry.accounts.models import User
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, check
from registry.reviews.assignments import reviewers
from registry.reviews.models import Delegation

LONGEST = timedelta(days=366)


def delegate(actor: Actor, email: str, from_on: date, until_on: date) -> Delegation:
    """Have another reviewer stand in for the actor on these days, both included. BadInput for
    wrong days or nobody; Conflict where one of the two is away or stands in for somebody then."""
    check(actor, Permission.EXAMINE)
    to = next((each for each in reviewers() if each.email == email), None)
    problems = _wrong_days(from_on, until_on)
    if to is None or to.id == actor.user_id:
        problem, expected = (
            N_("This is no other reviewer's account."),
            N_("Choose one of the list."),
        )
        problems.append(FieldProblem("reviewer", email[:40], problem, expected))
    if problems or to is None:
        raise BadInput(problems)
    _check_free(actor, to, from_on, until_on)
    row = Delegation(reviewer_id=actor.user_id, to_id=to.id, from_on=from_on, until_on=until_on)
    db.session.add(row)
    db.session.flush()
    days = {"from_on": from_on.isoformat(), "until_on": until_on.isoformat()}
    audit.record(actor, "delegate", "delegation", row.id, to=to.id, **days)
    return row


def _wrong_days(from_on: date, until_on: date) -> list[FieldProblem]:
    today = clock.today()
    last = from_on + LONGEST
    problems = []
    if from_on < today:
        problem, expected = N_("This day is over."), N_("Write {day} or a later day.")
        values = {"day": today.isoformat()}
        problems.append(FieldProblem("from_on", from_on.isoformat(), problem, expected, values))
    if not from_on <= until_on <= last:
        problem = N_("The last day does not fit the first one.")
        expected = N_("Write a day from {first} to {last}.")
        values = {"first": from_on.isoformat(), "last": last.isoformat()}
        problems.append(FieldProblem("until_on", until_on.isoformat(), problem, expected, values))
    return problems


def _check_free(actor: Actor, to: User, from_on: date, until_on: date) -> None:
    pair = (actor.user_id, to.id)
    # In the order of their keys, so that two at once wait for each other and do not lock.
    rows = select(User.id).where(User.id.in_(pair)).order_by(User.id).with_for_update()
    db.session.execute(rows).all()
    meets = and_(
        Delegation.ended_at.is_(None),
        Delegation.from_on <= until_on,
        Delegation.until_on >= from_on,
        or_(
            Delegation.reviewer_id.in_(pair),
            Delegation.to_id == actor.user_id,
        ),
    )
    if db.session.scalar(select(select(Delegation.id).where(meets).exists())):
        raise Conflict("One of the two is away in these days, or you stand in for somebody.")


def end(actor: Actor, delegation_id: int) -> None:
    """End one's own delegation now, or before it begins."""
    check(actor, Permission.EXAMINE)
    row = db.session.get(Delegation, delegation_id)
    if row is None or row.reviewer_id != actor.user_id:
        raise Refused("Only who is away ends this.")
    ended = db.session.execute(
        update(Delegation)
        .where(Delegation.id == row.id, Delegation.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(Delegation.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if ended is None:
        raise Conflict("This has been ended already.")
    audit.record(actor, "end", "delegation", row.id)


def _holds(day: date) -> ColumnElement[bool]:
    return and_(
        Delegation.ended_at.is_(None), Delegation.from_on <= day, Delegation.until_on >= day
    )


def absent_for(user_id: int | None, day: date) -> Sequence[int]:
    """Those for whom a reviewer stands in on a day."""
    asked = select(Delegation.reviewer_id).where(_holds(day), Delegation.to_id == user_id)
    return db.session.scalars(asked).all()


def deputies(day: date) -> dict[int, str]:
    """Who is away on a day → the name of who stands in."""
    asked = select(Delegation).where(_holds(day)).options(joinedload(Delegation.to))
    return {each.reviewer_id: each.to.name for each in db.session.scalars(asked)}


def own_delegations(actor: Actor, day: date) -> Sequence[Delegation]:
    """The actor's delegations that hold now or later."""
    return db.session.scalars(
        select(Delegation)
        .where(Delegation.reviewer_id == actor.user_id, Delegation.ended_at.is_(None))
        .where(Delegation.until_on >= day)
        .options(joinedload(Delegation.to))
        .order_by(Delegation.from_on, Delegation.id)
    ).all()
