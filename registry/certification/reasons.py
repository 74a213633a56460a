"""Why a certificate is suspended, reinstated or revoked: the operator's dated codes.

They stand in `reasons.yaml`, one entry for a code: the actions that it may be given for, its name
in Chinese and English, the days from and until which it holds, where it comes from, and whether it
is EXAMPLE.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from registry import clock
from registry.certification.workflow import CertificateAction
from registry.errors import FieldProblem
from registry.money import N_


@dataclass(frozen=True, slots=True)
class CertificateReason:
    """One code; ``until`` is the last day on which it may be given, None: no end is set."""

    code: str
    name: str
    name_en: str
    actions: frozenset[CertificateAction]
    since: date
    until: date | None
    reference: str
    example: bool

    def holds(self, action: CertificateAction, on: date) -> bool:
        """Whether it may be given for the action on a day."""
        return (
            action in self.actions and self.since <= on and (self.until is None or on <= self.until)
        )


def reasons_for(action: CertificateAction, on: date) -> tuple[CertificateReason, ...]:
    """The codes that may be given for an action on a day, in the file's order."""
    return tuple(each for each in all_reasons().values() if each.holds(action, on))


def reason_name(code: str, *, english: bool) -> str:
    """A code's name in one of the two languages; the code itself where it is not known any more."""
    known = all_reasons().get(code)
    if known is None:
        return code
    return known.name_en if english else known.name


def wrong_code(action: CertificateAction, code: str) -> list[FieldProblem]:
    """The problem with a code that may not be given for the action today; none with others."""
    known = [each.code for each in reasons_for(action, clock.today())]
    if code in known:
        return []
    problem = N_("There is no such reason code for this action.")
    expected = N_("Choose one of: {codes}.")
    return [FieldProblem("reason_code", code, problem, expected, {"codes": ", ".join(known)})]


@cache
def all_reasons() -> Mapping[str, CertificateReason]:
    """Every code that is or was in force."""
    text = files("registry.certification").joinpath("reasons.yaml").read_text("utf-8")
    return {each.code: each for each in read(yaml.safe_load(text))}


def read(data: Any) -> tuple[CertificateReason, ...]:
    """The codes of the file, after `yaml.safe_load`; LookupError says what it lacks."""
    try:
        found = tuple(_reason(entry) for entry in data)
    except (KeyError, TypeError, ValueError) as error:
        raise LookupError(f"reasons.yaml: {error!r}") from error
    if len({each.code for each in found}) != len(found):
        raise LookupError("reasons.yaml: a code is there twice")
    return found


def _reason(entry: Any) -> CertificateReason:
    if not isinstance(entry["from"], date):
        raise TypeError(f"from: {entry['from']!r} is no day")
    return CertificateReason(
        str(entry["code"]),
        str(entry["name"]),
        str(entry["name_en"]),
        frozenset(CertificateAction(action) for action in entry["actions"]),
        entry["from"],
        entry.get("until"),
        str(entry["reference"]),
        bool(entry["example"]),
    )
