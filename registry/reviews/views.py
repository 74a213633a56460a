"""The reviewers' pages: the work list, an application under review, and a page for each decision.

Registering and certifying give papers and therefore have their pages in ``certification``.
"""

from datetime import date

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from registry import clock
from registry.applications.corrections import corrections_of
from registry.applications.models import Application
from registry.applications.objections import objections_to
from registry.applications.queries import (
    evaluation_of,
    for_actor,
    latest_evaluation,
    standings_shown,
)
from registry.applications.workflow import TRANSITIONS, Action, Status, actions_from
from registry.permissions import Permission, current_actor, fresh, requires
from registry.reviews import queries, service
from registry.reviews import work_list as listing
from registry.reviews.assignments import assignment_of, reviewer_of
from registry.reviews.comparison import compare, marks_of_fields, marks_of_patents
from registry.reviews.deadlines import due, waits
from registry.reviews.decisions import Answered, Decide, ask, take
from registry.reviews.delegations import absent_for, deputies
from registry.reviews.duplicates import likely_same
from registry.reviews.filters import WAITING, Order, read_filter
from registry.reviews.notes import notes_on
from registry.reviews.offers import offers
from registry.reviews.placing import place
from registry.reviews.reasons import ReasonCode
from registry.reviews.table import table_csv
from registry.reviews.versions import since_version_before

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")

PER_PAGE = 40
# A longer table is no work list any more; the filter makes it shorter.
MOST_ROWS = 20_000

DECISIONS: dict[Action, Decide] = {
    Action.RETURN: service.return_,
    Action.REJECT: service.reject,
    Action.ANNOUNCE: service.announce,
    Action.REFUSE: service.refuse,
}


@blueprint.get("/")
@requires(Permission.READ_APPLICATIONS)
def work_list() -> str:
    """What waits for a reviewer, the longest waiting first unless the address says otherwise."""
    asked = _asked()
    return render_template(
        "reviews/work_list.html",
        listed=listing.work_list(asked, PER_PAGE),
        chosen=asked.chosen,
        statuses=WAITING,
        orders=Order,
        per_page=PER_PAGE,
        day_of=clock.day_of,
        age=age,
        today=asked.today,
        deputies=deputies(asked.today),
        may_decide=current_actor().may(Permission.EXAMINE),
        bulk_actions=_staff_actions(asked.chosen.status),
    )


def _staff_actions(status: Status | None) -> tuple[Action, ...]:
    """What the staff decide in a status, or at all."""
    known = actions_from(status) if status else tuple(TRANSITIONS)
    return tuple(each for each in known if TRANSITIONS[each].permission is not Permission.APPLY)


@blueprint.get("/table.csv")
@fresh
@requires(Permission.READ_APPLICATIONS)
def table() -> Response:
    """The work list as it is filtered and sorted, up to ``MOST_ROWS``, for spreadsheets."""
    answer = Response(table_csv(listing.rows_of(_asked(), MOST_ROWS)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=work-list.csv"
    return answer


def _asked() -> listing.Asked:
    user_id, today = current_actor().user_id, clock.today()
    return listing.Asked(read_filter(request.args), user_id, today, absent_for(user_id, today))


@blueprint.get("/<public_id>")
@requires(Permission.READ_APPLICATIONS)
def review(public_id: str) -> str:
    """All that a decision may rest on, and the decisions that can be made."""
    application = for_actor(current_actor(), public_id)
    held = assignment_of(application)
    record = latest_evaluation(application.id)
    decisions = queries.decisions_on(application.id)
    earlier = queries.earlier_record(application)
    return render_template(
        "reviews/review.html",
        application=application,
        record=record,
        evaluation=evaluation_of(record) if record else None,
        earlier=earlier,
        compared=compare(application, earlier),
        placing=place(application),
        duplicates=likely_same(application),
        since=since_version_before(application),
        marks=marks_of_fields(application, earlier) if earlier else {},
        patents=tuple(marks_of_patents(application, earlier)) if earlier else (),
        standings=standings_shown(application, clock.today()),
        offers=offers(current_actor(), application),
        decisions=decisions,
        people={decision.action: decision.decided_by.name for decision in decisions},
        trail=queries.trail_of(application.id),
        age=age(application, clock.today()),
        due=due(application, clock.today()),
        waits=waits(application),
        holder=reviewer_of(application, held),
        deputies=deputies(clock.today()),
        held_version=held.version if held else 0,
        notes=notes_on(current_actor(), application),
        corrections=corrections_of(application.id),
        objections=objections_to(application.id),
        may_assign=current_actor().may(Permission.EXAMINE),
        actions=Action.__members__,
        acts={action.value: action for action in Action},
        reason_code=ReasonCode,
        translate=gettext,
    )


def age(application: Application, today: date) -> int | None:
    """Days since it was handed in; None for one that has not been."""
    if application.submitted_at is None:
        return None
    return (today - clock.day_of(application.submitted_at)).days


def _add_decision(action: Action, decide: Decide) -> None:
    """A page for the action, under the permission that the workflow table names."""

    @requires(TRANSITIONS[action].permission)
    def form(public_id: str) -> Answered:
        return ask(public_id, action)

    @requires(TRANSITIONS[action].permission)
    def act(public_id: str) -> Answered:
        return take(
            public_id, action, decide, lambda: url_for("reviews.review", public_id=public_id)
        )

    rule = f"/<public_id>/{action.value}"
    blueprint.add_url_rule(rule, f"{action.value}_form", form, methods=["GET"])
    blueprint.add_url_rule(rule, action.value, act, methods=["POST"])


for _action, _decide in DECISIONS.items():
    _add_decision(_action, _decide)
