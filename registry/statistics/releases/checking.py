"""Every release made again from the ledger as of its position, and compared."""

from collections.abc import Iterator
from dataclasses import dataclass

from registry.statistics.disclosure.settings import rule_of
from registry.statistics.releases import queries
from registry.statistics.releases.reading import read
from registry.statistics.releases.freezing import FrozenCell, content_hash, facts_hash, freeze
from registry.statistics.releases.models import Release
from registry.statistics.releases.service import about


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one release: whether its cells are the stored ones by their hash, whether the
    ledger gives the same again, and the first cell that differs."""

    release: Release
    kept: bool
    same: bool
    first_difference: str | None

    @property
    def sound(self) -> bool:
        """Nothing has changed."""
        return self.kept and self.same


def check(release: Release) -> Checked:
    """Check one release, published or not."""
    stored = queries.stored_cells(release)
    kept = content_hash(about(release), stored) == release.content_sha256
    kept = kept and facts_hash(stored) == release.facts_sha256
    again = _again(release)
    same = content_hash(about(release), again) == release.content_sha256
    return Checked(release, kept, same, next(_differences(stored, again), None))


def _again(release: Release) -> list[FrozenCell]:
    shown = queries.shown_tables(release)
    facts = read(release.data_year, release.as_of, release.last_entry_id, shown)
    earlier = [queries.as_earlier(queries.of_id(each)) for each in release.after]
    made = freeze(release.data_year, release.as_of, facts, rule_of(release.rule), earlier)
    return [_of_indicators(cell, release.indicators) for cell in made]


def _of_indicators(cell: FrozenCell, indicators: list[str]) -> FrozenCell:
    """With the indicators of the day of the release: others may have been added since."""
    figures = {name: cell.figures[name] for name in indicators if name in cell.figures}
    return FrozenCell(
        cell.by,
        cell.codes,
        cell.side,
        cell.keys,
        figures,
        cell.contributors,
        cell.reason,
        cell.facts_sha256,
    )


def _differences(stored: list[FrozenCell], again: list[FrozenCell]) -> Iterator[str]:
    places = {(each.by, each.codes, each.side): each for each in again}
    for cell in stored:
        place = cell.by, cell.codes, cell.side
        if places.pop(place, None) != cell:
            yield _said(cell)
    yield from (_said(cell) for cell in places.values())


def _said(cell: FrozenCell) -> str:
    return f"{cell.by or 'whole'} {cell.codes} {cell.side.value}".replace("  ", " ")
