"""What the operator sets for the watching: dated, cited values, one YAML file each.

They stand apart from those of ``eligibility``: no rule reads them, so they belong to no rule set.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from registry.eligibility.parameters import Parameter, ParameterError, parameter, read
from registry.programme.models import Round
from registry.watching.causes import Limits

NAMES = ("answer_days", "expiring_days")


def setting_on(name: str, day: date) -> Parameter:
    """The value in force on a day; ``example`` is true until the operator has set it."""
    in_force = [each for each in _all()[name] if each.since <= day]
    if not in_force:
        raise ParameterError(f"no setting {name} in force on {day.isoformat()}")
    return max(in_force, key=lambda each: each.since)


def limits_of(programme_round: Round, day: date) -> Limits:
    """The limits for the applications of a round: the age as the rules count it."""
    age = programme_round.status_max_age_days
    if age is None:
        age = parameter("status_max_age_days", programme_round.filing_by).whole()
    return Limits(age, setting_on("expiring_days", day).whole())


@cache
def _all() -> Mapping[str, tuple[Parameter, ...]]:
    folder = files("registry.watching").joinpath("parameters")
    texts = {name: folder.joinpath(f"{name}.yaml").read_text("utf-8") for name in NAMES}
    return {name: read(name, yaml.safe_load(text)) for name, text in texts.items()}
