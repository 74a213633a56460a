"""One thing that must hold of everything that is stored."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.integrity.reading import Snapshot
from registry.integrity.report import Findings

Check = Callable[[Snapshot, Findings], None]


def N_(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Invariant:
    """Its name in the report, what it says in one English sentence, and how it is checked."""

    name: str
    says: str
    check: Check
