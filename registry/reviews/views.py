"""The reviewers' pages: the work list, an application under review, and a page for each decision.

Registering and certifying give papers and therefore have their pages in ``certification``.
"""

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext

from registry import clock
from registry.applications.models import Application
from registry.applications.queries import (
    evaluation_of,
    for_actor,
    latest_evaluation,
    standings_shown,
)
from registry.applications.workflow import TRANSITIONS, Action
from registry.permissions import Permission, current_actor, requires
from registry.reviews import queries, service
from registry.reviews.comparison import compare, marks_of_fields, marks_of_patents
from registry.reviews.decisions import Answered, Decide, ask, take
from registry.reviews.forms import WAITING, read_filter
from registry.reviews.offers import offers
from registry.reviews.reasons import ReasonCode

blueprint = Blueprint("reviews", __name__, url_prefix="/reviews")

PER_PAGE = 40

DECISIONS: dict[Action, Decide] = {
    Action.RETURN: service.return_,
    Action.REJECT: service.reject,
    Action.ANNOUNCE: service.announce,
    Action.REFUSE: service.refuse,
}


@blueprint.get("/")
@requires(Permission.READ_APPLICATIONS)
def work_list() -> str:
    """What waits for a reviewer, the longest waiting first."""
    chosen = read_filter(request.args)
    listed = queries.work_list(chosen.status, chosen.page, PER_PAGE)
    return render_template(
        "reviews/work_list.html",
        listed=listed,
        chosen=chosen,
        statuses=WAITING,
        per_page=PER_PAGE,
        day_of=clock.day_of,
        ages={row.id: age(row, clock.today()) for row in listed.rows},
    )


@blueprint.get("/<public_id>")
@requires(Permission.READ_APPLICATIONS)
def review(public_id: str) -> str:
    """All that a decision may rest on, and the decisions that can be made."""
    application = for_actor(current_actor(), public_id)
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
        marks=marks_of_fields(application, earlier) if earlier else {},
        patents=tuple(marks_of_patents(application, earlier)) if earlier else (),
        standings=standings_shown(application, clock.today()),
        offers=offers(current_actor(), application),
        decisions=decisions,
        people={decision.action: decision.decided_by.name for decision in decisions},
        trail=queries.trail_of(application.id),
        age=age(application, clock.today()),
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
