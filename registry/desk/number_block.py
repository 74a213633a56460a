"""A block of patent numbers, pasted or from a file: read line by line, shown, then added."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from registry.applications.models import Application, Basis
from registry.applications.service import LinkInput
from registry.errors import BadInput, FieldProblem
from registry.money import N_
from registry.patents.models import Patent
from registry.patents.numbers import LONGEST_TEXT, NumberProblem, PatentNumber, parse, parse_all
from registry.patents.queries import by_numbers
from registry.tables.decoding import encoding_of

MOST_NUMBERS = 500

EMPTY = N_("No number is given.")
PASTE = N_("Paste the numbers, or choose a CSV or TXT file with them.")
TOO_LONG = N_("The text has {length} characters.")
SHORTER = N_("At most {most} are read at once; divide it.")
TOO_MANY = N_("There are {count} numbers in it.")
FEWER = N_("At most {most} are read at once; divide the list.")
NO_RIGHT = N_("This is the number of a published document or of a foreign right.")
ITS_OWN = N_("Give the patent's own number, as on its certificate (ZL…).")
IN_DRAFT = N_("The application names this patent already.")
IN_LINE = N_("This patent stands in line {line} already.")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in one line: a number that was read, with the patent if the registry knows it, or
    what is wrong. ``repeated`` says why a readable number is not added once more."""

    line: int
    typed: str
    number: PatentNumber | None = None
    problem: NumberProblem | FieldProblem | None = None
    patent: Patent | None = None
    repeated: FieldProblem | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """All of it, in order; ``text`` is what was sent."""

    text: str
    rows: tuple[Row, ...]

    @property
    def new(self) -> tuple[Row, ...]:
        """What would be added."""
        return tuple(row for row in self.rows if row.number and not row.repeated)

    @property
    def wrong(self) -> tuple[Row, ...]:
        """What cannot be taken."""
        return tuple(row for row in self.rows if row.problem)

    def links(self, basis: Basis | None) -> tuple[LinkInput, ...]:
        """The new ones, all used by the same right; no core patents until somebody says so."""
        numbers = [row.number.text for row in self.new if row.number]
        return tuple(LinkInput(number, False, basis, None) for number in numbers)


def decoded(content: bytes, name: str) -> str:
    """The text of a file, UTF-8 or GB 18030; FileProblem for anything else."""
    return content.decode(encoding_of(io.BytesIO(content), name))


def read_block(text: str, application: Application) -> Block:
    """Read every number; BadInput for an empty text and for one that is too long."""
    if not text.strip():
        raise _refusal(EMPTY, PASTE)
    if len(text) > LONGEST_TEXT:
        raise _refusal(TOO_LONG, SHORTER, length=f"{len(text):,}", most=f"{LONGEST_TEXT:,}")
    read = list(_readings(text))
    if len(read) > MOST_NUMBERS:
        raise _refusal(TOO_MANY, FEWER, count=str(len(read)), most=str(MOST_NUMBERS))
    return Block(text, tuple(_judged(read, application)))


def _readings(text: str) -> Iterator[tuple[int, NumberProblem | PatentNumber]]:
    """Line and reading; a heading above the numbers, without a digit in it, is left out."""
    for line, content in enumerate(text.splitlines(), start=1):
        is_heading = line == 1 and not any(character.isdigit() for character in content)
        if content.strip() and not is_heading:
            yield from ((line, each) for each in parse_all(content))


def _judged(
    read: list[tuple[int, NumberProblem | PatentNumber]], application: Application
) -> Iterator[Row]:
    numbers = [each for _, each in read if isinstance(each, PatentNumber)]
    patents = by_numbers({_key(each) for each in numbers})
    named, met = _named(application), dict[Key, int]()
    for line, each in read:
        typed = each.typed[:80]
        if isinstance(each, NumberProblem):
            yield Row(line, typed, problem=each)
        elif not each.names_a_right and _key(each) not in patents:
            yield Row(line, typed, problem=FieldProblem("block", typed, NO_RIGHT, ITS_OWN))
        else:
            repeated = _repeated(typed, _key(each), named, met)
            met.setdefault(_key(each), line)
            yield Row(line, typed, each, patent=patents.get(_key(each)), repeated=repeated)


def _repeated(typed: str, key: Key, named: set[Key], met: dict[Key, int]) -> FieldProblem | None:
    if key in named:
        return FieldProblem("block", typed, IN_DRAFT, "")
    if key in met:
        return FieldProblem("block", typed, IN_LINE, "", {"line": str(met[key])})
    return None


def _named(application: Application) -> set[Key]:
    read = [parse(link.typed) for link in application.links]
    return {_key(each) for each in read if isinstance(each, PatentNumber)}


def _key(number: PatentNumber) -> Key:
    return number.office, number.canonical


def _refusal(problem: str, expected: str, **values: str) -> BadInput:
    return BadInput([FieldProblem("block", "", problem, expected, values)])
