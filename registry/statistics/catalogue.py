"""All indicators there are, found by importing the modules of ``indicators/``."""

import importlib
import pkgutil
from functools import cache

from registry.statistics import indicators
from registry.statistics.indicator import Indicator


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator, in the order of a table's columns."""
    package = indicators.__name__
    found = [
        importlib.import_module(f"{package}.{module.name}").INDICATOR
        for module in pkgutil.iter_modules(indicators.__path__)
    ]
    return tuple(sorted(found, key=lambda indicator: indicator.place))
