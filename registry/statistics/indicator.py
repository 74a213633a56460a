"""What a figure is: its name, unit, definition, and what of the ledger it adds up or counts.

An indicator is one file of ``indicators/`` that defines ``INDICATOR``; query, page, CSV and API
follow from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString


class Unit(StrEnum):
    """What a figure is measured in; amounts are whole fen inside, yuan where they are shown."""

    FEN = "fen"
    COUNT = "count"


class Over(StrEnum):
    """What an indicator runs over.

    ``ENTRIES`` are signed ledger entries, to be summed. ``APPLICATIONS`` are the applications that
    stand in a stage on the day, ``LINKS`` their patent links; both are counted, each thing once.
    """

    ENTRIES = "entries"
    APPLICATIONS = "applications"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure. ``column`` names the column of ``over`` that is summed (FEN) or of which the
    distinct values are counted (COUNT); ``place`` is its place among the columns of a table."""

    id: str
    place: int
    title: LazyString
    definition: LazyString
    over: Over
    column: str

    @property
    def unit(self) -> Unit:
        """Sums of entries are money; everything else is counted."""
        return Unit.FEN if self.over is Over.ENTRIES else Unit.COUNT
