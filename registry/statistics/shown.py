"""Which figures a table shows: all of them are many for a narrow page."""

from enum import StrEnum

from registry.money import N_
from registry.statistics.indicator import Indicator, Ratio
from registry.statistics.scales import is_amount


class Shown(StrEnum):
    """All figures, or those of one sort."""

    ALL = "all"
    AMOUNTS = "amounts"
    COUNTS = "counts"
    RATIOS = "ratios"

    @property
    def label(self) -> str:
        """Its name, a msgid."""
        return _LABELS[self]

    def takes(self, figure: Indicator | Ratio) -> bool:
        """Whether a figure is shown."""
        if self is Shown.ALL:
            return True
        if isinstance(figure, Ratio):
            return self is Shown.RATIOS
        return self is (Shown.AMOUNTS if is_amount(figure) else Shown.COUNTS)


_LABELS = {
    Shown.ALL: N_("All figures"),
    Shown.AMOUNTS: N_("Amounts"),
    Shown.COUNTS: N_("Numbers"),
    Shown.RATIOS: N_("Ratios"),
}
