"""The revision triangle: the figures of one data year as each release gave them, and why they
differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import distinct, func, select

from registry.applications.ledger import LedgerEntry
from registry.extensions import db
from registry.statistics.releases.content import Side
from registry.statistics.releases.models import Release, ReleaseCell

# The reason of a ledger entry → the kind of change that the public reads about.
KINDS = {
    "register": "late_decision",
    "certify": "late_decision",
    "withdraw": "withdrawal",
    "revoke": "revocation",
    "correct": "correction",
}
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Step:
    """One release of the triangle. ``values`` and ``differences`` (to the release before) are by
    side and indicator; None where a reader may not see one of them. ``reasons`` counts the
    applications whose entries came in between, by kind."""

    release: Release
    values: dict[tuple[Side, str], int | None]
    differences: dict[tuple[Side, str], int | None]
    reasons: dict[str, int]


def triangle(releases: Sequence[Release], *, for_staff: bool = False) -> list[Step]:
    """The steps of the published releases of one data year, the first one first."""
    steps: list[Step] = []
    for release in releases:
        values = _whole(release, for_staff)
        before = steps[-1] if steps else None
        steps.append(
            Step(
                release=release,
                values=values,
                differences=_differences(before.values, values) if before else {},
                reasons=_reasons(before.release, release) if before else {},
            )
        )
    return steps


def _whole(release: Release, for_staff: bool) -> dict[tuple[Side, str], int | None]:
    query = select(ReleaseCell).where(ReleaseCell.release_id == release.id, ReleaseCell.by == "")
    return {
        (cell.side, indicator): value if for_staff or cell.reason is None else None
        for cell in db.session.scalars(query)
        for indicator, value in cell.figures.items()
    }


def _differences(
    before: dict[tuple[Side, str], int | None], now: dict[tuple[Side, str], int | None]
) -> dict[tuple[Side, str], int | None]:
    found = {}
    for place, value in now.items():
        old = before.get(place)
        found[place] = None if value is None or old is None else value - old
    return found


def _reasons(before: Release, release: Release) -> dict[str, int]:
    found: dict[str, int] = {}
    query = (
        select(LedgerEntry.reason, func.count(distinct(LedgerEntry.application_id)))
        .where(LedgerEntry.data_year == release.data_year)
        .where(LedgerEntry.on_day > before.as_of, LedgerEntry.on_day <= release.as_of)
        .where(LedgerEntry.id <= release.last_entry_id)
        .group_by(LedgerEntry.reason)
        .order_by(LedgerEntry.reason)
    )
    for reason, count in db.session.execute(query):
        kind = KINDS.get(reason, OTHER)
        found[kind] = found.get(kind, 0) + count
    return found
