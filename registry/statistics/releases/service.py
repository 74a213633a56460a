"""Prepared by a statistician, published by a second person, and changed by nobody."""

from datetime import date

from sqlalchemy import select

from registry import audit, clock, numbering
from registry.errors import BadInput, Conflict, FieldProblem, Refused
from registry.extensions import db
from registry.money import N_
from registry.permissions import Actor, Permission, check
from registry.programme.models import Benchmark
from registry.statistics.catalogue import all_indicators
from registry.statistics.disclosure.settings import parameters_on, rule_of
from registry.statistics.releases import queries, reading
from registry.statistics.releases.choosing import PLAIN, chosen_tables
from registry.statistics.releases.content import ReleaseStatus
from registry.statistics.releases.freezing import (
    FrozenCell,
    content_hash,
    facts_hash,
    freeze,
)
from registry.statistics.releases.models import Publication, Release, ReleaseCell

LONGEST_NAME = 200
_LESSER = (ReleaseStatus.PROVISIONAL, ReleaseStatus.REVISED)
_AGAIN = N_("Another release of {year} has come out meanwhile; prepare this one anew.")


def prepare(actor: Actor, name: str, data_year: int, as_of: date, status: ReleaseStatus) -> Release:
    """Freeze the figures of a data year as of a day that is over, and hide what must be hidden.

    BadInput names what cannot be taken; Conflict where a final release of the year is out, or
    nothing has been counted. Call it within a unit of work.
    """
    check(actor, Permission.RELEASE)
    after = list(queries.published(data_year))
    _check(name, as_of, after)
    _refuse_after_final(data_year, status, after)
    last = reading.position()
    found = reading.read(data_year, as_of, last, PLAIN)
    if not found.entries:
        raise Conflict("Nothing of {year} had been counted by this day.", year=data_year)
    parameters = parameters_on(as_of)
    rule = {each: str(parameter.value) for each, parameter in parameters.items()}
    earlier = [queries.as_earlier(each) for each in after]
    shown = chosen_tables(found, rule_of(rule), earlier)
    cells = freeze(data_year, as_of, found.of_tables(shown), rule_of(rule), earlier)
    release = Release(
        name=name.strip(),
        data_year=data_year,
        as_of=as_of,
        status=status,
        tables=[",".join(level.value for level in by) for by in shown],
        indicators=[indicator.id for indicator in all_indicators()],
        rule=rule,
        is_example=any(each.example for each in parameters.values()) or _by_examples(data_year),
        after=[each.id for each in after],
        last_entry_id=last,
        content_sha256="",
        facts_sha256=facts_hash(cells),
        prepared_at=clock.now(),
        prepared_by_id=actor.user_id,
    )
    release.content_sha256 = content_hash(about(release), cells)
    _add(actor, release, cells)
    return release


def about(release: Release) -> dict[str, object]:
    """What the content's hash is over, besides the cells."""
    return {
        "name": release.name,
        "data_year": release.data_year,
        "as_of": release.as_of.isoformat(),
        "status": ReleaseStatus(release.status).value,
        "tables": release.tables,
        "indicators": release.indicators,
        "rule": release.rule,
        "is_example": release.is_example,
        "after": release.after,
        "last_entry_id": release.last_entry_id,
    }


def publish(actor: Actor, release: Release) -> Publication:
    """Let it out, for good. Refused to who prepared it; Conflict where it is out already, another
    has come out meanwhile, or its cells are not those that were prepared."""
    check(actor, Permission.RELEASE)
    if actor.user_id is None or actor.user_id == release.prepared_by_id:
        raise Refused("A release is published by another person than the one who prepared it.")
    # The counter's row is held from here on: of two who publish, the second sees the first's.
    serial = numbering.next_serial("release", release.data_year)
    after = list(queries.published(release.data_year))
    if any(each.id == release.id for each in after):
        raise Conflict("This release is out already.")
    _refuse_after_final(release.data_year, ReleaseStatus(release.status), after)
    if [each.id for each in after] != list(release.after):
        raise Conflict(_AGAIN, year=release.data_year)
    if content_hash(about(release), queries.stored_cells(release)) != release.content_sha256:
        raise Conflict("The figures are not those that were prepared; they must not come out.")
    out = Publication(
        release_id=release.id,
        data_year=release.data_year,
        serial=serial,
        published_on=clock.today(),
        published_at=clock.now(),
        published_by_id=actor.user_id,
    )
    db.session.add(out)
    db.session.flush()
    audit.record(
        actor,
        "publish",
        "release",
        release.id,
        number=out.number,
        content_sha256=release.content_sha256,
    )
    return out


def _add(actor: Actor, release: Release, cells: list[FrozenCell]) -> None:
    db.session.add(release)
    db.session.flush()
    db.session.add_all(
        ReleaseCell(release_id=release.id, **{name: getattr(cell, name) for name in _COLUMNS})
        for cell in cells
    )
    db.session.flush()
    audit.record(
        actor,
        "prepare",
        "release",
        release.id,
        **about(release),
        content_sha256=release.content_sha256,
        facts_sha256=release.facts_sha256,
    )


_COLUMNS = FrozenCell.__slots__


def _check(name: str, as_of: date, after: list[Release]) -> None:
    problems = []
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        problem = N_("A release needs a name of at most {most} characters.")
        expected = N_("Write for example: Provisional figures of 2024.")
        values = {"most": str(LONGEST_NAME)}
        problems.append(FieldProblem("name", name[:40], problem, expected, values))
    first = max((each.as_of for each in after), default=date.min)
    if as_of >= clock.today() or as_of < first:
        problem = N_(
            "Figures are frozen as of a day that is over, and not before the last release."
        )
        expected = N_("Give a day before today, {today}.")
        said = {"today": clock.today().isoformat()}
        problems.append(FieldProblem("as_of", as_of.isoformat(), problem, expected, said))
    if problems:
        raise BadInput(problems)


def _refuse_after_final(data_year: int, status: ReleaseStatus, after: list[Release]) -> None:
    if status in _LESSER and any(each.status is ReleaseStatus.FINAL for each in after):
        raise Conflict(
            "The final figures of {year} are out; nothing provisional or revised follows.",
            year=data_year,
        )


def _by_examples(data_year: int) -> bool:
    example = select(Benchmark.id).where(
        Benchmark.round_year == data_year + 1, Benchmark.is_example
    )
    return db.session.scalars(example.limit(1)).first() is not None
