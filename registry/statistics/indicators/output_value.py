"""Output value 产值."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="output_value",
    place=1,
    title=_l("Output value"),
    definition=_l("Declared output value of the products in the data year, at current prices."),
    over=Over.ENTRIES,
    column="output_value",
)
