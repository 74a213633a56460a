"""Output value 产值."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Indicator, Over

INDICATOR = Indicator(
    id="output_value",
    place=1,
    title=_l("Output value"),
    definition=_l(
        "Declared output value of the products in the data year, at current prices."
        " A product counts once, under the enterprise that filed it, however many patents or partners it"
        " has; what other members of a group declare is not added."
    ),
    over=Over.ENTRIES,
    column="output_value",
    source=_l(
        "What the targets of the plan are measured in: the output value of registered and certified"
        " products; defined by this registry, since no official definition has been published."
    ),
)
