"""The errors that a person outside is answered with; each knows its HTTP status.

A message is an English template with ``{placeholders}`` and its values, so that it can be shown in
the reader's language: ``error.text(gettext)``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as a_field

from registry.money import N_


def untranslated(template: str) -> str:
    """The template as it is: English, for logs and tests."""
    return template


# Values of these names are words of the workflow tables; ``words.py`` marks them for translation.
WORDS = frozenset({"status", "action"})


def _spoken(values: Mapping[str, str], translate: Callable[[str], str]) -> dict[str, str]:
    """The values of a message as they are spoken: words of our tables are translated too."""
    return {
        name: translate(value.replace("_", " ")) if name in WORDS else value
        for name, value in values.items()
    }


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: the value as given, what is wrong, what would be right.

    ``problem`` and ``expected`` are templates over ``values``; ``given`` is shown as typed.
    """

    field: str
    given: str
    problem: str
    expected: str
    values: dict[str, str] = a_field(default_factory=dict)

    def text(self, translate: Callable[[str], str] = untranslated) -> str:
        """One sentence: the problem, then what would be right."""
        parts = [translate(part) for part in (self.problem, self.expected) if part]
        # A Chinese full stop brings its own space.
        joined = " ".join(parts).replace("。 ", "。")
        return joined.format_map(_spoken(self.values, translate)) if self.values else joined


class RegistryError(Exception):
    """An answer of the registry to a request that it does not carry out."""

    status = 500

    def __init__(self, template: str, **values: object) -> None:
        self.template = template
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] = untranslated) -> str:
        """The message in the language of ``translate``, the words of our tables in it too."""
        return translate(self.template).format_map(_spoken(self.values, translate))


class BadInput(RegistryError):
    """422: some fields are wrong; ``problems`` names each of them."""

    status = 422

    def __init__(self, problems: list[FieldProblem]) -> None:
        self.problems = problems
        super().__init__(N_("{count} field(s) cannot be taken as given."), count=len(problems))


class Refused(RegistryError):
    """403: this person may not do this."""

    status = 403


class NotFound(RegistryError):
    """404: there is no such thing, or not for this person."""

    status = 404


class Conflict(RegistryError):
    """409: the thing is not in a state in which this can be done (any more)."""

    status = 409


class NotReady(RegistryError):
    """503: the registry itself lacks something that its operator must set up."""

    status = 503
