"""Who works on an application: take it, give it to somebody, put it back.

An assignment orders the work and gives no right: whoever may decide may decide. Of two who take one
at once one gets it; the other is told that somebody was faster.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from registry import audit, clock
from registry.accounts.models import RoleRow, User
from registry.applications.models import Application
from registry.applications.workflow import Status
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, Role, check
from registry.reviews.deadlines import waits
from registry.reviews.models import Assignment


def assignment_of(application: Application) -> Assignment | None:
    """The row of an application, whichever stage it is about."""
    return db.session.scalars(
        select(Assignment)
        .where(Assignment.application_id == application.id)
        .options(joinedload(Assignment.reviewer))
    ).one_or_none()


def reviewer_of(application: Application, assignment: Assignment | None) -> User | None:
    """Who has the application in its present stage."""
    held = assignment is not None and assignment.stage is application.status
    return assignment.reviewer if assignment is not None and held else None


def reviewers() -> Sequence[User]:
    """Everybody to whom an application can be given, by name."""
    return db.session.scalars(
        select(User)
        .where(User.active.is_(True), User.roles.any(RoleRow.name == Role.REVIEWER.value))
        .order_by(User.name, User.id)
    ).all()


def take(actor: Actor, application: Application, seen: int) -> None:
    """Take an application that nobody has; ``seen`` is the version of the assignment that the
    person saw, 0 where there was none. Conflict when somebody has it."""
    _check(actor, application)
    holder = reviewer_of(application, assignment_of(application))
    if holder is not None:
        raise Conflict("{name} has this application already.", name=holder.name)
    _refuse_examiner(application, actor.user_id)
    _assign(actor, application, "take", actor.user_id, seen)


def give(actor: Actor, application: Application, email: str, seen: int) -> None:
    """Give it to a reviewer, by the address of the account; whoever had it has it no longer."""
    _check(actor, application)
    to = next((each for each in reviewers() if each.email == email), None)
    if to is None:
        problem, expected = N_("This is no reviewer's account."), N_("Choose one of the list.")
        raise BadInput([FieldProblem("reviewer", email[:40], problem, expected)])
    if to.enterprise_id == application.enterprise_id:
        raise Refused("Nobody decides on an application of their own enterprise.")
    _refuse_examiner(application, to.id)
    _assign(actor, application, "give", to.id, seen)


def put_back(actor: Actor, application: Application, seen: int) -> None:
    """Have nobody work on it; Conflict where nobody does."""
    _check(actor, application)
    if reviewer_of(application, assignment_of(application)) is None:
        raise Conflict("Nobody has this application.")
    _assign(actor, application, "put_back", None, seen)


def _check(actor: Actor, application: Application) -> None:
    check(actor, Permission.EXAMINE)
    if actor.owns(application.enterprise_id):
        raise Refused("Nobody decides on an application of their own enterprise.")
    if not waits(application):
        raise Conflict("This application does not wait for a reviewer.")


def _refuse_examiner(application: Application, reviewer_id: int | None) -> None:
    certifying = application.status is Status.PUBLIC_NOTICE
    if certifying and reviewer_id == application.examiner_id:
        raise Refused("Whoever examined an application cannot certify it: four eyes.")


def _assign(
    actor: Actor, application: Application, verb: str, reviewer_id: int | None, seen: int
) -> None:
    assigned = {
        "stage": application.status,
        "reviewer_id": reviewer_id,
        "version": seen + 1,
        "assigned_at": clock.now(),
    }
    key = _begin(application, assigned) if seen == 0 else _change(application, assigned, seen)
    if key is None:
        raise Conflict("Somebody else was faster; look at it again.")
    details = {"application": application.id, "stage": application.status.value}
    audit.record(actor, verb, "assignment", key, **details, reviewer=reviewer_id, version=seen + 1)


def _begin(application: Application, assigned: Mapping[str, object]) -> int | None:
    row = Assignment(application_id=application.id, **assigned)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        return None
    return row.id


def _change(application: Application, assigned: Mapping[str, object], seen: int) -> int | None:
    return db.session.execute(
        update(Assignment)
        .where(Assignment.application_id == application.id, Assignment.version == seen)
        .values(**assigned)
        .returning(Assignment.id)
        .execution_options(synchronize_session="fetch")
    ).scalar()
