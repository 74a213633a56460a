"""In which unit amounts are shown, and how they are rounded there; files always have whole yuan and
fen, exact."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from registry.money import N_, format_wan, format_yi, format_yuan
from registry.statistics.indicator import Indicator, Ratio, Unit, whole_fen


class Scale(StrEnum):
    """Yuan to the fen, or 万元 or 亿元 with two decimals, rounded half to even."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"


NAMES: Mapping[Scale, str] = {
    Scale.YUAN: N_("yuan"),
    Scale.WAN: N_("10,000 yuan"),
    Scale.YI: N_("100 million yuan"),
}
_FORMATS: Mapping[Scale, Callable[[int], str]] = {
    Scale.YUAN: format_yuan,
    Scale.WAN: format_wan,
    Scale.YI: format_yi,
}
NOTHING = "—"


def is_amount(figure: Indicator | Ratio) -> bool:
    """Whether it is money; everything else is counted."""
    return isinstance(figure, Ratio) or figure.unit is Unit.FEN


def amount(scale: Scale, fen: int | None) -> str:
    """An amount; a dash for none."""
    return NOTHING if fen is None else _FORMATS[scale](fen)


def written(scale: Scale, figure: Indicator | Ratio, value: int | None) -> str:
    """A figure's value, as a table writes it whose heading names the unit."""
    if value is None:
        return NOTHING
    return amount(scale, value) if is_amount(figure) else f"{value:,}"


def writer(scale: Scale, figure: Indicator | Ratio) -> Callable[[dict[str, int]], str]:
    """``written`` of ``value_of``, for the many cells of one column."""
    if isinstance(figure, Ratio):
        return lambda figures: written(scale, figure, value_of(figure, figures))
    name, write = figure.id, _FORMATS[scale] if is_amount(figure) else "{:,}".format
    return lambda figures: write(figures[name])


def value_of(figure: Indicator | Ratio, figures: dict[str, int]) -> int | None:
    """The figure of one cell: fen or a count; a quotient rounded once to the fen."""
    if isinstance(figure, Indicator):
        return figures[figure.id]
    exact = figure.of(figures)
    return None if exact is None else whole_fen(exact)
