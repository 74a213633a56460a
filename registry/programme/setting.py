"""What the operator sets: a round, all benchmarks of a round, a target; each a new version.

Nothing is overwritten: the row in force follows the newest version, and every version stays. Each
is written with its entry of the trail, which says the hash of its contents.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from registry import audit, clock
from registry.audit.chain import canonical
from registry.errors import Conflict
from registry.extensions import db, take_the_trail
from registry.money import N_
from registry.permissions import Actor, Permission, check
from registry.programme.models import (
    Benchmark,
    Dimension,
    ProgrammeVersion,
    Round,
    Setting,
    Target,
)
from registry.programme.queries import lock_round

Contents = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoundInput:
    """All that is set for a year, as it was read."""

    year: int
    opens_on: date
    filing_by: date
    correction_by: date | None
    standard: str
    notice_days: int
    validity_months: int
    status_max_age_days: int | None
    is_example: bool
    reference: str


@dataclass(frozen=True, slots=True)
class TargetInput:
    """What the plan wants; ``value`` in fen."""

    indicator: str
    region_code: str
    year: int
    value: int
    reference: str


@dataclass(frozen=True, slots=True)
class BenchmarkInput:
    """One row of a set; ``threshold`` is decimal text."""

    class_code: str
    dimension: Dimension
    measure: str
    threshold: str
    unit: str
    reference: str
    last_checked: date
    is_example: bool


def set_round(actor: Actor, given: RoundInput, seen: int) -> None:
    """Begin a round, or change one. ``seen`` is the version that the person saw, 0 for none:
    Conflict when somebody else was faster."""
    check(actor, Permission.SET_PROGRAMME)
    # First the round, then the trail: the order of whoever submits meanwhile.
    lock_round(given.year, to_change=True)
    take_the_trail()
    standing = db.session.get(Round, given.year, populate_existing=True)
    before = contents_of(standing, RoundInput) if standing else None
    row = standing or Round(year=given.year)
    _fill(row, given)
    after = contents_of(row, RoundInput)
    said = {"changed": _changes(before, after), "reference": given.reference}
    _keep(actor, Setting.ROUND, str(given.year), given.year, (before, after), seen, said)


def set_target(actor: Actor, given: TargetInput, seen: int) -> Target:
    """Set a target of the plan, or change one."""
    check(actor, Permission.SET_PROGRAMME)
    take_the_trail()
    standing = db.session.scalars(
        select(Target).where(
            Target.indicator == given.indicator,
            Target.region_code == given.region_code,
            Target.year == given.year,
        )
    ).one_or_none()
    before = contents_of(standing, TargetInput) if standing else None
    row = standing or Target()
    _fill(row, given)
    after = contents_of(row, TargetInput)
    said = {"changed": _changes(before, after), "reference": given.reference}
    key = target_key(given.indicator, given.region_code, given.year)
    _keep(actor, Setting.TARGET, key, row.id, (before, after), seen, said)
    return row


def put_in_force(
    actor: Actor, year: int, rows: Sequence[BenchmarkInput], reference: str, seen: int
) -> None:
    """Let these, and no others, be the benchmarks of a round from now on."""
    check(actor, Permission.SET_PROGRAMME)
    take_the_trail()
    standing = db.session.scalars(select(Benchmark).where(Benchmark.round_year == year)).all()
    before = set_contents([contents_of(row, BenchmarkInput) for row in standing])
    after = set_contents([_plain(asdict(row)) for row in rows])
    db.session.execute(delete(Benchmark).where(Benchmark.round_year == year))
    db.session.add_all(Benchmark(round_year=year, **asdict(row)) for row in rows)
    db.session.flush()
    said = {"rows": len(rows), "reference": reference} | _row_changes(before, after)
    both = (before if standing else None, after)
    _keep(actor, Setting.BENCHMARKS, str(year), year, both, seen, said)


def target_key(indicator: str, region_code: str, year: int) -> str:
    """What names a target among the versions."""
    return f"{indicator} {region_code} {year}"


def newest_version(setting: Setting, key: str) -> int:
    """The number of the newest version; 0 where nothing was set since the project came."""
    asked = (
        select(ProgrammeVersion.version)
        .where(ProgrammeVersion.setting == setting, ProgrammeVersion.key == key)
        .order_by(ProgrammeVersion.version.desc())
        .limit(1)
    )
    return db.session.scalar(asked) or 0


def contents_of(row: object, kind: type[RoundInput | TargetInput | BenchmarkInput]) -> Contents:
    """A row as a version keeps it: the fields of its input as JSON."""
    return _plain({each.name: getattr(row, each.name) for each in fields(kind)})


def set_contents(rows: Sequence[Contents]) -> Contents:
    """A set of benchmarks as a version keeps it, by class and dimension."""
    return {"rows": sorted(rows, key=lambda row: (row["class_code"], row["dimension"]))}


def benchmarks_of(version: ProgrammeVersion) -> list[BenchmarkInput]:
    """The rows of a version of a set, by class and dimension."""
    return [
        BenchmarkInput(
            **each
            | {
                "dimension": Dimension(each["dimension"]),
                "last_checked": date.fromisoformat(each["last_checked"]),
            }
        )
        for each in version.contents["rows"]
    ]


def _fill(row: object, given: RoundInput | TargetInput) -> None:
    for name, value in asdict(given).items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()


def _plain(values: Mapping[str, object]) -> Contents:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def _changes(before: Contents | None, after: Contents) -> dict[str, list[object]]:
    """What is not as it was: from, to."""
    known = before or {}
    return {
        name: [known.get(name), value] for name, value in after.items() if known.get(name) != value
    }


def _row_changes(before: Contents, after: Contents) -> dict[str, int]:
    old, new = ({_place(row): row for row in each["rows"]} for each in (before, after))
    return {
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "replaced": sum(old[place] != new[place] for place in old.keys() & new.keys()),
    }


def _place(row: Contents) -> tuple[str, str]:
    return row["class_code"], row["dimension"]


def _keep(
    actor: Actor,
    setting: Setting,
    key: str,
    subject_id: int,
    both: tuple[Contents | None, Contents],
    seen: int,
    said: Mapping[str, object],
) -> None:
    """Write the version, and before the first one what stood there already."""
    newest, (before, after) = newest_version(setting, key), both
    if newest != seen:
        raise Conflict(N_("Somebody else has changed this meanwhile; look at it again."))
    if newest == 0 and before is not None:
        _add(setting, key, 1, before, None, str(before.get("reference", "")))
        newest = 1
    reference = str(said["reference"])
    digest = _add(setting, key, newest + 1, after, actor.user_id, reference)
    told = {**said, "version": newest + 1, "sha256": digest}
    audit.record(actor, "set", setting.value, subject_id, **told)


def _add(
    setting: Setting,
    key: str,
    version: int,
    contents: Contents,
    by_id: int | None,
    reference: str,
) -> str:
    digest = hashlib.sha256(canonical(contents)).hexdigest()
    db.session.add(
        ProgrammeVersion(
            setting=setting,
            key=key,
            version=version,
            contents=contents,
            sha256=digest,
            at=clock.now(),
            by_id=by_id,
            reference=reference,
        )
    )
    db.session.flush()
    return digest
