"""Export value 出口额."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import DECLARED, Indicator, Over

INDICATOR = Indicator(
    id="export_value",
    place=3,
    title=_l("Export value"),
    definition=_l(
        "Declared export value of the products in the data year; part of the sales revenue,"
        " never to be added to it. Each product counts once."
    ),
    over=Over.ENTRIES,
    column="export_value",
    source=DECLARED,
)
