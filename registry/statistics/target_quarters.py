"""The path to the targets by quarters: what was known of a year at the end of each."""

from dataclasses import dataclass
from datetime import date, timedelta

from registry.applications.ledger import Stage
from registry.contracts import ledger as contracts
from registry.statistics.target_parts import entries
from registry.statistics.targets import (
    CONTRACTS,
    OUTPUT,
    Contracts,
    Output,
    Point,
    Targets,
    places_of,
    point_of,
)

MOST = 12


@dataclass(frozen=True, slots=True)
class Quarter:
    """The last day of a quarter, or the day of the question where that comes first, and what was
    known then of the output of the data year and of the contracts of their year."""

    day: date
    output: Point
    contracts: Point

    @property
    def name(self) -> str:
        """As in 2025Q3."""
        return f"{self.day.year}Q{(self.day.month + 2) // 3}"


def quarters_of(found: Targets) -> tuple[Quarter, ...]:
    """From the first quarter of the year in which the output could be filed, or of that of the
    contracts, until the day; the last twelve at most."""
    places = frozenset(places_of(found.region.code))
    first = min(found.data_year + 1, found.year)
    return tuple(_quarter(day, found, places) for day in ends(first, found.as_of)[-MOST:])


def ends(first: int, last: date) -> list[date]:
    """The last days of the quarters from a year on until a day, which ends an unfinished one."""
    days = [
        date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        for year in range(min(first, last.year), last.year + 1)
        for month in (3, 6, 9, 12)
    ]
    return [*(day for day in days if day < last), last]


def _quarter(day: date, found: Targets, places: frozenset[str]) -> Quarter:
    output, signed = Output(), Contracts()
    for region, stage, amount in entries(found.data_year, day, ()):
        if region in places:
            output.certified += amount if stage is Stage.CERTIFIED else 0
            output.registered += amount if stage is Stage.REGISTERED else 0
    for each in contracts.counted(found.year, day):
        if each.region_code in places:
            signed.amount += each.amount
            signed.number += each.contracts
    return Quarter(
        day,
        point_of(found.data_year, output, OUTPUT),
        point_of(found.year, signed, CONTRACTS),
    )
