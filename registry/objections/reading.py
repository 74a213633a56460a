"""An objection as somebody fills it in: read whole, every wrong field named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from registry.applications.objections import Ground
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.plain_text import LineError, read_line

LONGEST_NAME, LONGEST_CONTACT, LONGEST_TEXT = 100, 200, 4000
_BREAKS = str.maketrans({"\r": None, "\n": " ", "\t": " "})


@dataclass(frozen=True, slots=True)
class ObjectionInput:
    """Who objects, how they can be reached, on what ground, in what words, received when."""

    name: str
    contact: str
    ground: Ground
    text: str
    received_on: date


def read_objection(given: Mapping[str, str], received_on: date | None) -> ObjectionInput:
    """What was filled in; ``received_on`` is None where the day is a field too. BadInput."""
    problems: list[FieldProblem] = []
    name = _line(given, "name", LONGEST_NAME, problems)
    contact = _line(given, "contact", LONGEST_CONTACT, problems)
    ground = given.get("ground", "")
    if ground not in set(Ground):
        problem, expected = N_("No ground is chosen."), N_("Choose one of the list.")
        problems.append(FieldProblem("ground", ground[:40], problem, expected))
    text = _text(given, problems)
    day = received_on or _day(given, problems)
    if problems or day is None:
        raise BadInput(problems)
    return ObjectionInput(name, contact, Ground(ground), text, day)


def _line(given: Mapping[str, str], field: str, longest: int, problems: list[FieldProblem]) -> str:
    try:
        return read_line(given.get(field, ""), longest)
    except LineError as error:
        problems.append(_wrong(field, error))
        return ""


def _text(given: Mapping[str, str], problems: list[FieldProblem]) -> str:
    text = given.get("objection", "").strip().replace("\r\n", "\n")
    try:
        # Line breaks are the only characters of a text that a line may not have.
        read_line(text.translate(_BREAKS), LONGEST_TEXT)
    except LineError as error:
        problems.append(_wrong("objection", error))
    return text


def _wrong(field: str, error: LineError) -> FieldProblem:
    return FieldProblem(field, error.given, error.problem, error.expected, dict(error.values))


def _day(given: Mapping[str, str], problems: list[FieldProblem]) -> date | None:
    text = given.get("received_on", "").strip()
    try:
        if len(text) != len("2025-09-30"):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        problem, expected = N_("This is not a day."), N_("Write it as in 2025-09-30.")
        problems.append(FieldProblem("received_on", text[:40], problem, expected))
        return None
