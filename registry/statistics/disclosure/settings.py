"""The rule that the operator sets: dated, cited values, one YAML file each."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from registry.eligibility.parameters import Parameter, ParameterError, read
from registry.statistics.disclosure.rule import Rule

NAMES = (
    "minimum_enterprises",
    "dominance_enterprises",
    "dominance_percent",
    "estimate_percent",
    "protection_percent",
)


def parameters_on(day: date) -> dict[str, Parameter]:
    """The values in force on a day; ``example`` is true of one until the operator has set it."""
    return {name: _in_force(name, day) for name in NAMES}


def rule_of(values: Mapping[str, str]) -> Rule:
    """The rule of stored values, whole numbers as text."""
    return Rule(**{name: int(values[name]) for name in NAMES})


def _in_force(name: str, day: date) -> Parameter:
    known = [each for each in _all()[name] if each.since <= day]
    if not known:
        raise ParameterError(f"no setting {name} in force on {day.isoformat()}")
    return max(known, key=lambda each: each.since)


@cache
def _all() -> Mapping[str, tuple[Parameter, ...]]:
    folder = files("registry.statistics.disclosure").joinpath("parameters")
    texts = {name: folder.joinpath(f"{name}.yaml").read_text("utf-8") for name in NAMES}
    return {name: read(name, yaml.safe_load(text)) for name, text in texts.items()}
