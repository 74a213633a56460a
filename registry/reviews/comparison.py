"""A declaration beside what counts of the product's last registered year."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from registry.applications.corrections import counted_amounts
from registry.applications.ledger import AMOUNTS
from registry.applications.models import Application, PatentLink
from registry.patents.numbers import NumberProblem, parse

TEXTS = ("model", "class_code", "industry_code")


class Mark(StrEnum):
    """What became of a part of the earlier record."""

    CARRIED = "carried"
    CHANGED = "changed"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ComparedAmount:
    """One amount now and as it counts of the year before, fen; None is not declared."""

    name: str
    now: int | None
    before: int | None
    was_corrected: bool = False
    """Whether something else was declared the year before."""

    @property
    def change(self) -> str | None:
        """The change in percent with a sign and one decimal, cut; None where there is none to
        tell, because an amount is missing or was nothing or less before."""
        if self.now is None or self.before is None or self.before <= 0:
            return None
        tenths = abs(self.now - self.before) * 1000 // self.before
        sign = "−" if self.now < self.before else "+"
        return f"{sign}{tenths // 10:,}.{tenths % 10}"


def compare(now: Application, before: Application | None) -> tuple[ComparedAmount, ...]:
    """The four amounts, in the order of the form."""
    counted = counted_amounts(before) if before else dict.fromkeys(AMOUNTS)
    return tuple(
        ComparedAmount(
            name, getattr(now, name), counted[name], counted[name] != getattr(before, name, None)
        )
        for name in AMOUNTS
    )


def untouched(now: Application, before: Application | None) -> tuple[ComparedAmount, ...]:
    """The declared amounts that say what the earlier record says; none where there is none."""
    if before is None:
        return ()
    return tuple(
        each for each in compare(now, before) if each.now is not None and each.now == each.before
    )


@dataclass(frozen=True, slots=True)
class ComparedPatent:
    """One patent, as the application writes its number, and what became of it."""

    typed: str
    mark: Mark


def mark_of(now: object, before: object) -> Mark:
    """Whether one field says what it said before; nothing and an empty text are the same."""
    return Mark.CARRIED if (now or None) == (before or None) else Mark.CHANGED


def marks_of_fields(now: Application, before: Application) -> dict[str, Mark]:
    """Field → what became of it, of all that one record can take over from another."""
    said = {name: getattr(before, name) for name in TEXTS} | dict(counted_amounts(before))
    return {name: mark_of(getattr(now, name), then) for name, then in said.items()}


def marks_of_patents(now: Application, before: Application) -> Iterator[ComparedPatent]:
    """Those that are named now, in their order, then those that are named no longer."""
    said = {patent_key(link.typed): link for link in before.links}
    for link in now.links:
        earlier = said.pop(patent_key(link.typed), None)
        mark = mark_of(_said(link), _said(earlier)) if earlier else Mark.NEW
        yield ComparedPatent(link.typed, mark)
    yield from (ComparedPatent(link.typed, Mark.DROPPED) for link in said.values())


def patent_key(typed: str) -> str:
    """What makes two writings of a number one patent; of unreadable text the text."""
    number = parse(typed)
    if isinstance(number, NumberProblem):
        return typed.strip()
    return number.office + number.canonical


def _said(link: PatentLink) -> tuple[object, ...]:
    return link.core, link.basis, link.contribution
