"""Utility models 实用新型 among the patents."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="patents_utility_model",
    place=9,
    title=_l("Utility model patents"),
    definition=_l(
        "Utility models among the patents, each counted once in a row however many products rest on it;"
        " kind as the patent register states it."
    ),
    over=Over.LINKS,
    column="patent_id",
    only=("kind", "utility_model"),
)
