"""Inventions 发明专利 among the patents."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="patents_invention",
    place=8,
    title=_l("Invention patents"),
    definition=_l(
        "Inventions among the patents, each counted once in a row however many products rest on it;"
        " kind as the patent register states it."
    ),
    over=Over.LINKS,
    column="patent_id",
    only=("kind", "invention"),
)
