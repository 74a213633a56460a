"""Single values as they are typed: days, whole numbers, texts that must not be empty."""

from collections.abc import Mapping
from datetime import date

from registry.errors import BadInput, FieldProblem
from registry.money import N_

_SHOWN = 40


class Typed:
    """What was typed, field by field; the problems are gathered, and told together."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name: value.strip() for name, value in values.items()}
        self.problems: list[FieldProblem] = []

    def given(self, name: str) -> str:
        """As typed, without spaces around."""
        return self._values.get(name, "")

    def wrong(self, name: str, problem: str, expected: str, **values: object) -> None:
        """Note a problem with a field."""
        said = {key: str(value) for key, value in values.items()}
        self.problems.append(FieldProblem(name, self.given(name)[:_SHOWN], problem, expected, said))

    def text(self, name: str, longest: int) -> str:
        """A text that must be there, and is no longer than its place."""
        found = self.given(name)
        if not found:
            self.wrong(name, N_("This is empty."), N_("Write it; it must not be missing."))
        elif len(found) > longest or not found.isprintable():
            expected = N_("Write at most {longest} characters in one line.")
            self.wrong(name, N_("This text cannot be kept."), expected, longest=longest)
        return found

    def day(self, name: str) -> date:
        """A day that must be there."""
        found = self.day_or_none(name)
        if found is None and not self.given(name):
            expected = N_("Write a day as in 2025-09-30.")
            self.wrong(name, N_("No day is given."), expected)
        return found or date.max

    def day_or_none(self, name: str) -> date | None:
        """A day, or nothing where nothing is typed."""
        typed = self.given(name)
        if not typed:
            return None
        found = iso_day(typed)
        if found is None:
            self.wrong(name, N_("This is no day."), N_("Write a day as in 2025-09-30."))
        return found

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number within limits that must be there."""
        found = self.whole_or_none(name, least, most)
        if found is None and not self.given(name):
            self._no_number(name, least, most)
        return least if found is None else found

    def whole_or_none(self, name: str, least: int, most: int) -> int | None:
        """A whole number within limits, or nothing where nothing is typed."""
        typed = self.given(name)
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) <= 9 and least <= int(typed) <= most:
            return int(typed)
        self._no_number(name, least, most)
        return None

    def finish(self) -> None:
        """BadInput with every problem, if there is any."""
        if self.problems:
            raise BadInput(self.problems)

    def _no_number(self, name: str, least: int, most: int) -> None:
        expected = N_("Write a whole number from {least} to {most}.")
        self.wrong(name, N_("This number cannot be taken."), expected, least=least, most=most)


def iso_day(typed: str) -> date | None:
    """A day in ISO form with hyphens; None for anything else."""
    if len(typed) != 10 or not typed.isascii():
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
