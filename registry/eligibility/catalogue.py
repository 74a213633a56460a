"""All rules there are, found by importing the modules of `rules/`, and those in force on a day."""

import importlib
import pkgutil
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import combinations
from types import ModuleType

from registry.eligibility import rules
from registry.eligibility.rule import Rule, Stage

_STAGES = tuple(Stage)


class RuleConflict(Exception):
    """Two rules of one id would apply to the same day: one of them needs an `until`."""


def collect(package: ModuleType) -> tuple[Rule, ...]:
    """The rules that the modules of a package define, by stage, id and first day."""
    found = [
        value
        for module in pkgutil.iter_modules(package.__path__)
        for value in vars(importlib.import_module(f"{package.__name__}.{module.name}")).values()
        if isinstance(value, Rule)
    ]
    return checked(sorted(found, key=lambda each: (_STAGES.index(each.stage), each.label)))


def checked(found: Iterable[Rule]) -> tuple[Rule, ...]:
    """The same rules; raises `RuleConflict` when two of one id overlap in time."""
    all_of_them = tuple(found)
    for one, other in combinations(all_of_them, 2):
        if one.overlaps(other):
            raise RuleConflict(f"{one.label} and {other.label} apply to the same day")
    return all_of_them


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every year."""
    return collect(rules)


@cache
def rules_on(day: date) -> tuple[Rule, ...]:
    """The rules for a round whose filing deadline is `day`."""
    return tuple(each for each in all_rules() if each.in_force(day))


@cache
def title_of(rule_id: str) -> str:
    """The title (a msgid) of a rule; of a rule that is no longer known, its id."""
    titles = {each.id: each.title for each in all_rules()}
    return titles.get(rule_id, rule_id)
