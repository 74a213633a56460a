"""Profit 利润."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import DECLARED, Indicator, Over

INDICATOR = Indicator(
    id="profit",
    place=4,
    title=_l("Profit"),
    definition=_l(
        "Declared profit of the products in the data year; a loss is taken away."
        " Each product counts once."
    ),
    over=Over.ENTRIES,
    column="profit",
    source=DECLARED,
)
