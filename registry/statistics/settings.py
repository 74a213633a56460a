"""What the operator sets for the targets: dated, cited values, one file of ``parameters/`` each."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from registry.eligibility.parameters import Parameter, ParameterError, read

LAPSING_MONTHS, STATUS_FRESH_DAYS = "lapsing_months", "status_fresh_days"
NAMES = (LAPSING_MONTHS, STATUS_FRESH_DAYS)


def in_force(name: str, day: date) -> Parameter:
    """The value of a day; before the first one, the first one: figures of old data years are
    looked at with today's rules too."""
    values = _all()[name]
    known = [each for each in values if each.since <= day]
    return max(known, key=_since) if known else min(values, key=_since)


def whole(name: str, day: date) -> int:
    """The value of a day as a whole number, more than nothing; ParameterError otherwise."""
    number = in_force(name, day).whole()
    if number < 1:
        raise ParameterError(f"{name}: {number} is less than one")
    return number


def _since(each: Parameter) -> date:
    return each.since


@cache
def _all() -> Mapping[str, tuple[Parameter, ...]]:
    folder = files("registry.statistics").joinpath("parameters")
    texts = {name: folder.joinpath(f"{name}.yaml").read_text("utf-8") for name in NAMES}
    return {name: read(name, yaml.safe_load(text)) for name, text in texts.items()}
