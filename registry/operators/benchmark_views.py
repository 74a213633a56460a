"""Benchmarks of a round: seen, taken as a file, and a new set looked at before it is in force."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from registry import clock
from registry.codes.queries import middle_classes
from registry.eligibility.measures import MEASURES
from registry.errors import BadInput, Conflict, FieldProblem, NotFound
from registry.extensions import db
from registry.money import N_
from registry.operators.benchmark_table import COLUMNS, MOST_ROWS, SetRead, read_set, table_of
from registry.operators.effects import LISTED, effects
from registry.operators.forms import BenchmarkForm
from registry.operators.programme_views import round_of
from registry.operators.reading import LONGEST_REFERENCE
from registry.operators.trail_queries import history
from registry.operators.trail_views import in_words
from registry.permissions import Permission, current_actor, fresh, requires
from registry.programme.models import Benchmark, Dimension, ProgrammeVersion, Round, Setting
from registry.programme.queries import all_rounds
from registry.programme.setting import (
    BenchmarkInput,
    benchmarks_of,
    newest_version,
    put_in_force,
)
from registry.single_values import Typed
from registry.tables.problems import FileProblem
from registry.transaction import unit_of_work

blueprint = Blueprint("benchmarks", __name__, url_prefix="/programme/benchmarks")

_DIMENSIONS = tuple(Dimension)


@blueprint.get("")
@requires(Permission.SET_PROGRAMME)
def newest() -> ResponseReturnValue:
    """To the round that takes filings, or the last one that did."""
    today, known = clock.today(), all_rounds()
    begun = [each.year for each in known if each.opens_on <= today] or [today.year]
    return redirect(url_for("benchmarks.page", year=begun[0]))


@blueprint.get("/<int:year>")
@requires(Permission.SET_PROGRAMME)
def page(year: int) -> str:
    """What every class must reach in a round, and who has set what; an earlier version of the set
    where the address asks for one."""
    found, versions = round_of(year), _versions(year)
    shown = _asked_for(versions)
    rows = benchmarks_of(shown) if shown else _standing(year)
    by_class: dict[str, dict[Dimension, Benchmark | BenchmarkInput]] = {}
    for row in rows:
        by_class.setdefault(row.class_code, {})[row.dimension] = row
    return render_template(
        "operators/benchmarks.html",
        round=found,
        rounds=all_rounds(),
        classes=middle_classes(found.filing_by),
        by_class=by_class,
        dimensions=_DIMENSIONS,
        measures=MEASURES,
        references=sorted({(row.reference, row.last_checked, row.is_example) for row in rows}),
        versions=versions,
        shown=shown,
        entries=in_words(list(history("benchmarks", year))),
    )


@blueprint.get("/<int:year>/benchmarks.csv")
@fresh
@requires(Permission.SET_PROGRAMME)
def file(year: int) -> Response:
    """The set that is in force, as the preparation reads it."""
    text = table_of(_standing(round_of(year).year))
    response = Response(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
    placed = f'attachment; filename="benchmarks-{year}.csv"'
    response.headers["Content-Disposition"] = placed
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.route("/<int:year>/prepare", methods=["GET", "POST"])
@requires(Permission.SET_PROGRAMME)
def prepare(year: int) -> ResponseReturnValue:
    """Give a set, and see what it would change; nothing is kept."""
    found, form = round_of(year), BenchmarkForm()
    if request.method == "GET":
        form.table.data = table_of(_standing(year))
        form.seen.data = str(newest_version(Setting.BENCHMARKS, str(year)))
        return _page(form, found)
    try:
        form.check_fields()
        given = _given(form, found)
    except BadInput as error:
        form.show(error.problems)
        return _page(form, found), error.status
    form.table.data = given.text
    if given.wrong:
        return _page(form, found, given), BadInput.status
    return _page(form, found, given, effects(year, given.rows))


@blueprint.post("/<int:year>/put")
@fresh
@requires(Permission.SET_PROGRAMME)
def put(year: int) -> ResponseReturnValue:
    """Put the set that was looked at in force, all of it in one act."""
    form = BenchmarkForm()
    form.check_fields()
    with unit_of_work():
        given = _given(form, round_of(year))
        if given.wrong:
            raise Conflict(N_("The table cannot be taken as it is now; look at it again."))
        seen, reference = form.seen_version(), str(form.reference.data).strip()
        put_in_force(current_actor(), year, given.rows, reference, seen)
    said = gettext("Benchmarks in force in round %(year)s: %(count)s.", **_told(year, given))
    flash(said, "done")
    return redirect(url_for("benchmarks.page", year=year), 303)


def _told(year: int, given: SetRead) -> dict[str, Any]:
    return {"year": year, "count": len(given.rows)}


def _given(form: BenchmarkForm, programme_round: Round) -> SetRead:
    """The set of the file, or else of the text; BadInput where none of it can be read."""
    typed = Typed({"reference": str(form.reference.data or "")})
    typed.text("reference", LONGEST_REFERENCE)
    typed.finish()
    sent = request.files.get("file")
    name, content = "table", str(form.table.data or "").encode()
    if sent is not None and sent.filename:
        name, content = "file", bytes(sent.read())
    try:
        return read_set(content, programme_round)
    except FileProblem as error:
        raise BadInput([FieldProblem(name, "", error.text(gettext), "")]) from error


def _standing(year: int) -> list[Benchmark]:
    asked = select(Benchmark).where(Benchmark.round_year == year)
    rows = db.session.scalars(asked.order_by(Benchmark.class_code, Benchmark.dimension))
    return list(rows)


def _asked_for(versions: Sequence[ProgrammeVersion]) -> ProgrammeVersion | None:
    """The earlier version that the address names; None for the newest, or where it names none."""
    wanted = request.args.get("version", "")
    if not wanted or (versions and wanted == str(versions[0].version)):
        return None
    for each in versions:
        if str(each.version) == wanted:
            return each
    raise NotFound(N_("There is no such version of this set."))


def _versions(year: int) -> list[ProgrammeVersion]:
    of_round = select(ProgrammeVersion).where(
        ProgrammeVersion.setting == Setting.BENCHMARKS, ProgrammeVersion.key == str(year)
    )
    return list(db.session.scalars(of_round.order_by(ProgrammeVersion.version.desc())))


def _page(
    form: BenchmarkForm, found: Round, given: SetRead | None = None, changes: Any = ()
) -> str:
    return render_template(
        "operators/benchmarks_prepare.html",
        form=form,
        round=found,
        given=given,
        changes=changes,
        differences=_differences(given, found.year) if given and not given.wrong else [],
        missing=_missing(given, found) if given else [],
        names={each.code: each for each in middle_classes(found.filing_by)},
        columns=COLUMNS,
        measures=MEASURES,
        most=MOST_ROWS,
        listed=LISTED,
    )


def _differences(given: SetRead, year: int) -> list[tuple[Any, Any]]:
    """What stands now beside what would stand, where a number is not the same."""
    now = {(row.class_code, row.dimension): row for row in _standing(year)}
    new = {(row.class_code, row.dimension): row for row in given.rows}
    places = sorted(now.keys() | new.keys())
    pairs = [(now.get(place), new.get(place)) for place in places]
    return [(old, row) for old, row in pairs if _number(old) != _number(row)]


def _number(row: Any) -> tuple[str, str, str, bool] | None:
    return None if row is None else (row.measure, row.threshold, row.unit, row.is_example)


def _missing(given: SetRead, found: Round) -> list[str]:
    """The classes that lack one of the four dimensions: their findings are undetermined."""
    have: dict[str, int] = {}
    for row in given.rows:
        have[row.class_code] = have.get(row.class_code, 0) + 1
    codes = [each.code for each in middle_classes(found.filing_by)]
    return [code for code in codes if have.get(code, 0) < len(_DIMENSIONS)]
