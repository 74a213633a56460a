"""Rounds and targets: seen with their history, begun and changed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from registry.codes.models import Region
from registry.errors import BadInput, FieldProblem, NotFound
from registry.extensions import db
from registry.money import N_
from registry.operators.forms import RoundForm, TargetForm
from registry.operators.reading import read_round, read_target
from registry.operators.trail_queries import history, history_of_all
from registry.operators.trail_subjects import GREATEST
from registry.operators.trail_views import in_words
from registry.permissions import Permission, current_actor, requires
from registry.programme.models import Round, Setting, Target
from registry.programme.queries import all_rounds
from registry.programme.setting import (
    RoundInput,
    contents_of,
    newest_version,
    set_round,
    set_target,
    target_key,
)
from registry.transaction import unit_of_work

blueprint = Blueprint("programme", __name__, url_prefix="/programme")


@blueprint.get("/rounds")
@requires(Permission.SET_PROGRAMME)
def rounds() -> str:
    """Every round, and what was changed last."""
    return render_template(
        "operators/rounds.html",
        rounds=all_rounds(),
        entries=in_words(list(history_of_all("round"))),
    )


@blueprint.route("/rounds/new", methods=["GET", "POST"])
@requires(Permission.SET_PROGRAMME)
def new_round() -> ResponseReturnValue:
    """Begin a round."""
    return _take_round(RoundForm(), None) if request.method == "POST" else _round_form(None)


@blueprint.route("/rounds/<int:year>", methods=["GET", "POST"])
@requires(Permission.SET_PROGRAMME)
def round(year: int) -> ResponseReturnValue:
    """One round, with its history; changed by a new version."""
    found = round_of(year)
    return _take_round(RoundForm(), found) if request.method == "POST" else _round_form(found)


@blueprint.get("/targets")
@requires(Permission.SET_PROGRAMME)
def targets() -> str:
    """Every target of the plan."""
    ordered = select(Target, Region.name).join(Region, Region.code == Target.region_code)
    rows = db.session.execute(ordered.order_by(Target.year, Target.indicator, Target.region_code))
    return render_template(
        "operators/targets.html",
        targets=[(row[0], row[1]) for row in rows],
        entries=in_words(list(history_of_all("target"))),
    )


@blueprint.route("/targets/new", methods=["GET", "POST"])
@requires(Permission.SET_PROGRAMME)
def new_target() -> ResponseReturnValue:
    """Set a target that was not there."""
    return _take_target(TargetForm(), None) if request.method == "POST" else _target_form(None)


@blueprint.route("/targets/<int:target_id>", methods=["GET", "POST"])
@requires(Permission.SET_PROGRAMME)
def target(target_id: int) -> ResponseReturnValue:
    """One target, with its history; changed by a new version."""
    found = db.session.get(Target, min(target_id, GREATEST))
    if found is None:
        raise NotFound(N_("There is no such target."))
    return _take_target(TargetForm(), found) if request.method == "POST" else _target_form(found)


def round_of(year: int) -> Round:
    """The round of a year; NotFound where there is none."""
    found = db.session.get(Round, min(year, GREATEST))
    if found is None:
        raise NotFound(N_("There is no round {year}."), year=year)
    return found


def _take_round(form: RoundForm, standing: Round | None) -> ResponseReturnValue:
    year = standing.year if standing else None
    try:
        form.check_fields()
        given = read_round(form.typed() | ({"year": str(year)} if year else {}))
        with unit_of_work():
            seen = form.seen_version() if standing else 0
            _refuse_known(given.year, is_new=standing is None)
            set_round(current_actor(), given, seen)
    except BadInput as error:
        form.show(error.problems)
        return _round_page(form, round_of(year) if year else None), error.status
    flash(gettext("Round %(year)s is set.", year=given.year), "done")
    return redirect(url_for("programme.rounds"), 303)


def _refuse_known(year: int, *, is_new: bool) -> None:
    if is_new and db.session.get(Round, year) is not None:
        problem = N_("There is a round of this year already.")
        raise BadInput([FieldProblem("year", str(year), problem, N_("Change it on its page."))])


def _take_target(form: TargetForm, standing: Target | None) -> ResponseReturnValue:
    key = standing.id if standing else None
    fixed = _named(standing) if standing else {}
    try:
        form.check_fields()
        given = read_target(form.typed() | fixed)
        with unit_of_work():
            seen = form.seen_version() if standing else 0
            _refuse_known_target(given.indicator, given.region_code, given.year, key is None)
            set_target(current_actor(), given, seen)
    except BadInput as error:
        form.show(error.problems)
        return _target_page(form, db.session.get(Target, key) if key else None), error.status
    flash(gettext("The target is set."), "done")
    return redirect(url_for("programme.targets"), 303)


def _named(target: Target) -> dict[str, str]:
    return {
        "indicator": target.indicator,
        "region_code": target.region_code,
        "year": str(target.year),
    }


def _refuse_known_target(indicator: str, region_code: str, year: int, is_new: bool) -> None:
    same = select(Target.id).where(
        Target.indicator == indicator, Target.region_code == region_code, Target.year == year
    )
    if is_new and db.session.scalar(same) is not None:
        problem = N_("This target is set already.")
        raise BadInput([FieldProblem("year", str(year), problem, N_("Change it on its page."))])


def _round_form(standing: Round | None) -> str:
    if standing is None:
        return _round_page(RoundForm(formdata=None), None)
    seen = newest_version(Setting.ROUND, str(standing.year))
    form = RoundForm.showing(contents_of(standing, RoundInput), seen)
    return _round_page(form, standing)


def _round_page(form: RoundForm, standing: Round | None) -> str:
    entries = history("round", standing.year) if standing else ()
    return render_template(
        "operators/round.html", form=form, round=standing, entries=in_words(list(entries))
    )


def _target_form(standing: Target | None) -> str:
    if standing is None:
        return _target_page(TargetForm(formdata=None), None)
    key = target_key(standing.indicator, standing.region_code, standing.year)
    form = TargetForm.showing(standing, newest_version(Setting.TARGET, key))
    return _target_page(form, standing)


def _target_page(form: TargetForm, standing: Target | None) -> str:
    entries = history("target", standing.id) if standing else ()
    return render_template(
        "operators/target.html", form=form, target=standing, entries=in_words(list(entries))
    )
