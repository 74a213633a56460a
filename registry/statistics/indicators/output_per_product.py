"""Output value of a product on average."""

from flask_babel import lazy_gettext as _l

from registry.statistics.indicator import Ratio

RATIO = Ratio(
    id="output_per_product",
    place=22,
    title=_l("Output per product"),
    definition=_l(
        "Output value divided by the number of products of the same row, the arithmetic mean."
        " Shown rounded to the fen, half a fen away from zero; without a product there is no figure."
    ),
    numerator="output_value",
    denominator="products",
)
