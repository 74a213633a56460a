"""Patents, each once however many products rest on them."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="patents",
    place=7,
    title=_l("Patents"),
    definition=_l(
        "Patents of the patent register that such products are linked to, each counted once in a row."
        " Rows and stages may share patents and then do not add up to the total."
    ),
    over=Over.LINKS,
    column="patent_id",
)
