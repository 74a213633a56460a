"""All indicators there are, found by importing the modules of ``indicators/``."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from registry.statistics import indicators
from registry.statistics.indicator import Indicator, Ratio


@cache
def all_indicators() -> tuple[Indicator, ...]:
    """Every indicator that is summed or counted, in the order of a table's columns."""
    found = [module.INDICATOR for module in _modules() if hasattr(module, "INDICATOR")]
    return tuple(sorted(found, key=lambda indicator: indicator.place))


@cache
def all_ratios() -> tuple[Ratio, ...]:
    """Every quotient of two indicators, in order."""
    found = [module.RATIO for module in _modules() if hasattr(module, "RATIO")]
    return tuple(sorted(found, key=lambda ratio: ratio.place))


def all_figures() -> tuple[Indicator | Ratio, ...]:
    """The indicators, then the ratios."""
    return (*all_indicators(), *all_ratios())


def _modules() -> Iterator[ModuleType]:
    package = indicators.__name__
    for module in pkgutil.iter_modules(indicators.__path__):
        yield importlib.import_module(f"{package}.{module.name}")
