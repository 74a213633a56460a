"""What is wrong with a file as a whole, and with single rows of one."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.errors import FieldProblem, RegistryError, untranslated
from registry.money import N_

WRONG_ENCODING = N_(
    "{file}: the text is neither UTF-8 nor GB 18030, the two encodings that are read."
)
WRONG_BYTES_AT = N_(
    "{file}: the text is UTF-8, but the bytes in line {line} are not; it is damaged."
)
UTF16 = N_("{file}: the text is UTF-16; save it as UTF-8 or GB 18030.")


class FileProblem(RegistryError):
    """422: a file that cannot be read at all; the message is one sentence that names it."""

    status = 422


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
