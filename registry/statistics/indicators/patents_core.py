"""Core patents 核心专利, as the enterprises state them."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="patents_core",
    place=11,
    title=_l("Core patents"),
    definition=_l(
        "Patents that at least one such product names as core, each counted once in a row."
    ),
    over=Over.LINKS,
    column="patent_id",
    only=("core", True),
)
