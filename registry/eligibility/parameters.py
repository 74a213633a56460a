"""Dated, cited values that the authority may change: one YAML file in `parameters/` each.

A file says title and unit, and its values from the newest to the oldest, each with `from`,
`value` (decimal text), `reference`, `last_checked` and `example`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class ParameterError(LookupError):
    """No such parameter, none in force on that day, or a file that is not as it should be."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value, in force from `since` until the next one; `example` is true for a value that
    the operator has to replace by an official one."""

    name: str
    title: str
    unit: str
    value: Decimal
    since: date
    reference: str
    last_checked: date
    example: bool

    def whole(self) -> int:
        """The value as a whole number; raises `ParameterError` when it is none."""
        if self.value != self.value.to_integral_value():
            raise ParameterError(f"{self.name}: {self.value} is no whole number")
        return int(self.value)


def parameter(name: str, on: date) -> Parameter:
    """The value in force on a day (for a round: its filing deadline)."""
    in_force = [each for each in _all().get(name, ()) if each.since <= on]
    if not in_force:
        raise ParameterError(f"no parameter {name} in force on {on.isoformat()}")
    return max(in_force, key=lambda each: each.since)


def parameters_on(day: date) -> dict[str, str]:
    """Name to decimal text of every parameter in force on a day: stored with a decision."""
    known = {
        name: [each for each in values if each.since <= day] for name, values in _all().items()
    }
    return {
        name: str(max(values, key=lambda each: each.since).value)
        for name, values in sorted(known.items())
        if values
    }


def all_parameters() -> Mapping[str, tuple[Parameter, ...]]:
    """Every parameter by its name, with all of its values, the newest first."""
    return _all()


@cache
def _all() -> Mapping[str, tuple[Parameter, ...]]:
    folder = files("registry.eligibility").joinpath("parameters")
    texts = {
        entry.name.removesuffix(".yaml"): entry.read_text("utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }
    return {name: read(name, yaml.safe_load(text)) for name, text in texts.items()}


def read(name: str, data: Any) -> tuple[Parameter, ...]:
    """The values of one file, after `yaml.safe_load`; raises `ParameterError`."""
    try:
        values = tuple(_value(name, data, entry) for entry in data["values"])
    except (KeyError, TypeError) as error:
        raise ParameterError(f"parameters/{name}.yaml: {error!r}") from error
    if len({each.since for each in values}) != len(values):
        raise ParameterError(f"parameters/{name}.yaml: two values from the same day")
    return values


def _value(name: str, data: Mapping[str, str], entry: Mapping[str, Any]) -> Parameter:
    if not isinstance(entry["value"], str) or not _DECIMAL.fullmatch(entry["value"]):
        raise ParameterError(f"parameters/{name}.yaml: value is to be decimal text in quotes")
    return Parameter(
        name=name,
        title=data["title"],
        unit=data["unit"],
        value=Decimal(entry["value"]),
        since=_day(name, entry["from"]),
        reference=entry["reference"],
        last_checked=_day(name, entry["last_checked"]),
        example=entry["example"] is not False,
    )


def _day(name: str, value: object) -> date:
    if type(value) is not date:
        raise ParameterError(f"parameters/{name}.yaml: {value!r} is no date")
    return value
