"""Why a cell is not shown."""

from enum import StrEnum


class Reason(StrEnum):
    """``FEW`` and ``DOMINATED`` are the cell's own, ``CHANGE`` is what an earlier release and this
    one would say together, ``WITH_OTHERS`` is for the sake of other cells."""

    FEW = "few"
    DOMINATED = "dominated"
    CHANGE = "change"
    WITH_OTHERS = "with_others"


PRIMARY = (Reason.FEW, Reason.DOMINATED, Reason.CHANGE)
