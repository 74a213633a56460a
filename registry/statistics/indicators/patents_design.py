"""Designs 外观设计 among the patents."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="patents_design",
    place=10,
    title=_l("Design patents"),
    definition=_l(
        "Designs among the patents, each counted once in a row however many products rest on it;"
        " kind as the patent register states it."
    ),
    over=Over.LINKS,
    column="patent_id",
    only=("kind", "design"),
)
