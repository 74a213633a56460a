"""Sales revenue 销售收入."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import DECLARED, Indicator, Over

INDICATOR = Indicator(
    id="sales_revenue",
    place=2,
    title=_l("Sales revenue"),
    definition=_l(
        "Declared sales revenue of the products in the data year; each product counts once."
    ),
    over=Over.ENTRIES,
    column="sales_revenue",
    source=DECLARED,
)
