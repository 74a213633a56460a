"""Output value for each distinct patent."""

from flask_babel import lazy_gettext as _l

from registry.statistics.breakdowns import Breakdown
from registry.statistics.indicator import EVERY, Ratio

RATIO = Ratio(
    id="output_per_patent",
    place=21,
    title=_l("Output per patent"),
    definition=_l(
        "Output value divided by the number of distinct patents of the same row: a patent used in several"
        " products counts once below, its products once each above. Shown rounded to the fen, half a fen"
        " away from zero; without a patent there is no figure, nor by kind of patent, where a product with"
        " two kinds would stand above twice."
    ),
    numerator="output_value",
    denominator="patents",
    breakdowns=tuple(each for each in EVERY if each is not Breakdown.KIND),
)
