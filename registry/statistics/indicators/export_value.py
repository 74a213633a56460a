"""Export value 出口额."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="export_value",
    place=3,
    title=_l("Export value"),
    definition=_l(
        "Declared export value of the products in the data year; part of the sales revenue."
    ),
    over=Over.ENTRIES,
    column="export_value",
)
