"""What a figure is: its name, unit, definition, and what of the ledger it adds up or counts.

An indicator is one file of ``indicators/`` that defines ``INDICATOR``, or ``RATIO`` where it is a
quotient of two others; query, page, CSV, API and docs/indicators.md follow from it.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from registry.statistics.breakdowns import Breakdown

OWN = _l("Own definition of this registry; no official one has been published.")
DECLARED = _l(
    "Own definition of this registry: the amount as the enterprise declares it for the data year;"
    " no official one has been published."
)
EVERY = tuple(Breakdown)


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
    distinct values are counted (COUNT), among the rows where ``only`` (column, value) holds;
    ``place`` is its place among the columns of a table."""

    id: str
    place: int
    title: LazyString
    definition: LazyString
    over: Over
    column: str
    only: tuple[str, str | bool] | None = None
    source: LazyString = OWN
    breakdowns: tuple[Breakdown, ...] = EVERY

    @property
    def unit(self) -> Unit:
        """Sums of entries are money; everything else is counted."""
        return Unit.FEN if self.over is Over.ENTRIES else Unit.COUNT

    def adds_up(self, breakdown: Breakdown) -> bool:
        """Whether the rows of a breakdown sum to the total, whatever the data: not where one
        thing may stand in two rows."""
        if breakdown is Breakdown.KIND:
            return self.over is Over.LINKS
        return self.over is Over.ENTRIES or self.column == "application_id"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient of two indicators, by their ids, in fen for each thing counted."""

    id: str
    place: int
    title: LazyString
    definition: LazyString
    numerator: str
    denominator: str
    source: LazyString = OWN
    breakdowns: tuple[Breakdown, ...] = EVERY

    def of(self, figures: dict[str, int]) -> Fraction | None:
        """The exact quotient; None where there is nothing to divide by."""
        divisor = figures[self.denominator]
        return Fraction(figures[self.numerator], divisor) if divisor else None


def whole_fen(quotient: Fraction) -> int:
    """How a quotient is shown: rounded once to the fen, half a fen away from zero."""
    size = (2 * abs(quotient.numerator) + quotient.denominator) // (2 * quotient.denominator)
    return size if quotient >= 0 else -size
