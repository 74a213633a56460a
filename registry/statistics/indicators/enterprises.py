"""Enterprises, each once however many products they have."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="enterprises",
    place=6,
    title=_l("Enterprises"),
    definition=_l(
        "Enterprises with at least one such product, each credit code counted once in a row;"
        " members of a group are enterprises of their own."
        " Rows and stages may share enterprises and then do not add up to the total."
    ),
    over=Over.APPLICATIONS,
    column="enterprise_id",
)
