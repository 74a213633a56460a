"""What is wrong with single rows of a filing package."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.errors import FieldProblem, untranslated


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that is not stored, and why. ``line`` counts from 1, the header being the first."""

    file: str
    line: int
    problem: FieldProblem

    def reason(self, translate: Callable[[str], str] = untranslated) -> str:
        """What is wrong and what would be right, in the language of ``translate``."""
        return self.problem.text(translate)

    def as_dict(self, translate: Callable[[str], str] = untranslated) -> dict[str, str | int]:
        """The row of rejected.csv: file, line, field, value as given, reason."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.problem.field,
            "value": self.problem.given,
            "reason": self.reason(translate),
        }
