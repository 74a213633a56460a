"""A release as one long list of observations: what every file of data is made from.

Made from a content, it holds what the content holds: from one for the public no hidden value can
come out. Amounts are whole fen here and yuan, exact, in the files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from registry.money import FEN_PER_YUAN, fen_to_decimal_text
from registry.statistics.breakdowns import ALL_DIMENSIONS, Breakdown, Key
from registry.statistics.catalogue import all_indicators
from registry.statistics.indicator import Indicator, Unit
from registry.statistics.releases.content import CellStatus, ReleaseContent, Side

WHOLE = "TOTAL"
PLACES, CLASSES, SIZES = ALL_DIMENSIONS[:3]
UNITS = {Unit.FEN: "CNY", Unit.COUNT: "COUNT"}


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure: ``table`` is the breakdown it belongs to, ``TOTAL`` for the whole. The keys are
    None where the figure runs over all places, classes or sizes. ``value`` is None where it is
    suppressed."""

    table: str
    place: Key | None
    industry: Key | None
    size: Key | None
    side: Side
    indicator: Indicator
    value: int | None
    status: CellStatus

    @property
    def unit(self) -> str:
        """``CNY`` (yuan) or ``COUNT``."""
        return UNITS[self.indicator.unit]

    @property
    def text(self) -> str:
        """The value in its unit, exact; nothing where it is suppressed."""
        if self.value is None:
            return ""
        of_money = self.indicator.unit is Unit.FEN
        return fen_to_decimal_text(self.value) if of_money else str(self.value)

    @property
    def number(self) -> Decimal | None:
        """The same as a number with two decimals."""
        if self.value is None:
            return None
        of_money = self.indicator.unit is Unit.FEN
        return Decimal(self.value) / (FEN_PER_YUAN if of_money else 1)


def observations(content: ReleaseContent) -> Iterator[Observation]:
    """All figures in the order of tables, groups, stages and indicators."""
    known = {each.id: each for each in all_indicators()}
    for table in content.tables:
        name = table_id(table.by)
        for figure in table.figures:
            if figure.indicator in known:
                yield Observation(
                    table=name,
                    place=_of(figure.keys, PLACES),
                    industry=_of(figure.keys, CLASSES),
                    size=_of(figure.keys, SIZES),
                    side=figure.side,
                    indicator=known[figure.indicator],
                    value=figure.value,
                    status=figure.status,
                )


def table_id(by: tuple[Breakdown, ...]) -> str:
    """``REGION_MAJOR``; LookupError for a breakdown that no column of the files stands for."""
    for level in by:
        if level not in (*PLACES, *CLASSES, *SIZES):
            raise LookupError(f"files of releases have no column for {level.value}")
    return "_".join(level.value.upper() for level in by) or WHOLE


def _of(keys: tuple[Key, ...], levels: tuple[Breakdown, ...]) -> Key | None:
    return next((key for key in keys if key.breakdown in levels), None)
