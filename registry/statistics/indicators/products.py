"""Products, each once in a data year."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="products",
    place=5,
    title=_l("Products"),
    definition=_l(
        "Products that stand in the stage on the day; a product is counted once in a data year,"
        " also where several enterprises make it together: the one that filed it counts."
        " What two enterprises file each for itself is two products."
    ),
    over=Over.APPLICATIONS,
    column="application_id",
)
