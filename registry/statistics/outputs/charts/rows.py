"""What the charts are drawn from. Amounts are whole fen; None may not be seen by the reader."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. ``certified`` and ``registered`` are its parts where they sum to ``together`` and
    both may be seen; otherwise the bar is drawn undivided."""

    label: str
    together: int | None
    certified: int | None = None
    registered: int | None = None

    @property
    def divided(self) -> bool:
        """Whether the two parts may be drawn."""
        parts = (self.certified, self.registered)
        shown = [part for part in parts if part is not None and part >= 0]
        return len(shown) == len(parts) and sum(shown) == self.together


@dataclass(frozen=True, slots=True)
class PathPoint:
    """A data year of a path, its amounts as of ``Bar``."""

    year: int
    together: int | None
    certified: int | None = None
    registered: int | None = None

    @property
    def bar(self) -> Bar:
        """The same as a bar under its year."""
        return Bar(str(self.year), self.together, self.certified, self.registered)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached by the end of a year, and who says so."""

    year: int
    value: int
    reference: str


@dataclass(frozen=True, slots=True)
class Tile:
    """The figure of one place."""

    code: str
    name: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Vintage:
    """The figure of a data year as one release gave it; ``status`` is a text for people."""

    data_year: int
    number: str
    status: str
    as_of: date
    value: int | None
