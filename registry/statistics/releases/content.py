"""A release as its pages, files, charts and the bulletin show it.

Amounts are whole fen. ``value`` is None wherever the reader may not see it; a content for the public
holds no hidden value at all, so that whatever is made from it cannot give one away.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.statistics.breakdowns import Breakdown, Key
from registry.statistics.disclosure.reasons import Reason


class ReleaseStatus(StrEnum):
    """How firm the figures are. After a final release of a data year comes no lesser one."""

    PROVISIONAL = "provisional"
    REVISED = "revised"
    FINAL = "final"


class Side(StrEnum):
    """The two stages, which exclude each other, and their sum."""

    REGISTERED = "registered"
    CERTIFIED = "certified"
    TOGETHER = "together"


class CellStatus(StrEnum):
    """Whether a figure is shown. The public is not told why one is not: the reason says much."""

    SHOWN = "shown"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the group (one key for each breakdown of its table), stage, indicator id, value.

    ``reason`` and ``contributors`` (enterprises in the cell) are for staff, None for the public;
    so is the value of a suppressed cell.
    """

    keys: tuple[Key, ...]
    side: Side
    indicator: str
    value: int | None
    status: CellStatus
    reason: Reason | None = None
    contributors: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """All figures of one set of breakdowns, in the order of their codes; () is the whole."""

    by: tuple[Breakdown, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ReleaseContent:
    """One release. ``number`` and ``published_on`` are None until it is published.

    ``rule`` are the values of the disclosure rule in force, by name, as decimal text; ``example``
    says that example data of the operator took part, in the benchmarks or in that rule.
    ``for_staff`` says that suppressed values are in it: never to be handed to the public.
    """

    id: int
    number: str | None
    name: str
    data_year: int
    as_of: date
    published_on: date | None
    status: ReleaseStatus
    indicators: tuple[str, ...]
    tables: tuple[Table, ...]
    rule: dict[str, str]
    example: bool
    content_sha256: str
    facts_sha256: str
    last_entry_id: int
    for_staff: bool = False

    def table(self, *by: Breakdown) -> Table | None:
        """The table of these breakdowns, if the release has it."""
        return next((each for each in self.tables if each.by == by), None)
