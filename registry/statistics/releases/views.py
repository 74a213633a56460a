"""The pages of the releases: the public's list and release, and the staff's preview."""

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from registry.enterprises.models import Size
from registry.errors import BadInput
from registry.money import format_yi
from registry.permissions import Permission, current_actor, fresh, requires
from registry.statistics.breakdowns import TITLES, Key
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Indicator, Unit
from registry.statistics.releases import queries, service
from registry.statistics.releases.content import Figure, ReleaseContent, Side, Table
from registry.statistics.releases.forms import PrepareForm, chosen_table
from registry.statistics.releases.models import Release
from registry.statistics.releases.triangle import triangle
from registry.statistics.releases.wording import KINDS, REASONS, RULE, SIDES, STATUSES
from registry.transaction import unit_of_work

blueprint = Blueprint("releases", __name__, url_prefix="/statistics")

Answered = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: a group in one stage, its figures in the order of the indicators."""

    keys: tuple[Key, ...]
    side: Side
    figures: tuple[Figure, ...]


@blueprint.get("/releases")
@requires(Permission.PUBLIC)
def releases() -> str:
    """What has been published, the newest first; staff see what is prepared, too."""
    staff = current_actor().may(Permission.READ_TOTALS)
    return render_template(
        "statistics/releases.html",
        published=sorted(queries.published(), key=_newest_first),
        waiting=queries.waiting() if staff else (),
        may_release=current_actor().may(Permission.RELEASE),
        statuses=STATUSES,
    )


def _newest_first(each: Release) -> tuple[int, int]:
    assert each.publication is not None
    return -each.data_year, -each.publication.serial


@blueprint.get("/release")
@requires(Permission.PUBLIC)
def release() -> Answered:
    """One published release, by its number: ``?number=2024-1``."""
    if "number" not in request.args:
        return redirect(url_for("releases.releases"))
    return _page(queries.of_number(request.args["number"]), for_staff=False)


@blueprint.get("/release/preview")
@requires(Permission.READ_TOTALS)
def preview() -> Answered:
    """The same with everything in it, published or not: ``?release=2024-1`` or its key."""
    if "release" not in request.args:
        return redirect(url_for("releases.releases"))
    return _page(queries.named(request.args["release"]), for_staff=True)


@blueprint.route("/releases/prepare", methods=["GET", "POST"])
@requires(Permission.RELEASE)
def prepare() -> Answered:
    """Freeze the figures of a day."""
    form = PrepareForm()
    if request.method == "GET":
        return render_template("statistics/release_prepare.html", form=form)
    try:
        wanted = form.wanted()
        with unit_of_work():
            made = service.prepare(
                current_actor(), wanted.name, wanted.data_year, wanted.as_of, wanted.status
            )
            key = made.id
    except BadInput as error:
        form.show(error.problems)
        return render_template("statistics/release_prepare.html", form=form), error.status
    flash(gettext("The figures are frozen. Another person publishes them."), "done")
    return redirect(url_for("releases.preview", release=key))


@blueprint.post("/releases/publish")
@fresh
@requires(Permission.RELEASE)
def publish() -> Answered:
    """Let a prepared release out, as the second person."""
    with unit_of_work():
        number = service.publish(
            current_actor(), queries.named(request.form.get("release", ""))
        ).number
    flash(gettext("The release is out."), "done")
    return redirect(url_for("releases.release", number=number))


def _page(found: Release, *, for_staff: bool) -> Answered:
    content = queries.content_of(found, for_staff=for_staff)
    try:
        table, problems, status = chosen_table(content, request.args), [], 200
    except BadInput as error:
        table, problems, status = content.tables[0], error.problems, error.status
    actor = current_actor()
    shown = [each for each in all_indicators() if each.id in content.indicators]
    return (
        render_template(
            "statistics/release.html",
            content=content,
            release=found,
            table=table,
            problems=problems,
            groups=groups_of(table),
            indicators=shown,
            triangle=triangle(queries.published(found.data_year), for_staff=for_staff),
            hidden=queries.hidden_count(found),
            may_publish=_may_publish(content, found),
            mine=actor.user_id is not None and actor.user_id == found.prepared_by_id,
            rounded=rounded,
            titles=TITLES,
            statuses=STATUSES,
            sides=SIDES,
            reasons=REASONS,
            kinds=KINDS,
            rule_names=RULE,
            size=Size,
        ),
        status,
    )


def _may_publish(content: ReleaseContent, found: Release) -> bool:
    actor = current_actor()
    waits = content.for_staff and content.number is None
    return waits and actor.may(Permission.RELEASE) and actor.user_id != found.prepared_by_id


def groups_of(table: Table) -> list[list[Line]]:
    """The lines of a table, those of a group together; a line of nothing but zeros is left out
    where nothing in it is hidden, and so is a group without lines."""
    groups: list[list[Line]] = []
    for keys, of_group in groupby(table.figures, key=lambda each: each.keys):
        by_side = groupby(of_group, key=lambda each: each.side)
        lines = [Line(keys, side, tuple(figures)) for side, figures in by_side]
        kept = [line for line in lines if not table.by or _says_something(line)]
        groups.append(kept)
    return [group for group in groups if group]


def _says_something(line: Line) -> bool:
    return any(figure.value != 0 or figure.reason for figure in line.figures)


def rounded(indicator: Indicator, value: int) -> str:
    """A figure as the release shows it: amounts in 亿元 with two decimals, half to even."""
    return format_yi(value) if indicator.unit is Unit.FEN else f"{value:,}"
