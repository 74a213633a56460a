"""The valid base facts and the cases of `cases/*.yaml`, each a few changes to them."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, settings

from registry.eligibility.facts import Facts
from registry.eligibility.rule import Answer

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For properties over whole facts: machines under load are slow, not wrong."""

HERE = Path(__file__).parent
BASE: dict[str, Any] = yaml.safe_load((HERE / "base.yaml").read_text("utf-8"))


@dataclass(frozen=True)
class Case:
    """One case: `reason` is a part of the finding's English text, `example` what it must say of
    itself."""

    rule: str
    title: str
    facts: Facts
    answer: Answer
    reason: str
    subject: str | None
    example: bool


def changed_facts(changes: Mapping[str, Any]) -> Facts:
    """The base facts after the changes: dotted path to new value, `patents.2` adds a third."""
    data = deepcopy(BASE)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place: Any = data
        for name in parents:
            place = place[int(name)] if isinstance(place, list) else place[name]
        if isinstance(place, list) and int(last) == len(place):
            place.append({**place[-1], **value})
        elif isinstance(place, list):
            place[int(last)] = {**place[int(last)], **value}
        else:
            assert last in place, f"{path} is no fact"
            place[last] = value
    return Facts.from_json(data)


def read_cases(path: Path) -> list[Case]:
    data = yaml.safe_load(path.read_text("utf-8"))
    return [
        Case(
            rule=data["rule"],
            title=case["title"],
            facts=changed_facts(case.get("changes", {})),
            answer=Answer(case["answer"]),
            reason=case["reason"],
            subject=case.get("subject"),
            example=case.get("example", False),
        )
        for case in data["cases"]
    ]


CASE_FILES = sorted((HERE / "cases").glob("*.yaml"))
CASES = [case for path in CASE_FILES for case in read_cases(path)]
