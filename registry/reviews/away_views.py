"""The page of a reviewer who will be away: who stands in, from when until when."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry import clock
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.permissions import Permission, current_actor, requires
from registry.reviews import delegations
from registry.reviews.assignments import reviewers
from registry.reviews.forms import AwayForm
from registry.transaction import unit_of_work

blueprint = Blueprint("away", __name__, url_prefix="/reviews/away")

Answered = str | Response | tuple[str, int]


@blueprint.get("", endpoint="form")
@requires(Permission.EXAMINE)
def form_page() -> Answered:
    """One's own delegations, and the form for another."""
    return _page(AwayForm(formdata=None))


@blueprint.post("")
@requires(Permission.EXAMINE)
def change() -> Answered:
    """Have somebody stand in, or end that."""
    form = AwayForm()
    try:
        with unit_of_work():
            _change(form)
    except BadInput as error:
        form.show(error.problems)
        return _page(form), error.status
    flash(gettext("Who stands in for you has been recorded."), "done")
    return redirect(url_for("away.form"))


def _change(form: AwayForm) -> None:
    actor, ended = current_actor(), request.form.get("end", "")
    if ended:
        known = [each.id for each in delegations.own_delegations(actor, clock.today())]
        delegations.end(actor, next((each for each in known if str(each) == ended), 0))
        return
    problems: list[FieldProblem] = []
    first = _day("from_on", form.from_on.data or "", problems)
    last = _day("until_on", form.until_on.data or "", problems)
    if problems or first is None or last is None:
        raise BadInput(problems)
    delegations.delegate(actor, form.reviewer.data or "", first, last)


def _day(field: str, text: str, problems: list[FieldProblem]) -> date | None:
    text = text.strip()
    try:
        # A year later must still be a day.
        if len(text) != len("2025-09-30") or text.startswith("9999"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        problem, expected = N_("This is not a day."), N_("Write it as in 2025-09-30.")
        problems.append(FieldProblem(field, text[:40], problem, expected))
        return None


def _page(form: AwayForm) -> str:
    actor = current_actor()
    form.offer([each for each in reviewers() if each.id != actor.user_id])
    own = delegations.own_delegations(actor, clock.today())
    return render_template("reviews/away.html", form=form, own=own)
